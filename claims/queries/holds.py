"""Who has which evidence in hand, and what is left for others. A lease that ran out counts as free everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import (
    Count,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims.domain import priority
from claims.domain.vocabulary import (
    AppraisalStatus,
    EvidenceStatus,
    HoldKind,
    Integrity,
    Role,
)
from claims.models import Appraisal, Event, Evidence, Hold
from claims.queries.links import public_id, url
from claims.queries.pages import in_order
from claims.queries.people import NAME_COLUMNS, name_of

if TYPE_CHECKING:
    from claims.access import Viewer

#: The event by which the log knows that somebody read a conflict's blind ratings.
CONFLICT_OPENED = "conflict_opened"
#: States in which a grade is still asked for.
GRADED_IN = (EvidenceStatus.AWAITING.value, EvidenceStatus.IN_APPRAISAL.value)
RETRACTED = (Integrity.RETRACTED.value, Integrity.WITHDRAWN.value)
#: Notices that keep evidence out of every synthesis, as `Source.withdrawn_from_use`.
OUT_OF_USE = (*RETRACTED, Integrity.CONCERN.value)


def current() -> QuerySet[Hold]:
    """Holds that are open and have not run out."""
    return Hold.objects.filter(ended_at__isnull=True, until__gt=timezone.now())


def run_out() -> QuerySet[Hold]:
    """Holds that ran out and are not marked so yet."""
    return Hold.objects.filter(ended_at__isnull=True, until__lte=timezone.now())


def standing() -> QuerySet[Appraisal]:
    """Submitted appraisals that stand."""
    return Appraisal.objects.filter(status=AppraisalStatus.SUBMITTED, is_current=True)


def opened_conflict(pseudonym: str, evidence: int) -> bool:
    """Whether this person has read the blind ratings of this evidence in order to settle them. One query."""
    return opened_by(pseudonym).filter(object_id=evidence).exists()


def opened_by(pseudonym: str) -> QuerySet[Event]:
    """The events of conflicts that this person opened."""
    return Event.objects.filter(noun=Evidence.NOUN, verb=CONFLICT_OPENED, actor=pseudonym)


def with_graders(evidence: QuerySet[Evidence]) -> QuerySet[Any]:
    """With "required", "appraised" (standing appraisals) and "held" (open holds)."""
    return evidence.annotate(
        required=Coalesce("claim__reviewers_required", Value(int(settings.REVIEWERS_REQUIRED))),
        appraised=_how_many(standing()),
        held=_how_many(current()),
    )


def _how_many(rows: QuerySet[Any]) -> Coalesce:
    of_this = rows.filter(evidence=OuterRef("pk")).order_by().values("evidence")
    counted = of_this.annotate(how_many=Count("pk")).values("how_many")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def of_reviewer(viewer: Viewer) -> QuerySet[Hold]:
    """What the viewer holds, the lease that ends first on top."""
    if viewer is None or not viewer.is_authenticated:
        return Hold.objects.none()
    return current().filter(reviewer=viewer.pk).order_by("until", "pk")


HOLD_COLUMNS = (
    "pk",
    "kind",
    "note",
    "since",
    "until",
    "evidence_id",
    "evidence__claim__text",
    "evidence__source__title",
    *(f"by__{column}" for column in NAME_COLUMNS),
)


def rows(keys: Sequence[int]) -> list[dict[str, Any]]:
    """Holds of `keys` as their holder's desk shows them, in that order. One query."""
    now = timezone.now()
    found = Hold.objects.filter(pk__in=keys).values(*HOLD_COLUMNS)
    return [_row(row, now) for row in in_order(list(found), keys)]


def _row(row: dict[str, Any], now: Any) -> dict[str, Any]:
    reason = f"Yours until {priority.day_of(row['until'], now)}"
    if row["kind"] == HoldKind.ASSIGNED:
        who = name_of(row, "by__", inside=True) or "an editor"
        reason += f"; assigned by {who}" + (f": {row['note']}" if row["note"] else "")
    return {
        "id": public_id("evidence", row["evidence_id"]),
        "url": url("evidence", row["evidence_id"]),
        "label": row["evidence__claim__text"],
        "about": row["evidence__source__title"],
        "reason": reason,
        "since": row["since"],
        "until": row["until"],
        "act": "appraise",
    }


def state(viewer: Viewer, pk: int) -> dict[str, Any]:
    """How many grade this evidence, whether the viewer does and until when. Two queries.

    Never who: a reviewer may know that somebody else is at it, and no more.
    """
    row = with_graders(Evidence.objects.filter(pk=pk)).values("required", "appraised", "held").get()
    mine = of_reviewer(viewer).filter(evidence=pk).values("until", "kind", "note").first()
    others = row["appraised"] + row["held"] - (mine is not None)
    return {
        "required": row["required"],
        "others": others,
        "left": max(row["required"] - row["appraised"] - row["held"], 0),
        "until": mine["until"] if mine else None,
        "kind": mine["kind"] if mine else "",
        "note": mine["note"] if mine else "",
    }


def holders(pk: int) -> list[dict[str, Any]]:
    """Who holds this evidence, for editors who assign: name and until when; nothing of what they think. One query."""
    rows = current().filter(evidence=pk).order_by("until")
    return [
        {"name": name_of(row, "reviewer__", inside=True), **{n: row[n] for n in ("until", "kind")}}
        for row in rows.values("until", "kind", *(f"reviewer__{name}" for name in NAME_COLUMNS))
    ]


def reviewers(without: Iterable[int] = ()) -> list[tuple[int, str]]:
    """Everybody who may grade, by key and name. One query."""
    rows = (
        get_user_model()
        .objects.filter(groups__name=Role.REVIEWER.value, is_active=True)
        .exclude(pk__in=list(without))
        .values("pk", *NAME_COLUMNS)
    )
    return sorted(
        ((row["pk"], name_of(row, "", inside=True)) for row in rows), key=lambda pair: pair[1]
    )
