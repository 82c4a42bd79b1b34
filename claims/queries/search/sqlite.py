"""SQLite: FTS5 tables without content of their own, kept in step by triggers of the database itself.

What is indexed is what `claims.domain.words.fold` would make of the text, as far as FTS5's own tokenizer does not
see to it: Greek letters are spelled out, small digits and ligatures resolved.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from claims.domain.words import fold
from claims.queries.search.base import Index
from claims.queries.search.terms import Phrase, Term

TOKENIZER = "porter unicode61 remove_diacritics 2"
TRIGGERS = ("insert", "delete", "update")


def _spelled() -> dict[str, str]:
    """Signs that the tokenizer would keep as they are, and what stands in the index instead.

    Greek letters, and what Unicode calls compatible with ASCII letters and digits: m², Ⅱ, ½, ﬁ. Accents on Latin
    letters the tokenizer takes off by itself.
    """
    found = {}
    # Not the letters of ancient Greek, nor signs of other scripts that hold ASCII: the list has to end.
    for code in [*range(0xA0, 0x1E00), *range(0x2000, 0x2500), *range(0xFB00, 0xFB07)]:
        sign = chr(code)
        folded = fold(sign)
        by_accent = unicodedata.normalize("NFD", sign)[0].isascii()
        if not by_accent and any(letter.isascii() and letter.isalnum() for letter in folded):
            found[sign] = "".join(letter if letter.isalnum() else " " for letter in folded)
    return found


SPELLED = _spelled()


def _quoted(phrase: Phrase) -> str:
    """Words that follow each other, which FTS5 reads as nothing but words, whatever is in them."""
    return '"' + " ".join(phrase).replace('"', '""').replace("\x00", " ") + '"'


def match(term: Term) -> str:
    """The FTS5 expression of one term."""
    parts = [_quoted(phrase) for phrase in term.alternatives]
    parts += [f"{_quoted((prefix,))} *" for prefix in term.prefixes]
    return "(" + " OR ".join(parts) + ")"


def spelled(column: str) -> str:
    """SQL for the text of a column as it is indexed; plain ASCII, the usual case, is left alone."""
    signs = ", ".join(f"('{sign}', '{instead}')" for sign, instead in SPELLED.items())
    # One sign after the other: the parser of SQLite does not take so many calls one within the other.
    whole = (
        f"WITH RECURSIVE known(sign, instead) AS (VALUES {signs}),"  # noqa: S608 - signs of this module
        f" signs(number, sign, instead) AS (SELECT row_number() OVER (ORDER BY sign), sign, instead"
        f" FROM known WHERE instr({column}, sign)),"
        f" said(number, text) AS (SELECT 0, {column} UNION ALL"
        f" SELECT signs.number, replace(said.text, sign, instead)"
        f" FROM said JOIN signs ON signs.number = said.number + 1)"
        f" SELECT text FROM said ORDER BY number DESC LIMIT 1"
    )
    return f"CASE WHEN length({column}) < length(CAST({column} AS BLOB)) THEN ({whole}) ELSE {column} END"


class SQLite:
    """See `claims.queries.search.base.Backend`."""

    def install(self, index: Index) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = %s",
                [index.name],
            )
            (there,) = cursor.fetchone()
            for statement in _statements(index, there=bool(there)):
                cursor.execute(statement)

    def rebuild(self, index: Index) -> None:
        with connection.cursor() as cursor:
            for trigger in TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {index.name}_{trigger}")
            cursor.execute(f"DROP TABLE IF EXISTS {index.name}")
        self.install(index)

    def faults(self, index: Index) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE name LIKE %s ESCAPE '!'",
                [index.name.replace("_", "!_") + "%"],
            )
            there = {name for (name,) in cursor.fetchall()}
            wanted = [index.name, *(f"{index.name}_{trigger}" for trigger in TRIGGERS)]
            if missing := [name for name in wanted if name not in there]:
                return [f"{name} is missing." for name in missing]
            return _differences(cursor, index)

    def hits(self, index: Index, terms: Sequence[Term]) -> tuple[str, list[Any]]:
        asked = " AND ".join(match(term) for term in terms)
        where = f"FROM {index.name} WHERE {index.name} MATCH %s"
        if index.owner == "id":
            return f"SELECT rowid AS id {where}", [asked]
        return (
            f"SELECT {index.owner} AS id FROM {index.table} WHERE id IN (SELECT rowid {where})",  # noqa: S608
            [asked],
        )

    def holds(self, index: Index, term: Term) -> tuple[str, list[Any]]:
        held = f"{index.name} MATCH %s AND {index.name}.rowid"
        row = f"SELECT 1 FROM {index.name} WHERE {held} = hits.id"  # noqa: S608 - names from INDEXES
        if index.owner != "id":
            row = (
                f"SELECT 1 FROM {index.table} AS part JOIN {index.name} ON {held} = part.id"  # noqa: S608
                f" WHERE part.{index.owner} = hits.id"
            )
        return f"EXISTS ({row})", [match(term)]

    def usual(self, index: Index, stems: Sequence[str]) -> dict[str, int]:
        """Nothing: counting is quick enough here. No query."""
        return {}


def _statements(index: Index, *, there: bool) -> list[str]:
    columns = ", ".join(index.columns)

    def of(row: str) -> str:
        return ", ".join(spelled(f"{row}.{column}") for column in index.columns)

    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in index.columns)
    add = f"INSERT INTO {index.name}(rowid, {columns}) VALUES (new.id, {of('new')});"  # noqa: S608
    drop = (
        f"INSERT INTO {index.name}({index.name}, rowid, {columns})"  # noqa: S608
        f" VALUES ('delete', old.id, {of('old')});"
    )
    table = index.table
    statements = [
        f"CREATE TRIGGER IF NOT EXISTS {index.name}_insert AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER IF NOT EXISTS {index.name}_delete AFTER DELETE ON {table} BEGIN {drop} END",
        # Derived columns change often and are not searched: then the index is left alone.
        (
            f"CREATE TRIGGER IF NOT EXISTS {index.name}_update AFTER UPDATE ON {table}"
            f" WHEN old.id IS NOT new.id OR {changed} BEGIN {drop} {add} END"
        ),
    ]
    if there:
        return statements
    return [
        (
            f"CREATE VIRTUAL TABLE {index.name} USING fts5({columns}, content='',"
            f" prefix='3 5', tokenize='{TOKENIZER}')"
        ),
        (
            f"INSERT INTO {index.name}(rowid, {columns})"  # noqa: S608 - names from INDEXES
            f" SELECT record.id, {of('record')} FROM {table} AS record"
        ),
        *statements,
    ]


def _differences(cursor: CursorWrapper, index: Index) -> list[str]:
    """Compare the index's own list of (word, record, column, place) with that of one built anew."""
    columns = ", ".join(index.columns)
    fresh, mine, new = f"{index.name}_fresh", f"{index.name}_mine", f"{index.name}_new"
    run = cursor.execute
    try:
        run(f"CREATE VIRTUAL TABLE temp.{fresh} USING fts5({columns}, tokenize='{TOKENIZER}')")
        run(
            f"INSERT INTO temp.{fresh}(rowid, {columns})"  # noqa: S608
            f" SELECT id, {', '.join(map(spelled, index.columns))} FROM {index.table}"
        )
        run(f"CREATE VIRTUAL TABLE temp.{mine} USING fts5vocab(main, {index.name}, instance)")
        run(f"CREATE VIRTUAL TABLE temp.{new} USING fts5vocab(temp, {fresh}, instance)")
        faults = []
        for one, other, words in (
            (mine, new, "is in the index and not in the records"),
            (new, mine, "is in the records and not in the index"),
        ):
            run(
                f"SELECT term, doc FROM temp.{one} EXCEPT"  # noqa: S608
                f" SELECT term, doc FROM temp.{other} LIMIT 5"
            )
            faults += [f"{index.noun} {doc}: {term!r} {words}." for term, doc in cursor.fetchall()]
        return faults
    finally:
        for table in (mine, new, fresh):
            run(f"DROP TABLE IF EXISTS temp.{table}")
