"""Errors that readers pointed out: the editors' queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from claims.access import Permission, may
from claims.domain.vocabulary import ReportStatus
from claims.models import Report
from claims.queries.events import record_name
from claims.queries.links import label, url
from claims.queries.pages import Page, by_id, in_order
from claims.queries.people import NAME_COLUMNS, name_of
from claims.queries.proposals import PAGES

if TYPE_CHECKING:
    from claims.access import Viewer

COLUMNS = (
    "pk",
    "noun",
    "object_id",
    "text",
    "email",
    "at",
    "status",
    "decided_at",
    "decision",
    *(f"by__{column}" for column in NAME_COLUMNS),
    *(f"decided_by__{column}" for column in NAME_COLUMNS),
)


@dataclass(frozen=True)
class ReportFilters:
    """Words of ReportStatus, or a noun with a record's key."""

    status: tuple[str, ...] = (ReportStatus.OPEN.value,)
    noun: str = ""
    object_id: int | None = None


def page(
    viewer: Viewer, filters: ReportFilters, cursor: str | None = None, limit: int = 25
) -> Page:
    """One page of reports, oldest first; empty for who does not handle them. Two queries."""
    queryset = _handled_by(viewer)
    if filters.status:
        queryset = queryset.filter(status__in=list(filters.status))
    if filters.noun:
        queryset = queryset.filter(noun=filters.noun)
    if filters.object_id is not None:
        queryset = queryset.filter(object_id=filters.object_id)
    keys, following = by_id(queryset, "reports", cursor, limit, oldest_first=True)
    rows = Report.objects.filter(pk__in=keys).order_by("pk").values(*COLUMNS)
    return Page([_report(row) for row in rows], following)


def detail(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """One report, or None for who does not handle them. One query."""
    row = _handled_by(viewer).filter(pk=pk).values(*COLUMNS).first()
    return row and _report(row)


def open_reports(viewer: Viewer) -> QuerySet[Report]:
    """Reports that wait for the viewer; none for who does not handle them."""
    return _handled_by(viewer).filter(status=ReportStatus.OPEN)


def briefs(viewer: Viewer, keys: list[int]) -> list[dict[str, Any]]:
    """Those of `keys` that the viewer handles, in that order. One query."""
    found = _handled_by(viewer).filter(pk__in=keys).values(*COLUMNS)
    return [_report(row) for row in in_order(list(found), keys)]


def waiting(viewer: Viewer, most: int = 100) -> int:
    """How many reports are open, counted to `most`; 0 for who does not handle them. One query."""
    return int(_handled_by(viewer).filter(status=ReportStatus.OPEN)[:most].count())


def _handled_by(viewer: Viewer) -> QuerySet[Report]:
    if not may(viewer, Permission.HANDLE_REPORT):
        return Report.objects.none()
    # Requests for a role are kept as reports on a person; administrators answer them.
    return Report.objects.exclude(noun="user")


def _report(row: Mapping[str, Any]) -> dict[str, Any]:
    noun, pk = row["noun"], row["object_id"]
    return {
        "pk": row["pk"],
        "object": {
            "id": record_name(noun, pk),
            "url": url(noun, pk) if noun in PAGES else None,
        },
        "noun": noun,
        "text": row["text"],
        "email": row["email"],
        "by": name_of(row, "by__", inside=True),
        "at": row["at"],
        "status": row["status"],
        "status_label": label(ReportStatus, row["status"]),
        "decided_by": name_of(row, "decided_by__", inside=True) or None,
        "decided_at": row["decided_at"],
        "decision": row["decision"],
    }
