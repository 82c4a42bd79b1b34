"""Assessments, under blindness: only what `claims.access.visible_assessments` lets through is ever read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from claims.access import visible_appraisals, visible_assessments
from claims.domain.assessing import OVERALL
from claims.domain.instruments import get
from claims.domain.vocabulary import AppraisalStatus, AssessedUnit, AssessmentStatus
from claims.models import Appraisal, Assessment
from claims.models.assessment import UNIT_COLUMNS
from claims.queries.links import label, public_id, url
from claims.queries.pages import Page, by_id
from claims.queries.people import NAME_COLUMNS, name_of
from claims.queries.prepared import Prepared

if TYPE_CHECKING:
    from claims.access import Viewer

COLUMNS = (
    "pk",
    "instrument",
    "instrument_version",
    "unit",
    "evidence_id",
    "source_id",
    "patient_id",
    "claim_id",
    "evidence__claim__text",
    "source__title",
    "patient__label",
    "claim__text",
    "imported_assessor",
    "assessor_id",
    "status",
    "judgement",
    "evaluation",
    "domain_judgements",
    "departures",
    "is_current",
    "supersedes_id",
    "submitted_at",
    "created_at",
    "revision",
    *(f"assessor__{column}" for column in NAME_COLUMNS),
)
#: Read for one assessment only.
WHOLE = ("answers", "notes", "remark")
LABELS = {
    AssessedUnit.RESULT.value: "evidence__claim__text",
    AssessedUnit.REPORT.value: "source__title",
    AssessedUnit.PATIENT.value: "patient__label",
    AssessedUnit.BODY.value: "claim__text",
}


@dataclass(frozen=True)
class AssessmentFilters:
    """Keys of what was assessed, and an instrument's id or short name."""

    evidence: int | None = None
    source: int | None = None
    patient: int | None = None
    claim: int | None = None
    instrument: str = ""


def brief(row: Mapping[str, Any]) -> dict[str, Any]:
    """The dict of a row of COLUMNS: what was judged, how, and what the rule suggested. No query."""
    tool = get(row["instrument"])
    noun = UNIT_COLUMNS[AssessedUnit(row["unit"])]
    evaluation = row["evaluation"] or {}
    suggested = evaluation.get("overall") or ""
    return {
        "id": public_id("assessment", row["pk"]),
        "url": url("assessment", row["pk"]),
        "instrument": row["instrument"],
        "instrument_name": tool.short if tool else row["instrument"],
        "instrument_version": row["instrument_version"],
        "unit": row["unit"],
        "unit_label": label(AssessedUnit, row["unit"]),
        "on": {
            "id": public_id(noun, row[f"{noun}_id"]),
            "label": row[LABELS[row["unit"]]] or public_id(noun, row[f"{noun}_id"]),
        },
        "assessor": row["imported_assessor"] or name_of(row, "assessor__"),
        "imported": bool(row["imported_assessor"]),
        "judgement": row["judgement"],
        "judgement_label": (tool.label(row["judgement"]) if tool else "") or row["judgement"],
        "suggested": suggested,
        "suggested_label": (tool.label(suggested) if tool else "") or suggested,
        "score": evaluation.get("score"),
        "departs": bool(row["departures"]),
        "submitted_at": row["submitted_at"],
        "superseded": not row["is_current"] and row["status"] == AssessmentStatus.SUBMITTED,
    }


def of_appraisals(viewer: Viewer, appraisals: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What each appraisal cites, in order. Two queries, one where nothing is cited, none without appraisals.

    `appraisals` must already be limited to what the viewer may read: what they cite is then open too.
    """
    if not appraisals:
        return {}
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    pairs = [(row["appraisal_id"], row["assessment_id"]) for row in _CITES.rows(appraisals)]
    rows = {row["pk"]: row for row in _CITED.rows(list({cited for _, cited in pairs}))}
    for appraisal, cited in pairs:
        found[appraisal].append(brief(rows[cited]))
    return found


_THROUGH: Any = Appraisal.assessments.through
_CITES = Prepared(
    lambda keys: (
        _THROUGH.objects.filter(appraisal__in=keys)
        .order_by("assessment_id")
        .values("appraisal_id", "assessment_id")
    )
)
_CITED = Prepared(lambda keys: Assessment.objects.filter(pk__in=keys).values(*COLUMNS))


def page(
    viewer: Viewer, filters: AssessmentFilters, cursor: str | None = None, limit: int = 25
) -> Page:
    """One page of submitted assessments that the viewer may read, newest first. Two queries."""
    queryset = visible_assessments(viewer).filter(status=AssessmentStatus.SUBMITTED)
    for column in UNIT_COLUMNS.values():
        key = getattr(filters, column)
        if key is not None:
            queryset = queryset.filter(**{f"{column}_id": key})
    if filters.instrument:
        tool = get(filters.instrument)
        queryset = queryset.filter(instrument=tool.id if tool else filters.instrument)
    keys, following = by_id(queryset, "assessments", cursor, limit)
    rows = {row["pk"]: row for row in queryset.filter(pk__in=keys).values(*COLUMNS)}
    return Page([brief(rows[key]) for key in keys if key in rows], following)


def detail(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """One assessment that the viewer may read (a draft only if it is theirs), else None. Two queries."""
    row = visible_assessments(viewer).filter(pk=pk).values(*COLUMNS, *WHOLE).first()
    if row is None:
        return None
    citing = (
        visible_appraisals(viewer)
        .filter(assessments=pk, status=AppraisalStatus.SUBMITTED)
        .order_by("pk")
        .values_list("pk", "evidence_id")
    )
    supersedes = row["supersedes_id"]
    return brief(row) | {
        "status": row["status"],
        "answers": row["answers"],
        "notes": row["notes"],
        "evaluation": row["evaluation"],
        "domain_judgements": row["domain_judgements"],
        "departures": row["departures"],
        "remark": row["remark"],
        "cited_by": [
            {"id": public_id("appraisal", key), "evidence": public_id("evidence", evidence)}
            for key, evidence in citing
        ],
        "created_at": row["created_at"],
        "revision": row["revision"],
        "supersedes": supersedes and public_id("assessment", supersedes),
        "mine": row["assessor_id"] is not None
        and row["assessor_id"] == getattr(viewer, "pk", None),
    }


def for_citing(viewer: Viewer, evidence: Any) -> list[dict[str, Any]]:
    """What an appraisal of `evidence` by the viewer could cite, one's own first. Two queries.

    One's own on the result; on its source, its patients and its claim anyone's that the viewer may read.
    """
    if viewer is None or not viewer.is_authenticated:
        return []
    patients = list(evidence.patients.values_list("pk", flat=True))
    about = (
        Q(unit=AssessedUnit.RESULT, evidence=evidence.pk, assessor=viewer.pk)
        | Q(unit=AssessedUnit.REPORT, source=evidence.source_id)
        | Q(unit=AssessedUnit.PATIENT, patient__in=patients)
        | Q(unit=AssessedUnit.BODY, claim=evidence.claim_id)
    )
    rows = (
        visible_assessments(viewer)
        .filter(about, status=AssessmentStatus.SUBMITTED, is_current=True)
        .order_by("pk")
        .values(*COLUMNS)
    )
    found = [brief(row) | {"mine": row["assessor_id"] == viewer.pk} for row in rows]
    return sorted(found, key=lambda one: not one["mine"])


def own_draft(viewer: Viewer, instrument: str, unit: str, key: int) -> dict[str, Any] | None:
    """The viewer's open draft of an instrument on what it judges, or None. One query."""
    if viewer is None or not viewer.is_authenticated:
        return None
    column = UNIT_COLUMNS[AssessedUnit(unit)]
    row = (
        visible_assessments(viewer)
        .filter(
            assessor=viewer.pk,
            status=AssessmentStatus.DRAFT,
            instrument=instrument,
            **{f"{column}_id": key},
        )
        .values(
            "pk", "departures", "domain_judgements", "judgement", "revision", "evaluation", *WHOLE
        )
        .first()
    )
    return dict(row) if row else None


def suggested_of(evaluation: Mapping[str, Any]) -> dict[str, str]:
    """The rules' judgements in a stored evaluation, by domain and under "overall"; no query."""
    found = {
        name: result["suggested"]
        for name, result in (evaluation.get("domains") or {}).items()
        if result.get("suggested")
    }
    return found | ({OVERALL: evaluation["overall"]} if evaluation.get("overall") else {})
