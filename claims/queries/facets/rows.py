"""What the index holds, read from the tables: only what anyone may read, as (facet, value) -> keys of claims."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from claims.access import listed_claims
from claims.domain.vocabulary import Design, Direction
from claims.models import Claim, ClaimTopic, Synthesis, Topic
from claims.queries.claim_filters import NEVER, design_mask, public_ratings, shown_evidence
from claims.queries.synthesis_inputs import HELD_OUT

COLUMNS = ("verdict", "certainty", "consistency", "claim_type", "scope", "stale", "confirmed")
SETTLING = (Direction.SUPPORTS, Direction.CONTRADICTS, Direction.MIXED, Direction.NO_EFFECT)
# How many people rated: nobody, one, several.
SEVERAL = 2
BITS = [(design.value, design_mask((design.value,))) for design in Design]


@dataclass
class Rows:
    """In arrays, which take an eighth of the memory of lists.

    `sets`: facet -> value -> keys, some of them more than once. `studies`: keys of rated studies by claim, some
    more than once. `counted`: how many studies the claim's own conclusion counts, where it counts any.
    """

    claims: array[int] = field(default_factory=lambda: array("Q"))
    sets: dict[str, dict[Any, array[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: array("Q")))
    )
    studies: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    counted: dict[int, int] = field(default_factory=dict)


def read(keys: Collection[int] | None = None, among: QuerySet[Claim] | None = None) -> Rows:
    """Everything about all published claims, or about those of `keys` that are published.

    `among` stands for other claims than the published ones, for a viewer who may see them. Five queries; four where
    the site does not show who rated.
    """
    rows = Rows()
    chosen = listed_claims() if among is None else among
    if keys is not None:
        chosen = chosen.filter(pk__in=list(keys))
    _claims(rows, chosen)
    # Of few claims by key: SQLite would look through all the published ones first.
    live: Any = chosen.order_by().values("pk") if keys is None else rows.claims
    of_claim = {"claim__in": live}
    links = ClaimTopic.objects.filter(**of_claim).order_by()
    topics = rows.sets["topic"]
    for claim, topic in links.values_list("claim_id", "topic_id").iterator(chunk_size=10_000):
        topics[topic].append(claim)
    _evidence(rows, of_claim)
    _confirmations(rows, of_claim)
    rated = public_ratings()
    if keys is not None or among is not None:
        rated = rated.filter(evidence__claim_id__in=live)
    pairs = rated.order_by().values_list("evidence__claim_id", "reviewer__pseudonym").distinct()
    for claim, rater in pairs:
        rows.sets["rater"][rater].append(claim)
    return rows


def _claims(rows: Rows, chosen: QuerySet[Claim]) -> None:
    found = chosen.order_by().values_list(
        "pk", "exposure_id", "outcome_id", "study_count", "raters", "design_mask", *COLUMNS
    )
    exposures, outcomes, designs = (rows.sets[name] for name in ("exposure", "outcome", "design"))
    columns = [rows.sets[name] for name in COLUMNS]
    masks: dict[int, array[int]] = defaultdict(lambda: array("Q"))
    raters = rows.sets["raters"]
    for claim, exposure, outcome, studies, people, mask, *words in found.iterator(
        chunk_size=10_000
    ):
        rows.claims.append(claim)
        if exposure is not None:
            exposures[exposure].append(claim)
        if outcome is not None:
            outcomes[outcome].append(claim)
        if studies:
            rows.counted[claim] = studies
        raters[min(people, SEVERAL)].append(claim)
        masks[mask].append(claim)
        for column, word in zip(columns, words, strict=True):
            column[word].append(claim)
    for mask, claims in masks.items():
        for design, bit in BITS:
            if mask & bit:
                designs[design].extend(claims)


def _evidence(rows: Rows, of_claim: dict[str, Any]) -> None:
    found = (
        shown_evidence()
        .filter(**of_claim)
        .order_by()
        .values_list(
            "claim_id", "study_id", "standing_direction", "source__year", "source__integrity"
        )
    )
    directions, years, decades = (rows.sets[name] for name in ("direction", "year", "decade"))
    for claim, study, direction, year, integrity in found.iterator(chunk_size=10_000):
        if direction:
            directions[direction].append(claim)
            if direction in SETTLING and integrity not in HELD_OUT:
                rows.studies[claim].append(study)
        if year is not None:
            years[year].append(claim)
            decades[year - year % 10].append(claim)


def _confirmations(rows: Rows, of_claim: dict[str, Any]) -> None:
    reviewed = rows.sets["reviewed"]
    reviewed[NEVER].extend(rows.sets["confirmed"].get(False, ()))
    decided = Synthesis.objects.filter(
        is_current=True, decided_at__isnull=False, claim__confirmed=True, **of_claim
    ).order_by()
    for claim, at in decided.values_list("claim_id", "decided_at").iterator(chunk_size=10_000):
        if at is not None:
            reviewed[str(at.year)].append(claim)


def narrower() -> dict[int, list[int]]:
    """The topics directly below each topic. One query."""
    through: Any = Topic.broader.through
    found: dict[int, list[int]] = defaultdict(list)
    links: Iterable[tuple[int, int]] = through.objects.order_by().values_list(
        "to_topic_id", "from_topic_id"
    )
    for broad, narrow in links:
        found[broad].append(narrow)
    return dict(found)
