"""Two transactions that met: the database undid one of them, which can be sent again as it was."""

from __future__ import annotations

import sqlite3
import threading

from django.db import OperationalError, transaction

#: PostgreSQL's SQLSTATE of a deadlock, of a serialization failure, and of a lock that was not to be had in time.
SQLSTATES = frozenset({"40P01", "40001", "55P03"})
SQLITE_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
MESSAGE = "Two changes met and this one was not made; nothing was changed. Send it again."
#: Seconds until it is worth while: the other transaction has won and ends soon.
RETRY_AFTER = 1

_local = threading.local()


def is_clash(error: BaseException) -> bool:
    """Whether the database broke a transaction off only because another one was in its way."""
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        # The lowest byte is the kind; the rest says more about it (SQLITE_BUSY_SNAPSHOT).
        return (getattr(cause, "sqlite_errorcode", 0) & 0xFF) in SQLITE_CODES
    # psycopg2 has it as `pgcode`, psycopg 3 as `sqlstate`.
    return getattr(cause, "pgcode", getattr(cause, "sqlstate", None)) in SQLSTATES


def begin() -> None:
    """A request begins: nothing of it is stored yet."""
    _local.stored = False


def watch() -> None:
    """In the transaction of an act, as its first step: once it is committed, `anything_stored` is true."""
    transaction.on_commit(_committed)


def anything_stored() -> bool:
    """Whether an act of this request was committed: then a later clash did not leave everything as it was."""
    return bool(getattr(_local, "stored", False))


def _committed() -> None:
    _local.stored = True
