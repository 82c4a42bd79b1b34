"""Which records of a file came before, kept in a scratch database so that memory stays flat.

SQLite's own temporary database of the standard library: on disk once it grows, gone when closed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType

import orjson

from claims.formats.records import Csl

#: How many earlier records with one key are looked at: a supplement of abstracts shares its DOI by the hundred.
MOST = 5
SCHEMA = """
create table record (ord integer primary key, file text, position integer, body blob);
create table mark (key text, ord integer, primary key (key, ord)) without rowid;
"""


@dataclass(frozen=True)
class Earlier:
    """A record that came before: its file, its place there, and what it says."""

    file: str
    position: int
    csl: Csl


class Seen:
    """The records that were read so far, by what they are compared by."""

    def __init__(self) -> None:
        # The empty name is SQLite's word for a private database that spills to a temporary file.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.executescript(SCHEMA)
        self._db.execute("begin")

    def __enter__(self) -> Seen:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def before(self, keys: Iterable[str]) -> Iterator[Earlier]:
        """Earlier records with one of the keys, first ones first, at most MOST for each key."""
        found: set[int] = set()
        for key in keys:
            rows = self._db.execute(
                "select ord from mark where key = ? order by ord limit ?", (key, MOST)
            )
            found.update(number for (number,) in rows)
        for number in sorted(found):
            file, position, body = self._db.execute(
                "select file, position, body from record where ord = ?", (number,)
            ).fetchone()
            yield Earlier(file, position, orjson.loads(body))

    def add(self, keys: Iterable[str], csl: Csl, *, file: str, position: int) -> None:
        """Remember a record."""
        cursor = self._db.execute(
            "insert into record (file, position, body) values (?, ?, ?)",
            (file, position, orjson.dumps(csl)),
        )
        self._db.executemany(
            "insert or ignore into mark (key, ord) values (?, ?)",
            [(key, cursor.lastrowid) for key in keys],
        )
