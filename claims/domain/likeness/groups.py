"""Whole sets: which records are compared at all, and how pairs become groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from claims.domain.likeness.compare import Likeness, compare
from claims.domain.likeness.record import Record, record_of

#: Letters of the title key by which near titles are brought together.
BEGINNING = 24
#: In a block with more members than this, each is compared with so many neighbours by title only.
CROWD = 40
#: Members of two groups that are compared before the groups are joined.
MOST_CHECKED = 30


def keys_of(record: Record) -> Iterator[tuple[str, str]]:
    """The blocks a record is in: records that share none are never compared."""
    if record.doi:
        yield "doi", record.doi
    if record.pmid:
        yield "pmid", record.pmid
    if record.title_key:
        yield "title", record.title_key[:BEGINNING]
        yield "ending", record.title_key[-BEGINNING:]
    if record.author_key and record.year:
        yield "author", f"{record.author_key} {record.year}"
        yield "author", f"{record.author_key} {record.year + 1}"


def candidate_pairs(records: Sequence[Record]) -> set[tuple[int, int]]:
    """Places of the pairs that share a block; in crowded blocks neighbours by title only: growth stays linear."""
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        for key in keys_of(record):
            blocks[key].append(place)
    found = set()
    for members in blocks.values():
        ordered = sorted(
            members, key=lambda place: (records[place].title_key, records[place].order)
        )
        reach = len(ordered) if len(ordered) <= CROWD else CROWD // 2
        for number, first in enumerate(ordered):
            for second in ordered[number + 1 : number + 1 + reach]:
                found.add((min(first, second), max(first, second)))
    return found


def alike(records: Sequence[Record]) -> Iterator[tuple[int, int, Likeness]]:
    """Every pair that is sure or doubtful, with its likeness."""
    for first, second in sorted(candidate_pairs(records)):
        found = compare(records[first], records[second])
        if found.sure or found.doubtful:
            yield first, second, found


def group(items: Iterable[Record | Mapping[str, Any]]) -> list[list[int]]:
    """Places of the records, those of one publication together; in whatever order they come, the same groups.

    Sure pairs are joined, the surest first, unless a member of one group speaks against a member of the other:
    a chain of likenesses does not join its ends.
    """
    records = [item if isinstance(item, Record) else record_of(item) for item in items]
    sure = [pair for pair in alike(records) if pair[2].sure]
    return joined(records, sure)


def joined(records: Sequence[Record], sure: Iterable[tuple[int, int, Likeness]]) -> list[list[int]]:
    """The groups that the sure pairs give, each in order, sorted by their first member."""

    def rank(pair: tuple[int, int, Likeness]) -> tuple[Any, ...]:
        return (-pair[2].score, *sorted((records[pair[0]].order, records[pair[1]].order)))

    group_of: dict[int, list[int]] = {place: [place] for place in range(len(records))}
    for first, second, _ in sorted(sure, key=rank):
        one, two = group_of[first], group_of[second]
        if one is two or not _fit(records, one, two):
            continue
        one.extend(two)
        for place in two:
            group_of[place] = one
    return sorted({min(members): sorted(members) for members in group_of.values()}.values())


def _fit(records: Sequence[Record], one: list[int], two: list[int]) -> bool:
    few = sorted({records[place] for place in one}, key=lambda record: record.order)
    many = sorted({records[place] for place in two}, key=lambda record: record.order)
    checked = ((a, b) for a in few[:MOST_CHECKED] for b in many[:MOST_CHECKED])
    return all(not contradicts(compare(a, b)) for a, b in checked)


def contradicts(found: Likeness) -> bool:
    """Whether two records cannot be one publication: neither sure nor nearly so, or related only."""
    return found.related is not None or (not found.sure and found.score < 0.75)
