"""Which stored sources an incoming record may be: the one place that an import asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.domain.likeness import Likeness, compare, title_key
from claims.domain.vocabulary import RecordStatus
from claims.formats.csl import columns
from claims.models import Source
from claims.queries import likeness

Csl = Mapping[str, Any]
#: Kind of identifier -> each value and the key of the source that has it.
Holders = dict[str, dict[str, int]]
IDENTIFIERS = ("doi", "pmid", "pmcid", "isbn")
#: The most sources that are shown beside one record.
MOST = 5


@dataclass(frozen=True)
class Candidate:
    """A stored source that the record may be, and why."""

    source: int
    match: Likeness


def keys(csl: Csl) -> list[str]:
    """What two records of one file must share to be compared at all."""
    found = columns(dict(csl))
    own = [f"{kind}:{found[kind]}" for kind in IDENTIFIERS if found[kind]]
    title = title_key(found["title"])
    return [*own, f"title:{title}"] if title else own


def holders(rows: Iterable[Mapping[str, Any]]) -> Holders:
    """Which sources have the identifiers of these rows (of columns), merged ones aside. Four queries at most."""
    wanted: dict[str, set[str]] = {kind: set() for kind in IDENTIFIERS}
    for row in rows:
        for kind in IDENTIFIERS:
            if row[kind]:
                wanted[kind].add(row[kind])
    there = Source.objects.exclude(status=RecordStatus.MERGED).order_by()
    return {
        kind: dict(there.filter(**{f"{kind}__in": values}).values_list(kind, "pk"))
        if values
        else {}
        for kind, values in wanted.items()
    }


def judge(one: Csl, two: Csl) -> Likeness | None:
    """Whether two incoming records are or may be one publication; None where they are not."""
    found = compare(one, two)
    return found if found.sure or found.doubtful else None


def candidates(records: Sequence[Csl]) -> dict[int, list[Candidate]]:
    """For each place in `records` the sources that are the same or may be, likeliest first.

    Places without any are left out. At most five queries for each 500 records.
    """
    found = likeness.candidates(records)
    return {
        place: [Candidate(one.source, one.likeness) for one in alike[:MOST]]
        for place, alike in found.items()
    }
