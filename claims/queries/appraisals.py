"""Appraisals, under blindness: only what `claims.access.visible_appraisals` lets through is ever read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from claims.access import is_signed_in, visible_appraisals
from claims.domain.vocabulary import AppraisalStatus
from claims.models import Appraisal
from claims.queries import assessments
from claims.queries.links import public_id
from claims.queries.pages import Page, by_id
from claims.queries.people import NAME_COLUMNS, name_of
from claims.queries.prepared import Prepared

if TYPE_CHECKING:
    from claims.access import Viewer

COLUMNS = (
    "pk",
    "evidence_id",
    "reviewer_id",
    "imported_rater",
    "status",
    "direction",
    "directness",
    "strength",
    "suggested_strength",
    "suggested_by",
    "departure",
    "rationale",
    "read",
    "declaration",
    "interests",
    "has_conflict",
    "instrument",
    "answers",
    "blind",
    "is_current",
    "supersedes_id",
    "submitted_at",
    "created_at",
    "revision",
    "closed_reason",
    *(f"reviewer__{column}" for column in NAME_COLUMNS),
)


@dataclass(frozen=True)
class AppraisalFilters:
    """Keys of an evidence, a claim or a reviewer."""

    evidence: int | None = None
    claim: int | None = None
    reviewer: int | None = None


def brief(row: Mapping[str, Any], cited: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """The dict of a row of COLUMNS, with what it cites. No query."""
    return {
        "id": public_id("appraisal", row["pk"]),
        "evidence": public_id("evidence", row["evidence_id"]),
        "rater": row["imported_rater"] or name_of(row, "reviewer__"),
        "imported": bool(row["imported_rater"]),
        "direction": row["direction"],
        "directness": row["directness"],
        "strength": row["strength"],
        "suggested_strength": row["suggested_strength"],
        "suggested_by": row["suggested_by"],
        "departure": row["departure"],
        "rationale": row["rationale"],
        "read": row["read"],
        "declaration": row["declaration"],
        "interests": row["interests"],
        "instrument": row["instrument"],
        "answers": row["answers"],
        "assessments": list(cited),
        "submitted_at": row["submitted_at"],
        "blind": row["blind"],
        "superseded": not row["is_current"],
    }


def of_evidence(
    viewer: Viewer, keys: Sequence[int]
) -> tuple[dict[int, list[dict[str, Any]]], dict[int, int]]:
    """Submitted appraisals that the viewer may read, and how many more there are, by evidence.

    Two queries, and one for what they cite where there are any.
    """
    seen: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = list(_submitted(viewer, keys)) if is_signed_in(viewer) else _PUBLIC.rows(keys)
    cited = assessments.of_appraisals(viewer, [row["pk"] for row in rows])
    for row in rows:
        seen[row["evidence_id"]].append(brief(row, cited.get(row["pk"], ())))
    hidden = {
        row["evidence_id"]: row["how_many"] - len(seen.get(row["evidence_id"], ()))
        for row in _COUNTS.rows(keys)
    }
    return seen, hidden


def _submitted(viewer: Viewer, keys: Sequence[int]) -> Any:
    return (
        visible_appraisals(viewer)
        .filter(evidence_id__in=keys, status=AppraisalStatus.SUBMITTED)
        .order_by("pk")
        .values(*COLUMNS)
    )


_PUBLIC = Prepared(lambda keys: _submitted(None, keys))
_COUNTS = Prepared(
    lambda keys: (
        Appraisal.objects.filter(evidence_id__in=keys, status=AppraisalStatus.SUBMITTED)
        .order_by()
        .values("evidence_id")
        .annotate(how_many=Count("pk"))
    )
)


def page(
    viewer: Viewer, filters: AppraisalFilters, cursor: str | None = None, limit: int = 25
) -> Page:
    """One page of submitted appraisals that the viewer may read, newest first. Three queries."""
    queryset = visible_appraisals(viewer).filter(status=AppraisalStatus.SUBMITTED)
    if filters.evidence is not None:
        queryset = queryset.filter(evidence=filters.evidence)
    if filters.claim is not None:
        queryset = queryset.filter(evidence__claim=filters.claim)
    if filters.reviewer is not None:
        queryset = queryset.filter(reviewer=filters.reviewer)
    keys, following = by_id(queryset, "appraisals", cursor, limit)
    rows = {row["pk"]: row for row in queryset.filter(pk__in=keys).values(*COLUMNS)}
    cited = assessments.of_appraisals(viewer, list(rows))
    return Page([brief(rows[key], cited.get(key, ())) for key in keys if key in rows], following)


def detail(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """One appraisal that the viewer may read (a draft only if it is theirs), else None. Two queries."""
    row = visible_appraisals(viewer).filter(pk=pk).values(*COLUMNS).first()
    if row is None:
        return None
    supersedes = row["supersedes_id"]
    return brief(row, assessments.of_appraisals(viewer, [pk]).get(pk, ())) | {
        "status": row["status"],
        "has_conflict": row["has_conflict"],
        "created_at": row["created_at"],
        "closed_reason": row["closed_reason"],
        "revision": row["revision"],
        "supersedes": supersedes and public_id("appraisal", supersedes),
    }


def own_draft(viewer: Viewer, evidence: int) -> dict[str, Any] | None:
    """The viewer's open draft on an evidence, else the last one that a notice closed, or None. Two queries.

    `status` tells the two apart, `closed_reason` why.
    """
    if viewer is None or not viewer.is_authenticated:
        return None
    kept = Appraisal.objects.filter(evidence=evidence, reviewer=viewer.pk).exclude(
        status=AppraisalStatus.SUBMITTED
    )
    # "draft" sorts after "closed", and a later one after an earlier.
    row = kept.order_by("-status", "-pk").values(*COLUMNS).first()
    if row is None:
        return None
    cited = assessments.of_appraisals(viewer, [row["pk"]]).get(row["pk"], ())
    return brief(row, cited) | {
        name: row[name] for name in ("status", "has_conflict", "closed_reason", "revision")
    }
