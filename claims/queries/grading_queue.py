"""The queue of evidence that waits for a grader: for whom, in which order, and why so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from claims.access import Permission, may, visible_evidence
from claims.domain import priority
from claims.domain.vocabulary import (
    AppraisalStatus,
    ClaimStatus,
    Design,
    RecordStatus,
    Stream,
)
from claims.models import Adjudication, Appraisal, ClaimTopic, Evidence
from claims.queries import urgency
from claims.queries.holds import (
    GRADED_IN,
    OUT_OF_USE,
    current,
    opened_by,
    standing,
    with_graders,
)
from claims.queries.links import label, public_id, url
from claims.queries.pages import Page, in_order

if TYPE_CHECKING:
    from claims.access import Viewer

LIVE_CLAIM = (ClaimStatus.PUBLISHED.value, ClaimStatus.IN_REVIEW.value)


@dataclass(frozen=True)
class QueueFilters:
    """Key of a topic (claims filed under it, or whose subject or outcome it is) and words of Design."""

    topic: int | None = None
    design: tuple[str, ...] = ()


def queue(viewer: Viewer, filters: QueueFilters | None = None) -> QuerySet[Any]:
    """Evidence that waits for a grader and that the viewer may grade; empty for who is no reviewer.

    Left out: what they graded, hold, wrote, settled or declared a conflict on, and what has its graders.
    """
    if viewer is None or not viewer.is_authenticated or not may(viewer, Permission.APPRAISE):
        return with_graders(Evidence.objects.none())
    of_this = {"evidence": OuterRef("pk")}
    mine = Appraisal.objects.filter(**of_this, reviewer=viewer.pk)
    waiting = (
        visible_evidence(viewer)
        .filter(status__in=GRADED_IN, claim__status__in=LIVE_CLAIM)
        .exclude(source__integrity__in=OUT_OF_USE)
        .exclude(source__status__in=[RecordStatus.RETIRED.value, RecordStatus.MERGED.value])
        .exclude(Exists(mine.filter(Q(status=AppraisalStatus.SUBMITTED) | Q(has_conflict=True))))
        .exclude(Exists(current().filter(**of_this, reviewer=viewer.pk)))
        .exclude(Exists(Adjudication.objects.filter(**of_this, by=viewer.pk)))
        .exclude(Exists(opened_by(viewer.pseudonym).filter(object_id=OuterRef("pk"))))
    )
    if viewer.orcid:
        waiting = waiting.annotate(cited=Cast("source__csl", TextField())).exclude(
            cited__icontains=viewer.orcid
        )
    waiting = with_graders(waiting).filter(required__gt=F("appraised") + F("held"))
    return narrowed(waiting, filters or QueueFilters())


def by_urgency(evidence: QuerySet[Any]) -> QuerySet[Any]:
    """What `queue` found, with "waits_since" and "points": a second grader is wanted since the first one submitted."""
    submitted = standing().filter(evidence=OuterRef("pk")).order_by("submitted_at")
    first = Subquery(submitted.values("submitted_at")[:1])
    return urgency.with_points(
        evidence,
        Coalesce(first, "created_at"),
        urgency.points_if(Q(claim__status=ClaimStatus.PUBLISHED), priority.PUBLISHED),
        urgency.points_if(Q(appraised__gt=0), priority.SECOND),
        urgency.points_for_few("claim__study_count"),
        urgency.points_for_stream("stream"),
    )


def first_in_queue(
    viewer: Viewer, filters: QueueFilters | None, *, without: Iterable[int] = (), limit: int = 1
) -> list[Evidence]:
    """The most urgent rows that the viewer may grade. One query."""
    waiting = by_urgency(queue(viewer, filters)).exclude(pk__in=list(without))
    return list(waiting.order_by("-points", "waits_since", "pk")[:limit])


QUEUE_COLUMNS = (
    "pk",
    "claim_id",
    "claim__text",
    "claim__status",
    "claim__study_count",
    "source_id",
    "source__title",
    "design",
    "stream",
    "waits_since",
    "points",
    "required",
    "appraised",
    "held",
)


def rows(keys: Sequence[int]) -> list[dict[str, Any]]:
    """Evidence of `keys` as the queue shows it, in that order, each with the reason. One query.

    How many others are at it shows; never who, and never what they said.
    """
    found = by_urgency(with_graders(Evidence.objects.filter(pk__in=keys))).values(*QUEUE_COLUMNS)
    return [_waiting(row) for row in in_order(list(found), keys)]


def page(viewer: Viewer, filters: QueueFilters, cursor: str | None = None, limit: int = 25) -> Page:
    """One page of the viewer's queue, most urgent first. Two queries."""
    waiting = by_urgency(queue(viewer, filters))
    keys, following = urgency.page_by_points(waiting, "queue", cursor, limit)
    return Page(rows(keys), following)


def _waiting(row: dict[str, Any]) -> dict[str, Any]:
    ranked = priority.rank(
        priority.Waiting(
            priority.Task.SECOND if row["appraised"] else priority.Task.APPRAISE,
            row["waits_since"],
            published=row["claim__status"] == ClaimStatus.PUBLISHED,
            studies=row["claim__study_count"],
            stream=Stream(row["stream"]),
        ),
        timezone.now(),
    )
    return {
        "id": public_id("evidence", row["pk"]),
        "url": url("evidence", row["pk"]),
        "label": row["claim__text"],
        "about": f"{row['source__title']} ({label(Design, row['design']).lower()})",
        "reason": ranked.reason + _others(row["appraised"] + row["held"]),
        "since": row["waits_since"],
        "until": None,
        "act": "pick",
    }


def _others(number: int) -> str:
    if number == 0:
        return ""
    return f"; {number} other {'person is' if number == 1 else 'people are'} grading it"


def narrowed(evidence: QuerySet[Any], filters: QueueFilters) -> QuerySet[Any]:
    """`evidence` under these filters."""
    if filters.topic is not None:
        evidence = evidence.filter(
            Q(Exists(_filed(filters.topic)))
            | Q(claim__exposure=filters.topic)
            | Q(claim__outcome=filters.topic)
        )
    if filters.design:
        evidence = evidence.filter(design__in=list(filters.design))
    return evidence


def _filed(topic: int) -> QuerySet[Any]:
    return ClaimTopic.objects.filter(claim=OuterRef("claim_id"), topic=topic)
