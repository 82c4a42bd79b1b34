"""The curation desk: Django's admin, with every write through an action."""
