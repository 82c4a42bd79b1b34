"""The curation desk: Django's admin, with every write through an action."""

from claims.admin import claims, evidence, log, sources, topics

__all__ = ["claims", "evidence", "log", "sources", "topics"]
