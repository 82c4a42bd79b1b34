"""Background work: a row asks for it, a handler maps it to an action."""
