"""A scratch file that a load is checked in: it holds the lines, so that memory stays flat at any size.

It is a SQLite file of the standard library, in the system's temporary folder, gone when closed.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from types import TracebackType

from claims.formats.knowledge import Fault, Line
from claims.formats.knowledge_schema import ORDER

SCHEMA = """
create table line (
    ord integer primary key, record text, key text, file text, number integer, body blob,
    bad integer default 0
);
create unique index line_key on line (record, key) where key is not null and bad = 0;
create index line_record on line (record, bad, ord);
create table ref (ord integer, field text, noun text, key text);
create index ref_target on ref (noun, key);
create index ref_line on ref (ord);
create table mark (kind text, value text, ord integer, primary key (kind, value)) without rowid;
create table known (noun text, key text, pk integer, primary key (noun, key)) without rowid;
"""


class Staging:
    """Lines, what they refer to, what must be unique, and which keys are already stored."""

    def __init__(self) -> None:
        # Open for as long as the load; `__exit__` closes and removes it.
        self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115
            prefix="touchstone-load-", suffix=".sqlite3"
        )
        self._db = sqlite3.connect(self._file.name, isolation_level=None)
        self._db.executescript("pragma journal_mode=off; pragma synchronous=off;" + SCHEMA)
        self._db.execute("begin")

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()
        self._file.close()

    def add(self, line: Line, refs: Iterable[tuple[str, str, str]]) -> int | None:
        """Keep a line and its (field, noun, key) references. None where its key came before."""
        key = line.record.get("key")
        try:
            cursor = self._db.execute(
                "insert into line (record, key, file, number, body) values (?, ?, ?, ?, ?)",
                (line.record["record"], key, line.file, line.line, line.raw),
            )
        except sqlite3.IntegrityError:
            return None
        order = cursor.lastrowid
        self._db.executemany(
            "insert into ref values (?, ?, ?, ?)", [(order, *reference) for reference in refs]
        )
        return order

    def claim_mark(self, kind: str, value: str, order: int) -> int | None:
        """Note that `value` of `kind` belongs to this line; the number of an earlier line that has it."""
        cursor = self._db.execute(
            "insert or ignore into mark values (?, ?, ?)", (kind, value, order)
        )
        if cursor.rowcount:
            return None
        row = self._db.execute(
            "select number from line join mark using (ord) where kind = ? and value = ?",
            (kind, value),
        ).fetchone()
        return int(row[0])

    def learn(self, noun: str, pairs: Iterable[tuple[str, int]]) -> None:
        """Keys that are stored, with their primary keys."""
        self._db.executemany(
            "insert or replace into known values (?, ?, ?)",
            [(noun, key, pk) for key, pk in pairs],
        )

    def pks(self, noun: str, keys: Iterable[str]) -> dict[str, int]:
        """Primary keys of those `keys` that are stored."""
        found: dict[str, int] = {}
        wanted = sorted(set(keys))
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            found.update(
                self._db.execute(
                    f"select key, pk from known where noun = ? and key in ({marks})",  # noqa: S608
                    (noun, *part),
                ).fetchall()
            )
        return found

    def keys(self, noun: str) -> Iterator[list[str]]:
        """Every key that a line has or names, in batches: what must be looked up in the database."""
        cursor = self._db.execute(
            "select key from line where record = :noun and key is not null"
            " union select key from ref where noun = :noun",
            {"noun": noun},
        )
        while rows := cursor.fetchmany(500):
            yield [row[0] for row in rows]

    def dangling(self) -> Iterator[tuple[int, Fault]]:
        """Lines that name a key which no good line has and nobody stored; ask again until empty."""
        cursor = self._db.execute(
            "select line.ord, line.file, line.number, ref.field, ref.noun, ref.key from ref"
            " join line using (ord)"
            " where line.bad = 0"
            " and not exists (select 1 from known where known.noun = ref.noun"
            "   and known.key = ref.key)"
            " and not exists (select 1 from line t where t.record = ref.noun and t.key = ref.key"
            "   and t.bad = 0)"
        )
        for order, file, number, field, noun, key in cursor.fetchall():
            yield order, Fault(file, number, field, f"no {noun} has the key {key!r}")

    def named(self, record: str, field: str, keys: Iterable[str]) -> dict[str, str]:
        """For good lines of one kind with one of `keys`: which key their `field` names."""
        found: dict[str, str] = {}
        wanted = sorted(set(keys))
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            found.update(
                self._db.execute(
                    f"select line.key, ref.key from line join ref using (ord) where line.key in ({marks})"  # noqa: S608
                    " and record = ? and bad = 0 and field = ?",
                    (*part, record, field),
                ).fetchall()
            )
        return found

    def spoil(self, order: int) -> None:
        """Leave a line out."""
        self._db.execute("update line set bad = 1 where ord = ?", (order,))

    def lines(self, record: str, size: int) -> Iterator[list[tuple[int, str, int, bytes]]]:
        """The good lines of one kind in file order, in batches of `size`: (order, file, line, bytes)."""
        last = 0
        while rows := self._db.execute(
            "select ord, file, number, body from line where record = ? and bad = 0 and ord > ?"
            " order by ord limit ?",
            (record, last, size),
        ).fetchall():
            last = rows[-1][0]
            yield rows

    def counts(self) -> dict[str, int]:
        """Good lines of each kind."""
        found = dict(
            self._db.execute("select record, count(*) from line where bad = 0 group by record")
        )
        return {record: found[record] for record in ORDER if record in found}

    def known_lines(self, record: str) -> int:
        """How many good lines of one kind are stored already."""
        row = self._db.execute(
            "select count(*) from line join known on known.noun = line.record"
            " and known.key = line.key where record = ? and bad = 0",
            (record,),
        ).fetchone()
        return int(row[0])

    def bare_keys(self) -> bool:
        """Whether any line uses a public id, which means nothing without a site."""
        row = self._db.execute(
            "select exists (select 1 from line where bad = 0 and key not like '%:%')"
            " or exists (select 1 from ref where key not like '%:%')"
        ).fetchone()
        return bool(row[0])
