"""SQLite: FTS5 tables with external content, kept in step by triggers of the database itself."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Q
from django.db.models.expressions import RawSQL

from claims.queries.search.base import COMMON, Index
from claims.queries.search.terms import Term

TOKENIZER = "porter unicode61 remove_diacritics 2"
TRIGGERS = ("insert", "delete", "update")


def _quoted(phrase: str) -> str:
    """A phrase that FTS5 reads as nothing but words, whatever is in it."""
    return '"' + phrase.replace('"', '""').replace("\x00", " ") + '"'


def match(term: Term) -> str:
    """The FTS5 expression of one term."""
    parts = [_quoted(phrase) for phrase in term.alternatives]
    parts += [f"{_quoted(prefix)} *" for prefix in term.prefixes]
    return "(" + " OR ".join(parts) + ")"


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

    def frequencies(self, index: Index, terms: Sequence[Term]) -> tuple[int, list[int]]:
        one = (
            f"(SELECT count(*) FROM (SELECT 1 FROM {index.name}"  # noqa: S608 - names from INDEXES
            f" WHERE {index.name} MATCH %s LIMIT {COMMON + 1}))"
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {index.total}, " + ", ".join([one] * len(terms)),
                [match(term) for term in terms],
            )
            total, *counts = cursor.fetchone()
        return total or 0, counts

    def ranked(
        self,
        index: Index,
        rare: Sequence[Term],
        frequent: Sequence[Term],
        weights: Sequence[float],
        limit: int,
    ) -> list[tuple[int, float]]:
        # Not bm25(): it has no weight at all for a word that is in half of the records, and a claim about
        # kratom must come before one about something else on a site that is all about kratom.
        pool = " OR ".join(match(term) for term in rare)
        asked = [match(term) for term in rare]
        # Only within the pool: FTS5 then skips through a long list instead of reading it.
        asked += [f"({pool}) AND {match(term)}" for term in frequent]
        member = f"pool.id IN (SELECT rowid FROM {index.name} WHERE {index.name} MATCH %s)"  # noqa: S608
        shares = " + ".join(
            f"CASE WHEN {member} THEN {weight:.6f} ELSE 0 END" for weight in weights
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH pool(id) AS MATERIALIZED"  # noqa: S608 - names from INDEXES
                f" (SELECT rowid FROM {index.name} WHERE {index.name} MATCH %s)"
                f" SELECT pool.id, ({shares}) * {index.tempered} AS score"
                f" FROM pool JOIN {index.table} AS record ON record.id = pool.id"
                f" ORDER BY score DESC, pool.id DESC LIMIT %s",
                [pool, *asked, limit],
            )
            return [(int(key), float(score)) for key, score in cursor.fetchall()]

    def condition(self, index: Index, terms: Sequence[Term]) -> Q:
        asked = " AND ".join(match(term) for term in terms)
        hits = RawSQL(  # noqa: S611 - names from INDEXES, the text is a parameter
            f"SELECT rowid FROM {index.name} WHERE {index.name} MATCH %s",  # noqa: S608
            [asked],
        )
        return Q(pk__in=hits)


def _statements(index: Index, *, there: bool) -> list[str]:
    columns = ", ".join(index.columns)

    def of(row: str) -> str:
        return ", ".join(f"{row}.{column}" for column in index.columns)

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
            f"CREATE VIRTUAL TABLE {index.name} USING fts5({columns}, content='{table}',"
            f" content_rowid='id', prefix='3 5', tokenize='{TOKENIZER}')"
        ),
        f"INSERT INTO {index.name}({index.name}) VALUES ('rebuild')",  # noqa: S608
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
            f" SELECT id, {columns} FROM {index.table}"
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
