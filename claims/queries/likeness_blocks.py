"""Which stored sources a list of records meets: one statement for a list of keys, however long.

The keys go to the database as one parameter and are joined there with the indexed columns. Conditions strung
together with OR took longer to put into words than to answer. What differs between the two databases is here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from django.db import connection

from claims.domain.vocabulary import RecordStatus

#: Sorts after every sign that a key can hold, of any script.
LAST = "\U0010ffff"

_LIVE = f"source.status IN ('{RecordStatus.PROPOSED.value}', '{RecordStatus.PUBLISHED.value}')"
_TITLES = "source.title_key >= wanted.key AND source.title_key < wanted.key || %s"
_AUTHORS = (
    "source.author_key = wanted.key AND source.year BETWEEN wanted.year - 1 AND wanted.year + 1"
)

# CROSS JOIN keeps SQLite from turning the join round: the wanted keys first, then the index.
_SQLITE = """
SELECT wanted.place, source.title_key, source.id
FROM (SELECT json_extract(value, '$[0]') AS key, json_extract(value, '$[1]') AS year,
      json_extract(value, '$[2]') AS place FROM json_each(%s)) AS wanted
CROSS JOIN claims_source AS source
WHERE {met} AND {live}
"""
_POSTGRESQL = """
SELECT wanted.place, source.title_key, source.id
FROM unnest(%s::text[], %s::int[], %s::int[]) AS wanted (key, year, place)
JOIN claims_source AS source ON {met}
WHERE {live}
"""


def by_title(wanted: Sequence[tuple[str, int]]) -> Iterator[tuple[int, str, int]]:
    """For (beginning of a title key, place): place, title key and key of each source in use with it. One query."""
    rows = [(key, 0, place) for key, place in wanted]
    return _met(_TITLES, rows, [LAST])


def by_author(wanted: Sequence[tuple[str, int, int]]) -> Iterator[tuple[int, str, int]]:
    """For (author key, year, place): the same of each source by this first author, a year apart at most. One query."""
    return _met(_AUTHORS, wanted, [])


def _met(
    met: str, wanted: Sequence[tuple[str, int, int]], more: list[str]
) -> Iterator[tuple[int, str, int]]:
    if not wanted:
        return
    lists: list[Any]
    if connection.vendor == "postgresql":
        statement, lists = _POSTGRESQL, [list(column) for column in zip(*wanted, strict=True)]
    else:
        statement, lists = _SQLITE, [orjson.dumps(wanted).decode()]
    with connection.cursor() as cursor:
        cursor.execute(statement.format(met=met, live=_LIVE), [*lists, *more])
        yield from cursor.fetchall()
