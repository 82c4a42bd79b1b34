"""Sets of raw ratings: those that were made blind, on evidence whose ratings anyone may read.

The same sets for everybody, so that no aggregate betrays what is still blind. Of a rater who thought
again the first appraisal counts: it is the one made knowing nothing. Adjudication changes nothing here.
Evidence whose raters differ is in a set from the day somebody settles or releases it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.access import opened, public_evidence
from claims.domain.agreement.ratings import Ratings, from_units
from claims.domain.instruments.catalogue import get
from claims.domain.problems import Invalid
from claims.domain.vocabulary import (
    AppraisalStatus,
    AssessmentStatus,
    Choice,
    Direction,
    Directness,
    Strength,
)
from claims.models import Appraisal, Assessment, ClaimTopic
from claims.queries.links import public_id
from claims.queries.people import NAME_COLUMNS, name_of
from claims.queries.topic_tree import with_narrower

SCALES: dict[str, type[Choice]] = {
    "direction": Direction,
    "directness": Directness,
    "strength": Strength,
}
# A direction has no place between two others; strength and directness are steps.
ORDERED = ("directness", "strength")
MOST = 200_000
RATER_COLUMNS = ("imported_rater", *(f"reviewer__{column}" for column in NAME_COLUMNS))


@dataclass(frozen=True)
class AgreementFilters:
    """`scale`: a key of SCALES. Keys of a topic (with narrower ones) and a claim, id or short name of an
    instrument.

    `rater` is a pseudonym or an imported rater's name: with it alone, evidence that this rater rated; with
    `other` too, the ratings of these two. Times are those of submission: from `since` until before `until`.
    """

    scale: str = "direction"
    topic: int | None = None
    claim: int | None = None
    instrument: str = ""
    rater: str = ""
    other: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def tool(self) -> str:
        """The instrument's full id, where it is one of ours."""
        known = get(self.instrument) if self.instrument else None
        return known.id if known else self.instrument


@dataclass(frozen=True)
class RatedSet:
    """Ratings by evidence and rater (as values of the scale), and how raters are called."""

    filters: AgreementFilters
    units: dict[int, dict[str, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def categories(self) -> list[str]:
        """The whole scale, in order."""
        return [value for value, _ in SCALES[self.filters.scale].choices() if value]

    def places(self) -> list[dict[Hashable, int]]:
        """The units as the domain takes them."""
        at = {value: place for place, value in enumerate(self.categories)}
        return [{r: at[value] for r, value in unit.items()} for unit in self.units.values()]

    def ratings(self) -> Ratings:
        """All of it, for the statistics."""
        ordered = self.filters.scale in ORDERED
        return from_units(self.places(), self.categories, ordered=ordered)


def counted(filters: AgreementFilters) -> QuerySet[Appraisal]:
    """The appraisals that count, whoever made them. One query for a topic, else none."""
    evidence = public_evidence().filter(opened(), pk=OuterRef("evidence_id"))
    if filters.claim is not None:
        evidence = evidence.filter(claim_id=filters.claim)
    if filters.topic is not None:
        topics = ClaimTopic.objects.filter(topic_id__in=with_narrower(filters.topic))
        evidence = evidence.filter(claim_id__in=topics.values("claim_id"))
    found = Appraisal.objects.filter(
        Exists(evidence), status=AppraisalStatus.SUBMITTED, blind=True, supersedes__isnull=True
    )
    if filters.instrument:
        cited = Assessment.objects.filter(
            cited_by=OuterRef("pk"),
            instrument=filters.tool,
            status=AssessmentStatus.SUBMITTED,
        )
        found = found.filter(Q(instrument=filters.tool) | Q(Exists(cited)))
    if filters.since is not None:
        found = found.filter(submitted_at__gte=filters.since)
    if filters.until is not None:
        found = found.filter(submitted_at__lt=filters.until)
    return found


def rated(filters: AgreementFilters) -> RatedSet:
    """Ratings of all raters under `filters`, but for the raters asked for. One query, two for a topic.

    Raises Invalid for an unknown scale and for more than MOST ratings.
    """
    if filters.scale not in SCALES:
        raise Invalid({"scale": [f"Give one of: {', '.join(SCALES)}."]})
    rows = (
        counted(filters)
        .exclude(**{filters.scale: ""})
        .order_by("evidence_id", "pk")
        .values("evidence_id", filters.scale, *RATER_COLUMNS)[: MOST + 1]
    )
    found = RatedSet(filters)
    for number, row in enumerate(rows.iterator(chunk_size=5_000)):
        if number == MOST:
            raise Invalid(f"There are more than {MOST} ratings: narrow the set, by topic or time.")
        rater, name = rater_of(row)
        found.names.setdefault(rater, name)
        found.units.setdefault(row["evidence_id"], {}).setdefault(rater, row[filters.scale])
    return found


def rater_of(row: Mapping[str, Any]) -> tuple[str, str]:
    """A rater's key and name: what the site shows of reviewers, or the name in the data set it came from."""
    if row["imported_rater"]:
        return row["imported_rater"], row["imported_rater"]
    return row["reviewer__pseudonym"], name_of(row, "reviewer__")


def of_raters(found: RatedSet) -> RatedSet:
    """Only what the filters' `rater` and `other` ask for. No query."""
    wanted = [rater for rater in (found.filters.rater, found.filters.other) if rater]
    if not wanted:
        return found
    units = {
        key: {rater: unit[rater] for rater in wanted if rater in unit} if wanted[1:] else unit
        for key, unit in found.units.items()
        if wanted[1:] or wanted[0] in unit
    }
    units = {key: unit for key, unit in units.items() if unit}
    left = {rater for unit in units.values() for rater in unit}
    names = {rater: name for rater, name in found.names.items() if rater in left}
    return RatedSet(found.filters, units, names)


def csv_rows(everyone: RatedSet) -> list[tuple[Any, ...]]:
    """Evidence, rater, their name and rating, one row for each: the whole matrix. No query."""
    found = of_raters(everyone)
    return [
        (public_id("evidence", key), rater, found.names[rater], value)
        for key, unit in found.units.items()
        for rater, value in sorted(unit.items())
    ]
