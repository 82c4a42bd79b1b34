"""What the worker does of itself, once a day: it asks for the work as anybody else would."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from claims.actions import queue


def daily() -> dict[str, dict[str, Any]]:
    """Kind of job and its payload. Services are asked for notices only where look-ups are on."""
    kinds: dict[str, dict[str, Any]] = {
        "expire_imports": {},
        "expire_holds": {},
        "expire_documents": {},
        "expire_deliveries": {},
        "expire_idempotency_keys": {},
        "recheck_documents": {},
        "rebuild_vocabulary": {},
    }
    if settings.EMBEDDINGS:
        kinds["embed_claims"] = {}
    if settings.DUMP_KEEP:
        kinds["make_dump"] = {}
    if settings.LOOKUP_CONTACT and settings.INTEGRITY_PER_DAY:
        kinds["check_integrity"] = {"limit": settings.INTEGRITY_PER_DAY}
    return kinds


def ask() -> int:
    """Ask for what was not asked for within a day; returns for how much. Two queries a kind at most."""
    return sum(queue.once_a_day(kind, **payload) for kind, payload in daily().items())
