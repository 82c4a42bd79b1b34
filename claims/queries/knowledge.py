"""The knowledge base itself: which one this is and how far its public side has moved."""

from __future__ import annotations

from claims.models import KnowledgeBase
from claims.queries.prepared import Prepared


def public_version() -> tuple[str, int]:
    """(UUID of this knowledge base, number of its last public change), for ETags. One query.

    It moves only when something that anyone can read has changed, so that it betrays no private draft.
    """
    rows = _BASE.rows([1])
    return (str(rows[0]["uuid"]), rows[0]["public_seq"]) if rows else ("", 0)


_BASE = Prepared(
    lambda keys: KnowledgeBase.objects.filter(pk__in=keys).values("uuid", "public_seq")
)
