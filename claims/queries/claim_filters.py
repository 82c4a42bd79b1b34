"""What a list of claims may be narrowed by, each in the way that stays quick at 100,000 claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from claims.access import opened, public_evidence
from claims.domain.vocabulary import AppraisalStatus, Design, EvidenceStatus, RecordStatus
from claims.models import Appraisal, Claim, ClaimTopic, Evidence, Source, Synthesis
from claims.queries.topic_tree import with_narrower

# Below so many sources in a range of years it is quicker to start from them than from the claims.
FEW_SOURCES = 2_000

NOT_SHOWN_AS_EVIDENCE = [EvidenceStatus.PROPOSED.value, EvidenceStatus.EXCLUDED.value]

# What `reviewed` says of a claim whose conclusion no editor has confirmed.
NEVER = "never"


@dataclass(frozen=True)
class ClaimFilters:
    """Every filter is optional; several are joined by "and", several values of one by "or".

    `topic`, `exposure` and `outcome` are keys of topics and include all narrower ones. `direction`, `decade`
    (its first year) and the years are those of evidence that is shown and of its published sources.
    `reviewed` is the year (UTC) in which an editor confirmed what stands, or NEVER. `rater` is the pseudonym of
    somebody whose name the site shows. `status` and `by` are for those who see more than what is published.
    """

    q: str = ""
    topic: tuple[int, ...] = ()
    exposure: tuple[int, ...] = ()
    outcome: tuple[int, ...] = ()
    verdict: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()
    consistency: tuple[str, ...] = ()
    claim_type: tuple[str, ...] = ()
    scope: str = ""
    direction: tuple[str, ...] = ()
    design: tuple[str, ...] = ()
    decade: tuple[int, ...] = ()
    reviewed: tuple[str, ...] = ()
    rater: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    stale: bool | None = None
    confirmed: bool | None = None
    status: str = ""
    by: int | None = None

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(getattr(self, field.name) != field.default for field in fields(self))

    def without(self, *names: str) -> ClaimFilters:
        """These filters, but the named ones left blank."""
        blank: dict[str, Any] = {
            field.name: field.default for field in fields(self) if field.name in names
        }
        return replace(self, **blank)

    def without_value(self, name: str, value: Any) -> ClaimFilters:
        """These filters, but `value` not among the values of the named one."""
        kept: dict[str, Any] = {name: tuple(one for one in getattr(self, name) if one != value)}
        return replace(self, **kept)

    def with_value(self, name: str, value: Any) -> ClaimFilters:
        """These filters, with `value` among the values of the named one."""
        more: dict[str, Any] = {name: (*getattr(self, name), value)}
        return replace(self, **more)

    def only(self, name: str, value: Any) -> ClaimFilters:
        """These filters, with `value` as the one value of the named one."""
        one: dict[str, Any] = {name: (value,)}
        return replace(self, **one)


def design_mask(designs: tuple[str, ...]) -> int:
    """The bits of Claim.design_mask that stand for `designs`; unknown words have none."""
    bits = {design.value: 1 << place for place, design in enumerate(Design)}
    mask = 0
    for design in designs:
        mask |= bits.get(design, 0)
    return mask


def narrow(claims: QuerySet[Claim], filters: ClaimFilters) -> QuerySet[Claim]:
    """`claims` under every filter but `q` and `status`.

    At most one query for each of topic, exposure and outcome, and one each for decades and a range of years.
    """
    for column in ("verdict", "certainty", "consistency", "claim_type"):
        wanted = getattr(filters, column)
        if wanted:
            claims = claims.filter(**{f"{column}__in": list(wanted)})
    if filters.scope:
        claims = claims.filter(scope=filters.scope)
    if filters.stale is not None:
        claims = claims.filter(stale=filters.stale)
    if filters.confirmed is not None:
        claims = claims.filter(confirmed=filters.confirmed)
    if filters.by is not None:
        claims = claims.filter(created_by=filters.by)
    if filters.topic:
        topics = with_narrower(*filters.topic)
        claims = claims.filter(
            pk__in=ClaimTopic.objects.filter(topic_id__in=topics).values("claim_id")
        )
    for part in ("exposure", "outcome"):
        chosen = getattr(filters, part)
        if chosen:
            claims = claims.filter(**{f"{part}_id__in": with_narrower(*chosen)})
    if filters.design:
        claims = claims.annotate(
            wanted_designs=F("design_mask").bitand(design_mask(filters.design))
        ).filter(wanted_designs__gt=0)
    if filters.direction:
        rated = shown_evidence().filter(standing_direction__in=list(filters.direction))
        claims = claims.filter(Exists(rated.filter(claim_id=OuterRef("pk"))))
    if filters.reviewed:
        claims = claims.filter(_reviewed(filters.reviewed))
    if filters.rater:
        rated_by = public_ratings().filter(
            reviewer__pseudonym__in=list(filters.rater), evidence__claim_id=OuterRef("pk")
        )
        claims = claims.filter(Exists(rated_by))
    for years in _years(filters):
        claims = _in_years(claims, years)
    return claims


def shown_evidence() -> QuerySet[Evidence]:
    """Evidence that stands on a claim's page, not under "excluded" or "proposed", of published sources."""
    return Evidence.objects.filter(source__status=RecordStatus.PUBLISHED).exclude(
        status__in=NOT_SHOWN_AS_EVIDENCE
    )


def public_ratings() -> QuerySet[Appraisal]:
    """Standing appraisals that anyone may read, of people whose names anyone may read; none where the site
    does not show names."""
    if not settings.SHOW_REVIEWER_NAMES:
        return Appraisal.objects.none()
    return Appraisal.objects.filter(
        Exists(public_evidence().filter(opened(), pk=OuterRef("evidence_id"))),
        status=AppraisalStatus.SUBMITTED,
        is_current=True,
        reviewer__erased_at__isnull=True,
    ).exclude(reviewer__display_name="")


def _reviewed(periods: Iterable[str]) -> Q:
    wanted = Q(pk__in=[])
    for period in periods:
        if period == NEVER:
            wanted |= Q(confirmed=False)
            continue
        year = int(period)
        decided = Synthesis.objects.filter(
            claim_id=OuterRef("pk"),
            is_current=True,
            decided_at__gte=datetime(year, 1, 1, tzinfo=UTC),
            decided_at__lt=datetime(year + 1, 1, 1, tzinfo=UTC),
        )
        wanted |= Q(Exists(decided), confirmed=True)
    return wanted


def _years(filters: ClaimFilters) -> list[Q]:
    """What the year of a source must be, in the words of a filter on sources: for decades, then the range."""
    found = []
    if filters.decade:
        wanted = Q()
        for decade in filters.decade:
            wanted |= Q(year__gte=decade, year__lt=decade + 10)
        found.append(wanted)
    bounds = {"year__gte": filters.year_from, "year__lte": filters.year_to}
    given = {name: year for name, year in bounds.items() if year is not None}
    return [*found, Q(**given)] if given else found


def _in_years(claims: QuerySet[Claim], years: Q) -> QuerySet[Claim]:
    sources = Source.objects.filter(years, status=RecordStatus.PUBLISHED).order_by()
    few = list(sources.values_list("pk", flat=True)[: FEW_SOURCES + 1])
    if len(few) <= FEW_SOURCES:
        counted = Evidence.objects.filter(source_id__in=few).exclude(
            status__in=NOT_SHOWN_AS_EVIDENCE
        )
        return claims.filter(pk__in=counted.values("claim_id"))
    source = Source.objects.filter(years, pk=OuterRef("source_id"), status=RecordStatus.PUBLISHED)
    counted = Evidence.objects.filter(Exists(source), claim_id=OuterRef("pk")).exclude(
        status__in=NOT_SHOWN_AS_EVIDENCE
    )
    return claims.filter(Exists(counted))
