"""The knowledge base itself: which one this is and how far its public side has moved."""

from __future__ import annotations

from claims.models import KnowledgeBase


def public_version() -> tuple[str, int]:
    """(UUID of this knowledge base, number of its last public change), for ETags. One query.

    It moves only when something that anyone can read has changed, so that it betrays no private draft.
    """
    row = KnowledgeBase.objects.filter(pk=1).values_list("uuid", "public_seq").first()
    return (str(row[0]), row[1]) if row else ("", 0)
