"""Which stored sources an incoming record may be: the one place that an import asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.domain.likeness import Likeness, compare, title_key
from claims.formats.csl import columns
from claims.queries import likeness

Csl = Mapping[str, Any]
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


def judge(one: Csl, two: Csl) -> Likeness | None:
    """Whether two incoming records are or may be one publication; None where they are not."""
    found = compare(one, two)
    return found if found.sure or found.doubtful else None


def candidates(records: Sequence[Csl]) -> dict[int, list[Candidate]]:
    """For each place in `records` the sources that are the same or may be, likeliest first.

    Places without any are left out. At most six queries for each 200 records.
    """
    found = likeness.candidates(records)
    return {
        place: [Candidate(one.source, one.likeness) for one in alike[:MOST]]
        for place, alike in found.items()
    }
