"""Agreement of the site's raters, from raw appraisals: blind ones, on evidence whose ratings anyone may read.

The same figures for everybody, so that no aggregate betrays what is still blind. Of a rater who thought
again the first appraisal counts: it is the one made knowing nothing. Adjudication changes nothing here.
Evidence whose raters differ is counted from the day somebody settles or releases it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any

import orjson
from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.access import opened, public_evidence
from claims.domain.agreement.ratings import Ratings, from_table, from_units
from claims.domain.agreement.report import flat
from claims.domain.problems import Invalid
from claims.domain.vocabulary import (
    AppraisalStatus,
    AssessmentStatus,
    Choice,
    Direction,
    Directness,
    Strength,
)
from claims.models import Appraisal, Assessment, ClaimTopic, Evidence
from claims.queries.links import public_id, url
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
MOST_PAIRS = 50
MOST_LISTED = 50
PAIR_FIGURES = ("percent_agreement", "percent_agreement_ci95_wilson", "kappa", "kappa_ci95_z")
ITEM_FIGURES = (
    "n_units_compared",
    "percent_agreement",
    "gwet_ac1",
    "gwet_ac1_ci95_t",
    "alpha_nominal",
    "alpha_nominal_ci95_t",
)
RATER_COLUMNS = ("imported_rater", *(f"reviewer__{column}" for column in NAME_COLUMNS))


@dataclass(frozen=True)
class AgreementFilters:
    """`scale`: a key of SCALES. Keys of a topic (with narrower ones) and a claim, the id of an instrument.

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
            instrument=filters.instrument,
            status=AssessmentStatus.SUBMITTED,
        )
        found = found.filter(Q(instrument=filters.instrument) | Q(Exists(cited)))
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
        rater, name = _rater(row)
        found.names.setdefault(rater, name)
        found.units.setdefault(row["evidence_id"], {}).setdefault(rater, row[filters.scale])
    return found


def _rater(row: Mapping[str, Any]) -> tuple[str, str]:
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


def report(everyone: RatedSet) -> dict[str, Any]:
    """Every statistic of a set, its raters, pairs of raters, table and evidence that differs. One query."""
    found = of_raters(everyone)
    counts = Counter(rater for unit in found.units.values() for rater in unit)
    differ = [key for key, unit in found.units.items() if len(set(unit.values())) > 1]
    return {
        "scale": found.filters.scale,
        **flat(found.ratings()),
        "raters": [
            {"rater": rater, "name": found.names[rater], "ratings": number}
            for rater, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
        "pairs": pairs(found),
        "table": table(found),
        "differ": {"n": len(differ), "evidence": _named(differ)},
        "items": items(found.filters, set(found.names)) if found.filters.instrument else [],
    }


def csv_rows(everyone: RatedSet) -> list[tuple[Any, ...]]:
    """Evidence, rater, their name and rating, one row for each: the whole matrix. No query."""
    found = of_raters(everyone)
    return [
        (public_id("evidence", key), rater, found.names[rater], value)
        for key, unit in found.units.items()
        for rater, value in sorted(unit.items())
    ]


def pairs(found: RatedSet) -> list[dict[str, Any]]:
    """Each two raters who share evidence, those with most first, at most MOST_PAIRS. No query."""
    shared: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for unit in found.units.values():
        for first, second in combinations(sorted(unit), 2):
            shared[first, second][unit[first], unit[second]] += 1
    most = sorted(shared.items(), key=lambda pair: (-pair[1].total(), pair[0]))[:MOST_PAIRS]
    ordered = found.filters.scale in ORDERED
    scale = found.categories
    rows = []
    for (first, second), cells in most:
        counts = [[cells[row, column] for column in scale] for row in scale]
        figures = flat(from_table(counts, scale, ordered=ordered))
        rows.append(
            {
                "raters": [first, second],
                "names": [found.names[first], found.names[second]],
                "units": cells.total(),
                **{key: figures[key] for key in PAIR_FIGURES},
                "undefined": figures["undefined"].get("kappa", ""),
            }
        )
    return rows


def table(found: RatedSet) -> dict[str, Any]:
    """How often two ratings of one piece of evidence met. No query.

    Of two raters, rows are the first's ratings. Of more, each pair of ratings stands in both orders, since
    nobody is first.
    """
    cells: Counter[tuple[str, str]] = Counter()
    two = sorted(found.names) if len(found.names) == 2 else []
    for unit in found.units.values():
        if two:
            if len(unit) == 2:
                cells[unit[two[0]], unit[two[1]]] += 1
            continue
        for first, second in combinations(unit.values(), 2):
            cells[first, second] += 1
            cells[second, first] += 1
    scale = found.categories
    labels = dict(SCALES[found.filters.scale].choices())
    return {
        "rows": found.names[two[0]] if two else "",
        "columns": found.names[two[1]] if two else "",
        "categories": scale,
        "labels": [labels[value] for value in scale],
        "cells": [[cells[row, column] for column in scale] for row in scale],
    }


def _named(keys: list[int]) -> list[dict[str, Any]]:
    """The evidence that differs, newest first, at most MOST_LISTED. One query."""
    newest = sorted(keys, reverse=True)[:MOST_LISTED]
    rows = Evidence.objects.filter(pk__in=newest).order_by("-pk")
    return [
        {
            "id": public_id("evidence", pk),
            "url": url("evidence", pk),
            "claim": {"id": public_id("claim", claim), "text": text},
        }
        for pk, claim, text in rows.values_list("pk", "claim_id", "claim__text")
    ]


def items(filters: AgreementFilters, raters: set[str]) -> list[dict[str, Any]]:
    """Agreement on each item of the filters' instrument, as far as answers were given. Two queries.

    The unit is what the instrument judges; the answers are those that the counted appraisals rest on.
    """
    answers: dict[str, dict[Hashable, dict[Hashable, str]]] = defaultdict(lambda: defaultdict(dict))
    for unit, rater, given in _answers(filters):
        if rater in raters:
            for item, answer in given.items():
                answers[item][unit].setdefault(rater, _word(answer))
    rows = []
    for item, units in sorted(answers.items()):
        scale = sorted({answer for unit in units.values() for answer in unit.values()})
        at = {answer: place for place, answer in enumerate(scale)}
        places = [{rater: at[one] for rater, one in unit.items()} for unit in units.values()]
        figures = flat(from_units(places, scale, ordered=False, scale_given=False))
        rows.append({"item": item, **{key: figures[key] for key in ITEM_FIGURES}})
    return rows


def _answers(filters: AgreementFilters) -> Iterable[tuple[Hashable, str, dict[str, Any]]]:
    """Unit, rater and answers, of appraisals and of the assessments that they cite."""
    base = counted(filters)
    own = base.filter(instrument=filters.instrument).exclude(answers={}).order_by("pk")
    for row in own.values("evidence_id", "answers", *RATER_COLUMNS):
        yield ("result", row["evidence_id"]), _rater(row)[0], row["answers"]
    cited = Assessment.objects.filter(
        Exists(base.filter(assessments=OuterRef("pk"))),
        instrument=filters.instrument,
        status=AssessmentStatus.SUBMITTED,
    ).order_by("pk")
    columns = ("unit", "evidence_id", "source_id", "patient_id", "claim_id", "answers")
    for row in cited.values(*columns, "imported_assessor", "assessor__pseudonym"):
        unit = next(row[name] for name in columns[1:5] if row[name] is not None)
        rater = row["imported_assessor"] or row["assessor__pseudonym"]
        yield (row["unit"], unit), rater, row["answers"]


def _word(answer: Any) -> str:
    """An answer as a category: its word, or canonical JSON where it has parts."""
    if isinstance(answer, str):
        return answer
    return orjson.dumps(answer, option=orjson.OPT_SORT_KEYS).decode()
