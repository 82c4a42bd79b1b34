"""Which stored sources an incoming record may be: the one place that an import asks.

An identifier in common is the same publication; the same title in the same year is for a person to decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from claims.domain.likeness import title_key
from claims.domain.vocabulary import RecordStatus
from claims.formats.csl import columns
from claims.models import Source

Csl = Mapping[str, Any]
IDENTIFIERS = ("doi", "pmid", "pmcid", "isbn")
#: The most sources that one record is compared with.
MOST = 5


@dataclass(frozen=True)
class Match:
    """How alike two records are: `score` 0 to 1, `reasons` in words, `sure` where there is no doubt."""

    score: float
    reasons: tuple[str, ...]
    sure: bool


@dataclass(frozen=True)
class Candidate:
    """A stored source that the record may be."""

    source: int
    match: Match


def keys(csl: Csl) -> list[str]:
    """What two records of one file must share to be compared at all."""
    found = columns(dict(csl))
    own = [f"{kind}:{found[kind]}" for kind in IDENTIFIERS if found[kind]]
    title = title_key(found["title"])
    return [*own, f"title:{title}"] if title else own


def judge(one: Csl, two: Csl) -> Match | None:
    """Whether two incoming records are one publication; None where they are not."""
    return _match(columns(dict(one)), columns(dict(two)))


def _match(one: Mapping[str, Any], two: Mapping[str, Any]) -> Match | None:
    same = [kind.upper() for kind in IDENTIFIERS if one[kind] and one[kind] == two[kind]]
    titles = title_key(one["title"]) == title_key(two["title"]) != ""
    if same == ["ISBN"] and not titles:
        return None  # chapters of one book
    if same:
        return Match(1.0, tuple(f"the same {kind}" for kind in same), True)
    if titles and one["year"] == two["year"]:
        return Match(0.8, ("the same title", "the same year"), False)
    return None


def candidates(records: Sequence[Csl]) -> dict[int, list[Candidate]]:
    """For each place in `records` the sources that are the same or may be, likeliest first.

    Places without any are left out. One query for each kind of key, for up to 500 records at once.
    """
    found = [columns(dict(csl)) for csl in records]
    wanted: dict[str, dict[str, list[int]]] = {kind: defaultdict(list) for kind in IDENTIFIERS}
    titles: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(found):
        for kind in IDENTIFIERS:
            if one[kind]:
                wanted[kind][one[kind]].append(place)
        if key := title_key(one["title"]):
            titles[key].append(place)
    met: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for kind, values in [*wanted.items(), ("title_key", titles)]:
        for row in _rows(Q(**{f"{kind}__in": list(values)})) if values else ():
            for place in values[row[kind]]:
                met[place].setdefault(row["pk"], row)
    result = {}
    for place, rows in met.items():
        alike = [
            Candidate(pk, match)
            for pk, row in rows.items()
            if (match := _match(found[place], row)) is not None
        ]
        if alike:
            alike.sort(key=lambda one: (not one.match.sure, -one.match.score, one.source))
            result[place] = alike[:MOST]
    return result


def _rows(condition: Q) -> list[dict[str, Any]]:
    live = Source.objects.filter(status__in=[RecordStatus.PROPOSED, RecordStatus.PUBLISHED])
    columns_ = ("pk", "title", "year", "title_key", *IDENTIFIERS)
    return list(live.filter(condition).order_by().values(*columns_))
