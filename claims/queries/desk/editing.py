"""What waits for editors; proposals also for those who filed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from claims.access import Permission, listed_claims, visible_proposals
from claims.domain import priority
from claims.domain.priority import Task, Waiting
from claims.domain.vocabulary import (
    ClaimStatus,
    EvidenceStatus,
    ProposalKind,
    ProposalStatus,
    Stream,
)
from claims.models import Claim, Evidence, Proposal, Synthesis
from claims.queries import adjudication, holds, proposals, reports, urgency
from claims.queries.desk.base import DeskList, item
from claims.queries.links import public_id, url
from claims.queries.pages import in_order

if TYPE_CHECKING:
    from claims.access import Viewer


def _conflicts(viewer: Viewer) -> QuerySet[Any]:
    return _differing(adjudication.to_settle(viewer))


def _differing(evidence: QuerySet[Any]) -> QuerySet[Any]:
    last = holds.standing().filter(evidence=OuterRef("pk")).order_by("-submitted_at")
    return urgency.with_points(
        evidence,
        Coalesce(Subquery(last.values("submitted_at")[:1]), F("created_at")),
        urgency.points_if(Q(claim__status=ClaimStatus.PUBLISHED), priority.PUBLISHED),
        urgency.points_for_few("claim__study_count"),
        urgency.points_for_stream("stream"),
    )


def _conflict_rows(viewer: Viewer, keys: list[int]) -> list[dict[str, Any]]:
    now = timezone.now()
    found = _differing(Evidence.objects.filter(pk__in=keys)).values(
        "pk",
        "waits_since",
        "stream",
        "claim__text",
        "claim__status",
        "claim__study_count",
        "source__title",
    )
    return [
        item(
            public_id("evidence", row["pk"]),
            reverse("web:settle", args=[public_id("evidence", row["pk"])]),
            row["claim__text"],
            row["source__title"],
            priority.rank(
                Waiting(
                    Task.SETTLE,
                    row["waits_since"],
                    published=row["claim__status"] == ClaimStatus.PUBLISHED,
                    studies=row["claim__study_count"],
                    stream=Stream(row["stream"]),
                ),
                now,
            ).reason,
            row["waits_since"],
        )
        for row in in_order(list(found), keys)
    ]


def _stale(viewer: Viewer) -> QuerySet[Any]:
    return _with_staleness(listed_claims().filter(stale=True))


def _with_staleness(claims: QuerySet[Claim]) -> QuerySet[Any]:
    current = Synthesis.objects.filter(claim=OuterRef("pk"), is_current=True)
    retracted = Evidence.objects.filter(
        claim=OuterRef("pk"), source__integrity__in=holds.RETRACTED
    ).exclude(status__in=[EvidenceStatus.PROPOSED.value, EvidenceStatus.EXCLUDED.value])
    return urgency.with_points(
        claims.annotate(
            retracted=Exists(retracted),
            why_stale=Subquery(current.values("stale_reason")[:1]),
        ),
        Coalesce(Subquery(current.values("stale_since")[:1]), F("changed_at"), F("created_at")),
        urgency.points_if(Q(status=ClaimStatus.PUBLISHED), priority.PUBLISHED),
        urgency.points_if(Q(retracted=True), priority.RETRACTED),
        urgency.points_for_many("study_count"),
    )


def _stale_rows(viewer: Viewer, keys: list[int]) -> list[dict[str, Any]]:
    found = _with_staleness(Claim.objects.filter(pk__in=keys)).values(
        "pk", "text", "status", "study_count", "waits_since", "retracted", "why_stale"
    )
    return [_claim(Task.STALE, row, row["why_stale"] or "") for row in in_order(list(found), keys)]


def _claim(task: Task, row: dict[str, Any], about: str) -> dict[str, Any]:
    ranked = priority.rank(
        Waiting(
            task,
            row["waits_since"],
            published=row["status"] == ClaimStatus.PUBLISHED,
            retracted=bool(row.get("retracted")),
            studies=row["study_count"],
        ),
        timezone.now(),
    )
    ident = public_id("claim", row["pk"])
    return item(
        ident, url("claim", row["pk"]), row["text"], about, ranked.reason, row["waits_since"]
    )


def _in_review(viewer: Viewer) -> QuerySet[Any]:
    return _since_submitted(Claim.objects.filter(status=ClaimStatus.IN_REVIEW))


def _since_submitted(claims: QuerySet[Claim]) -> QuerySet[Any]:
    return urgency.with_points(
        claims, Coalesce(F("changed_at"), F("created_at")), urgency.points_for_many("study_count")
    )


def _in_review_rows(viewer: Viewer, keys: list[int]) -> list[dict[str, Any]]:
    found = _since_submitted(Claim.objects.filter(pk__in=keys)).values(
        "pk", "text", "status", "study_count", "waits_since"
    )
    return [_claim(Task.PUBLISH, row, "") for row in in_order(list(found), keys)]


def _proposals(viewer: Viewer) -> QuerySet[Any]:
    waiting: QuerySet[Proposal] = visible_proposals(viewer).filter(status=ProposalStatus.OPEN)
    return urgency.with_points(
        waiting,
        F("created_at"),
        urgency.points_if(Q(kind=ProposalKind.CHANGE), priority.PUBLISHED),
    )


def _proposal_rows(viewer: Viewer, keys: list[int]) -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        item(
            one["id"],
            one["url"],
            f"{one['kind_label']}: {one['object']['label'] or one['object']['id']}",
            f"{one['noun']} {one['object']['id']}, filed by {one['filed_by']}",
            priority.rank(
                Waiting(
                    Task.PROPOSAL, one["filed_at"], published=one["kind"] == ProposalKind.CHANGE
                ),
                now,
            ).reason,
            one["filed_at"],
        )
        for one in proposals.briefs(viewer, keys)
    ]


def _reports(viewer: Viewer) -> QuerySet[Any]:
    return urgency.with_points(reports.open_reports(viewer), F("at"))


def _report_rows(viewer: Viewer, keys: list[int]) -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        item(
            one["object"]["id"],
            reverse("web:decide_report", args=[one["pk"]]),
            one["text"][:300],
            ", ".join(word for word in (one["object"]["id"], one["by"], one["email"]) if word),
            priority.rank(Waiting(Task.REPORT, one["at"]), now).reason,
            one["at"],
        )
        for one in reports.briefs(viewer, keys)
    ]


EDITING = (
    DeskList(
        "conflicts",
        "Raters differ",
        "Conflicts that you may settle: you graded none of them and wrote none of the sources.",
        "Nowhere.",
        Permission.ADJUDICATE,
        _conflicts,
        _conflict_rows,
    ),
    DeskList(
        "stale",
        "Out of date",
        "An input changed after the conclusion was drawn. Look, then confirm or decide otherwise.",
        "None.",
        Permission.CONFIRM,
        _stale,
        _stale_rows,
    ),
    DeskList(
        "proposals",
        "Proposals",
        "Changes and new records that wait for a decision.",
        "None.",
        Permission.COMMENT,
        _proposals,
        _proposal_rows,
    ),
    DeskList(
        "reports",
        "Readers' reports",
        "Errors that readers point out.",
        "None.",
        Permission.HANDLE_REPORT,
        _reports,
        _report_rows,
    ),
    DeskList(
        "publish",
        "To publish",
        "Claims that their authors handed in.",
        "None.",
        Permission.PUBLISH,
        _in_review,
        _in_review_rows,
    ),
)
