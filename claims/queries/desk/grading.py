"""What waits for somebody who grades."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from claims.access import Permission
from claims.domain import priority
from claims.domain.vocabulary import AppraisalStatus, AssessedUnit, AssessmentStatus
from claims.models import Appraisal, Assessment
from claims.queries import grading_queue, holds
from claims.queries.desk.base import DeskList, item
from claims.queries.grading_queue import QueueFilters
from claims.queries.links import public_id, url
from claims.queries.pages import in_order

if TYPE_CHECKING:
    from claims.access import Viewer


def _held(viewer: Viewer) -> QuerySet[Any]:
    return _in_order_of(holds.of_reviewer(viewer), "until")


def _in_order_of(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    dated: QuerySet[Any] = rows.annotate(waits_since=F(column), points=Value(0))
    return dated


def _key(viewer: Viewer) -> int | None:
    return viewer.pk if viewer is not None and viewer.is_authenticated else None


def _drafts(viewer: Viewer) -> QuerySet[Any]:
    mine = Appraisal.objects.filter(reviewer=_key(viewer), status=AppraisalStatus.DRAFT)
    return _in_order_of(mine, "created_at")


def _draft_rows(viewer: Viewer, keys: list[int]) -> list[dict[str, Any]]:
    now = timezone.now()
    found: Any = Appraisal.objects.filter(pk__in=keys).values(
        "pk", "evidence_id", "created_at", "evidence__claim__text", "evidence__source__title"
    )
    return [
        item(
            public_id("evidence", row["evidence_id"]),
            reverse("web:appraise", args=[public_id("evidence", row["evidence_id"])]),
            row["evidence__claim__text"],
            row["evidence__source__title"],
            f"Begun on {priority.day_of(row['created_at'], now)}",
            row["created_at"],
        )
        for row in in_order(list(found), keys)
    ]


def _answers(viewer: Viewer) -> QuerySet[Any]:
    mine = Assessment.objects.filter(assessor=_key(viewer), status=AssessmentStatus.DRAFT)
    return _in_order_of(mine, "created_at")


def _answer_rows(viewer: Viewer, keys: list[int]) -> list[dict[str, Any]]:
    now = timezone.now()
    found: Any = Assessment.objects.filter(pk__in=keys).values(
        "pk",
        "instrument",
        "unit",
        "created_at",
        "evidence_id",
        "evidence__claim__text",
        "source__title",
        "claim__text",
        "patient__claim__text",
    )
    return [_answer(row, now) for row in in_order(list(found), keys)]


def _answer(row: dict[str, Any], now: Any) -> dict[str, Any]:
    unit = AssessedUnit(row["unit"])
    # Answers on one result are gone on with where it is graded; all others on their own page.
    address = url("assessment", row["pk"])
    if unit is AssessedUnit.RESULT:
        address = reverse("web:appraise", args=[public_id("evidence", row["evidence_id"])])
    label = {
        AssessedUnit.RESULT: row["evidence__claim__text"],
        AssessedUnit.REPORT: row["source__title"],
        AssessedUnit.BODY: row["claim__text"],
        AssessedUnit.PATIENT: row["patient__claim__text"],
    }[unit]
    return item(
        public_id("assessment", row["pk"]),
        address,
        label or "",
        row["instrument"],
        f"Begun on {priority.day_of(row['created_at'], now)}",
        row["created_at"],
    )


def _second(viewer: Viewer) -> QuerySet[Any]:
    waiting = grading_queue.queue(viewer).filter(appraised__gt=0)
    return grading_queue.by_urgency(waiting)


def _queue(viewer: Viewer) -> QuerySet[Any]:
    return grading_queue.by_urgency(grading_queue.queue(viewer, QueueFilters()))


def _queue_rows(viewer: Viewer, keys: list[int]) -> list[dict[str, Any]]:
    return grading_queue.rows(keys)


def _hold_rows(viewer: Viewer, keys: list[int]) -> list[dict[str, Any]]:
    return holds.rows(keys)


GRADING = (
    DeskList(
        "held",
        "In my hands",
        "Evidence that you hold; the lease that ends first stands on top.",
        "You hold nothing.",
        Permission.APPRAISE,
        _held,
        _hold_rows,
    ),
    DeskList(
        "drafts",
        "My drafts",
        "Grades that you began and did not submit. Nobody else sees them.",
        "No draft.",
        Permission.APPRAISE,
        _drafts,
        _draft_rows,
    ),
    DeskList(
        "answers",
        "Instruments begun",
        "Answers to an instrument that you did not submit yet.",
        "None.",
        Permission.APPRAISE,
        _answers,
        _answer_rows,
    ),
    DeskList(
        "second",
        "Second grader wanted",
        "Somebody has graded; one more independent grade opens the rating or shows that the two differ.",
        "Nowhere that you may grade.",
        Permission.APPRAISE,
        _second,
        _queue_rows,
    ),
    DeskList(
        "queue",
        "To grade",
        "All that waits for a grader and that you may grade.",
        "Nothing waits for you.",
        Permission.APPRAISE,
        _queue,
        _queue_rows,
    ),
)
