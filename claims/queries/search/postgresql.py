"""PostgreSQL: a generated tsvector column with a GIN index; the database keeps it in step by itself.

The words are made by an SQL function that folds as `claims.domain.words.fold` does, and stemmed by PostgreSQL's Porter
stemmer, brought up to the later version of its rules, which `claims.domain.porter` and SQLite follow.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from typing import Any

from django.db import connection

from claims.domain.words import GREEK
from claims.queries.search.base import COUNTED_TO, Index
from claims.queries.search.terms import Phrase, Term

COLUMN = "search"
CONFIGURATION = "touchstone"
DICTIONARY = "touchstone_porter"
FUNCTION = "touchstone_words"

# With the punctuation gone, the parser cannot take "risk/benefit" for a file name or "-7" for a number
# below zero, and both databases see the same words.
PUNCTUATION = string.punctuation + "’‘“”„–—…«»·•≥≤±×÷°→←®©™§¶′″−≈≠∼"
# What ends a stem otherwise than in the older rules: m > 0 before the ending, as Porter has it.
_LATER_RULES = (
    (r"(\w*[aeiouy][^\Waeiouy]\w*log)(?:y|ies)", r"\1"),
    (r"(\w*[aeiouy][^\Waeiouy]\w*bl)(?:y|ies)", r"\1e"),
    # A word of two letters is its own stem: what is added here is taken off again, or keeps the s.
    (r"([aeiou][sy])", r"\1e"),
    (r"([^\Waeiou]s)", r"\1qz"),
)


def newer(word: str) -> str:
    """A word so written that the older rules find the stem of the later ones: as the function does it."""
    for pattern, instead in _LATER_RULES:
        word = re.sub(f"^(?:{pattern})$", instead, word)
    return word


def _function() -> str:
    """The SQL function. Immutable functions only, as a generated column demands."""
    marks = "".join(map(chr, range(0x300, 0x370)))
    spelled = "translate(lower(normalize(given, NFKD)), '%s', '')" % marks  # noqa: UP031
    for sign, name in GREEK.items():
        if sign == sign.lower():
            spelled = f"replace({spelled}, '{sign}', ' {name} ')"
    folded = f"CASE WHEN octet_length(given) = length(given) THEN lower(given) ELSE {spelled} END"
    quoted = PUNCTUATION.replace("'", "''")
    words = f"translate({folded}, '{quoted}', '{' ' * len(PUNCTUATION)}')"
    for pattern, instead in _LATER_RULES:
        words = f"regexp_replace({words}, '\\m{pattern}\\M', '{instead}', 'g')"
    return (
        f"CREATE OR REPLACE FUNCTION {FUNCTION}(given text) RETURNS text"
        f" LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURNS NULL ON NULL INPUT AS $words$ SELECT {words} $words$"
    )


def _document(index: Index) -> str:
    """The SQL of what is indexed."""
    text = " || ' ' || ".join(index.columns)
    return f"to_tsvector('{CONFIGURATION}'::regconfig, {FUNCTION}({text}))"


def asked(term: Term) -> tuple[str, list[str]]:
    """The tsquery of one term as SQL with parameters."""
    parts = [f"phraseto_tsquery('{CONFIGURATION}', %s)"] * len(term.alternatives)
    parts += ["%s::tsquery"] * len(term.prefixes)
    prefixes = ["'" + prefix.replace("\\", "").replace("'", "") + "':*" for prefix in term.prefixes]
    return "(" + " || ".join(parts) + ")", [*map(_phrase, term.alternatives), *prefixes]


def _phrase(words: Phrase) -> str:
    return " ".join(map(newer, words)).replace("\x00", " ")


class PostgreSQL:
    """See `claims.queries.search.base.Backend`."""

    def install(self, index: Index) -> None:
        with connection.cursor() as cursor:
            for statement in _common():
                # Percent signs are the driver's: the punctuation holds one.
                cursor.execute(statement.replace("%", "%%"), [])
            cursor.execute(
                f"ALTER TABLE {index.table} ADD COLUMN IF NOT EXISTS {COLUMN} tsvector"
                f" GENERATED ALWAYS AS ({_document(index)}) STORED"
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
                f" WHERE {COLUMN} IS DISTINCT FROM {_document(index)} LIMIT 5"
            )
            return [
                f"{index.noun} {key}: the index does not hold what the record says."
                for (key,) in cursor.fetchall()
            ]

    def hits(self, index: Index, terms: Sequence[Term]) -> tuple[str, list[Any]]:
        parts = [asked(term) for term in terms]
        every = " && ".join(sql for sql, _ in parts)
        return (
            f"SELECT {index.owner} AS id FROM {index.table} WHERE {COLUMN} @@ ({every})",  # noqa: S608
            [value for _, values in parts for value in values],
        )

    def holds(self, index: Index, term: Term) -> tuple[str, list[Any]]:
        sql, values = asked(term)
        row = f"SELECT 1 FROM {index.table} AS part WHERE part.{index.owner} = hits.id"  # noqa: S608
        return f"EXISTS ({row} AND part.{COLUMN} @@ {sql})", list(values)

    def usual(self, index: Index, stems: Sequence[str]) -> dict[str, int]:
        """From the planner's statistics, once a table is large. One query."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seen.word, seen.share * size.total"  # noqa: S608 - names from INDEXES
                f" FROM (SELECT {index.total} AS total) AS size, pg_stats AS statistic,"
                " unnest(statistic.most_common_elems::text::text[], statistic.most_common_elem_freqs)"
                " AS seen(word, share)"
                " WHERE size.total > %s AND statistic.schemaname = current_schema()"
                " AND statistic.tablename = %s AND statistic.attname = %s AND seen.word = ANY(%s)",
                [COUNTED_TO, index.table, COLUMN, list(stems)],
            )
            return {word: round(count) for word, count in cursor.fetchall()}


def _common() -> list[str]:
    """What all indexes share: the function, the dictionary, the configuration; each made once."""
    exists = (
        "SELECT FROM pg_ts_{kind} WHERE {short}name = '{name}'"
        " AND {short}namespace = current_schema()::regnamespace"
    )
    make = "DO $make$ BEGIN IF NOT EXISTS ({exists}) THEN {statements} END IF; END $make$"
    kinds = ("asciiword", "word", "numword", "asciihword", "hword", "numhword")
    parts = ("hword_asciipart", "hword_part", "hword_numpart")
    return [
        _function(),
        make.format(
            exists=exists.format(kind="dict", short="dict", name=DICTIONARY),
            statements=f"CREATE TEXT SEARCH DICTIONARY {DICTIONARY}"
            " (TEMPLATE = pg_catalog.snowball, LANGUAGE = porter);",
        ),
        make.format(
            exists=exists.format(kind="config", short="cfg", name=CONFIGURATION),
            statements=f"CREATE TEXT SEARCH CONFIGURATION {CONFIGURATION} (COPY = pg_catalog.simple);"
            f" ALTER TEXT SEARCH CONFIGURATION {CONFIGURATION} ALTER MAPPING FOR"
            f" {', '.join(kinds + parts)} WITH {DICTIONARY};",
        ),
    ]
