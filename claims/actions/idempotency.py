"""Idempotency keys: a request that is sent again is answered again, and carried out once.

The answer is stored in the transaction of the act: whatever kills the process, either both are there or neither, and
a key is free again as soon as the transaction that held it has ended.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from claims.domain.problems import Problem
from claims.models import IdempotencyKey


class Busy(Problem):
    """A request with the same key is being carried out at this moment."""


class Reused(Problem):
    """The key was sent before with another request."""


def hold(*, owner: str, key: str) -> None:
    """Keep the key to this transaction until it ends. Raises Busy where another transaction has it. One query.

    On SQLite writers wait for each other anyway: the second finds the answer of the first.
    """
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(repr((owner, key)).encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise Busy(
                "A request with this Idempotency-Key is being carried out: ask again in a moment."
            )


def answered(*, owner: str, key: str, request: str) -> IdempotencyKey | None:
    """The stored answer, if the request was carried out. Raises Reused for another request. One query."""
    row = IdempotencyKey.objects.filter(owner=owner, key=key, at__gt=_oldest()).first()
    if row is not None and row.request != request:
        raise Reused(
            "This Idempotency-Key was sent with another request (method, address or body): take a new one."
        )
    return row


def keep(
    *, owner: str, key: str, request: str, status: int, headers: Mapping[str, str], body: str
) -> IdempotencyKey:
    """Store the answer, in the transaction of what it answers. Two queries."""
    IdempotencyKey.objects.filter(owner=owner, key=key, at__lte=_oldest()).delete()
    return IdempotencyKey.objects.create(
        owner=owner, key=key, request=request, status=status, headers=dict(headers), body=body
    )


def expire() -> int:
    """Remove the answers whose time is over; returns how many."""
    return int(IdempotencyKey.objects.filter(at__lte=_oldest()).delete()[0])


def _oldest() -> datetime:
    return timezone.now() - timedelta(hours=int(settings.IDEMPOTENCY_KEY_HOURS))
