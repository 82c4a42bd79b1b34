"""PostgreSQL: a generated tsvector column with a GIN index; the database keeps it in step by itself."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Sequence

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from claims.queries.search.base import COMMON, Index
from claims.queries.search.terms import Term

COLUMN = "search"


def _folding() -> tuple[str, str]:
    """Two strings for translate(): accented letters to bare ones, punctuation to blanks.

    With the punctuation gone, the parser cannot take "risk/benefit" for a file name or "-7" for a number
    below zero, and both databases see the same words.
    """
    signs, bare = "", ""
    for code in range(0xC0, 0x180):
        base = unicodedata.normalize("NFKD", chr(code))[0].lower()
        if base != chr(code) and base in string.ascii_lowercase:
            signs, bare = signs + chr(code), bare + base
    punctuation = string.punctuation.replace("'", "") + "’‘“”„–—…«»·•"
    return signs + punctuation, bare + " " * len(punctuation)


SIGNS, BARE = _folding()


def _document(index: Index, row: str = "") -> str:
    """The SQL of what is indexed. Immutable functions only, as a generated column demands."""
    text = " || ' ' || ".join(f"{row}{column}" for column in index.columns)
    text = f"replace({text}, '''', ' ')"
    return f"to_tsvector('english'::regconfig, translate(lower({text}), '{SIGNS}', '{BARE}'))"


def asked(term: Term) -> tuple[str, list[str]]:
    """The tsquery of one term as SQL with parameters."""
    parts = ["phraseto_tsquery('english', %s)"] * len(term.alternatives)
    parts += ["to_tsquery('english', %s)"] * len(term.prefixes)
    prefixes = ["'" + prefix.replace("\\", "").replace("'", "") + "':*" for prefix in term.prefixes]
    return "(" + " || ".join(parts) + ")", [*term.alternatives, *prefixes]


def _joined(terms: Sequence[Term], operator: str) -> tuple[str, list[str]]:
    parts = [asked(term) for term in terms]
    return (
        "(" + f" {operator} ".join(sql for sql, _ in parts) + ")",
        [value for _, values in parts for value in values],
    )


class PostgreSQL:
    """See `claims.queries.search.base.Backend`."""

    def install(self, index: Index) -> None:
        with connection.cursor() as cursor:
            # Percent signs are the driver's: the punctuation above holds one.
            document = _document(index).replace("%", "%%")
            cursor.execute(
                f"ALTER TABLE {index.table} ADD COLUMN IF NOT EXISTS {COLUMN} tsvector"
                f" GENERATED ALWAYS AS ({document}) STORED",
                [],
            )
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {index.name} ON {index.table} USING gin ({COLUMN})"
            )

    def rebuild(self, index: Index) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {index.table} DROP COLUMN IF EXISTS {COLUMN}")
        self.install(index)

    def faults(self, index: Index) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_attribute WHERE attrelid = %s::regclass"
                " AND attname = %s AND NOT attisdropped",
                [index.table, COLUMN],
            )
            (column,) = cursor.fetchone()
            cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = %s", [index.name])
            (built,) = cursor.fetchone()
            if not (column and built):
                return [f"{index.name} is missing."]
            cursor.execute(
                f"SELECT id FROM {index.table}"  # noqa: S608 - names from INDEXES
                f" WHERE {COLUMN} IS DISTINCT FROM {_document(index).replace('%', '%%')} LIMIT 5",
                [],
            )
            return [
                f"{index.noun} {key}: the index does not hold what the record says."
                for (key,) in cursor.fetchall()
            ]

    def frequencies(self, index: Index, terms: Sequence[Term]) -> tuple[int, list[int]]:
        parts, values = [], []
        for term in terms:
            sql, parameters = asked(term)
            parts.append(
                f"(SELECT count(*) FROM (SELECT 1 FROM {index.table}"  # noqa: S608
                f" WHERE {COLUMN} @@ {sql} LIMIT {COMMON + 1}) AS hits)"
            )
            values += parameters
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {index.total}, " + ", ".join(parts),
                values,
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
        chosen, values = _joined(rare, "||")
        shares = []
        for term, weight in zip([*rare, *frequent], weights, strict=True):
            sql, parameters = asked(term)
            shares.append(f"CASE WHEN record.{COLUMN} @@ {sql} THEN {weight:.6f} ELSE 0 END")
            values += parameters
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH record AS MATERIALIZED (SELECT id, {COLUMN}, {index.columns[0]}"  # noqa: S608
                f" FROM {index.table} WHERE {COLUMN} @@ {chosen})"
                f" SELECT id, ({' + '.join(shares)}) * {index.tempered} AS score FROM record"
                f" ORDER BY score DESC, id DESC LIMIT %s",
                [*values, limit],
            )
            return [(int(key), float(score)) for key, score in cursor.fetchall()]

    def condition(self, index: Index, terms: Sequence[Term]) -> Q:
        sql, values = _joined(terms, "&&")
        return Q(
            RawSQL(  # noqa: S611 - names from INDEXES, the text is a parameter
                f'"{index.table}"."{COLUMN}" @@ {sql}', values, output_field=BooleanField()
            )
        )
