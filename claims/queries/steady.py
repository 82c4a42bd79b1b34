"""Reading much, from one state of the knowledge base, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

BEGIN = {
    # SQLite: nothing is locked for others; a plain `atomic` would take the lock of writers (BEGIN IMMEDIATE).
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


@contextmanager
def steady() -> Iterator[None]:
    """All reads inside see the same state, and hold nobody up. Two statements.

    Within a transaction that is open already nothing is changed: what it sees is for its opener to say.
    """
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
    try:
        yield
    finally:
        # Nothing was written: there is nothing to keep.
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
