"""Look-alikes in the database: which sources are compared at all, and which of those are alike.

Nothing is compared with everything: a source meets those that share an identifier, the beginning of the title,
or the first author and (nearly) the year. All of it goes through indexed columns that are the same on both
databases, and crowded blocks are walked in the order of their titles, so that work grows with the number of
sources and not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import Any

from django.db.models import Q, QuerySet
from rapidfuzz import fuzz

from claims.domain.likeness import Likeness, Record, compare, record_of, record_of_source
from claims.domain.likeness.groups import BEGINNING, CROWD
from claims.domain.vocabulary import RecordStatus
from claims.models import Source
from claims.queries import likeness_blocks

COLUMNS = (
    "pk",
    "title",
    "authors",
    "year",
    "container_title",
    "csl",
    "csl_type",
    "doi",
    "pmid",
    "is_preprint",
    "language",
)
#: Title keys of one author below this ratio are not worth reading the records for.
WORTH_READING = 55
PAGE = 5_000
BATCH = 400
CHUNK = 500

Key = tuple[int, str, str, int | None]


@dataclass(frozen=True)
class Candidate:
    """A source of the base that may be the record in question."""

    source: int
    likeness: Likeness


def live() -> QuerySet[Source]:
    """The sources that are compared: proposed and published ones."""
    return Source.objects.filter(status__in=[RecordStatus.PROPOSED, RecordStatus.PUBLISHED])


def records_of(keys: Iterable[int]) -> dict[int, Record]:
    """What the sources are compared by. One query."""
    rows = Source.objects.filter(pk__in=list(keys)).order_by().values(*COLUMNS)
    return {row["pk"]: record_of_source(row) for row in rows}


def candidates(
    items: Sequence[Record | Mapping[str, Any]], *, but: int | None = None
) -> dict[int, list[Candidate]]:
    """For each place in `items` (records or CSL-JSON) the sources that are the same or may be, likeliest first.

    Places without any are left out. At most six queries for each 500 items. `but`: a source to leave out.
    """
    records = [item if isinstance(item, Record) else record_of(item) for item in items]
    found: dict[int, list[Candidate]] = {}
    for start in range(0, len(records), CHUNK):
        part = records[start : start + CHUNK]
        met = _met(part)
        known = records_of({pk for keys in met.values() for pk in keys}) if met else {}
        for place, keys in met.items():
            alike = [
                Candidate(pk, likeness)
                for pk in keys
                if pk != but and pk in known
                for likeness in [compare(part[place], known[pk])]
                if likeness.sure or likeness.doubtful
            ]
            if alike:
                alike.sort(key=lambda one: (not one.likeness.sure, -one.likeness.score, one.source))
                found[start + place] = alike
    return found


def _met(records: Sequence[Record]) -> dict[int, set[int]]:
    """Places and the sources in one block with them. Four queries."""
    met: dict[int, set[int]] = defaultdict(set)
    for kind in ("doi", "pmid"):
        wanted = _places((getattr(record, kind), place) for place, record in enumerate(records))
        if wanted:
            same = live().filter(**{f"{kind}__in": list(wanted)}).order_by()
            for value, pk in same.values_list(kind, "pk"):
                for place in wanted[value]:
                    met[place].add(pk)
    titles = [
        (record.title_key[:BEGINNING], place)
        for place, record in enumerate(records)
        if record.title_key
    ]
    authors = [
        (record.author_key, record.year, place)
        for place, record in enumerate(records)
        if record.author_key and record.year
    ]
    for place, key, pk in likeness_blocks.by_title(titles):
        # A title shorter than a beginning meets its like, and not all that begin with it.
        own = records[place].title_key
        if key[:BEGINNING] == own[:BEGINNING] and _near(key, own):
            met[place].add(pk)
    for place, key, pk in likeness_blocks.by_author(authors):
        if _near(key, records[place].title_key):
            met[place].add(pk)
    return met


def _places(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for value, place in pairs:
        if value:
            found[value].append(place)
    return found


def _near(one: str, two: str) -> bool:
    length = min(len(one), len(two))
    return fuzz.ratio(one[:length], two[:length], score_cutoff=WORTH_READING) > 0


def pairs() -> Iterator[tuple[int, int, Likeness]]:
    """Every two sources of the base that are the same or may be, the smaller key first, each pair once.

    Two passes over the keys in the order of an index, a page at a time, and one query for each 400 pairs that
    are worth comparing. Memory holds one block, one batch, and the keys of the pairs.
    """
    seen: set[tuple[int, int]] = set()
    worth = chain(_blocks(_by_title(), _beginning), _blocks(_by_author(), _author))
    while batch := list(islice(worth, BATCH)):
        fresh = list(dict.fromkeys(pair for pair in batch if pair not in seen))
        seen.update(fresh)
        known = records_of({pk for pair in fresh for pk in pair})
        for first, second in fresh:
            if first in known and second in known:
                likeness = compare(known[first], known[second])
                if likeness.sure or likeness.doubtful:
                    yield first, second, likeness


def _beginning(row: Key) -> str:
    return row[1][:BEGINNING]


def _author(row: Key) -> str:
    return row[2]


def _blocks(rows: Iterator[Key], block: Any) -> Iterator[tuple[int, int]]:
    for _, members in groupby(rows, key=block):
        ordered = list(members)
        if len(ordered) < 2:
            continue
        ordered.sort(key=lambda row: (row[1], row[0]))
        reach = len(ordered) if len(ordered) <= CROWD else CROWD // 2
        for number, (pk, title, author, year) in enumerate(ordered):
            for other, its_title, its_author, its_year in ordered[number + 1 : number + 1 + reach]:
                apart = year and its_year and abs(year - its_year) > 1
                # One title by other authors in other years is met by the thousand: "Introduction".
                if apart and (block is _author or author != its_author):
                    continue
                if block is _beginning or _near(title, its_title):
                    yield min(pk, other), max(pk, other)


def _by_title() -> Iterator[Key]:
    """Keys in the order of the titles."""
    return _in_order("title_key", 1)


def _by_author() -> Iterator[Key]:
    """Keys in the order of the first authors."""
    return _in_order("author_key", 2)


def _in_order(column: str, place: int) -> Iterator[Key]:
    """Keys in the order of a column, which stands at this place of a Key: a page at a time."""
    last, pk = "", 0
    rows = live().exclude(**{column: ""}).order_by(column, "pk")
    while True:
        after = Q(**{f"{column}__gt": last}) | Q(**{column: last}, pk__gt=pk)
        page = list(
            rows.filter(after, **{f"{column}__gte": last}).values_list(
                "pk", "title_key", "author_key", "year"
            )[:PAGE]
        )
        yield from page
        if len(page) < PAGE:
            return
        pk, last = page[-1][0], str(page[-1][place])
