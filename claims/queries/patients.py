"""Patients that case reports describe, each once, with its reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from claims.access import (
    Permission,
    may,
    visible_assessments,
    visible_evidence,
    visible_patients,
)
from claims.domain.patient_match import Case, pairs
from claims.domain.vocabulary import (
    AssessedUnit,
    AssessmentStatus,
    EvidenceStatus,
    Integrity,
    RecordStatus,
)
from claims.models import Distinct, Evidence, Patient
from claims.queries import assessments
from claims.queries.briefs import SOURCE_COLUMNS, source_brief
from claims.queries.distinct import apart_from
from claims.queries.links import public_id, url
from claims.queries.pages import Page, by_id, in_order
from claims.queries.tombstones import gone, joined

if TYPE_CHECKING:
    from claims.access import Viewer

FACTS = (
    "label",
    "age",
    "sex",
    "country",
    "exposure_note",
    "event",
    "onset",
    "outcome",
    "note",
)
COLUMNS = (
    "pk",
    "claim_id",
    "claim__text",
    *FACTS,
    "status",
    "status_reason",
    "revision",
    "created_at",
    "created_by_id",
)
#: Of one claim; more are reached through the list of the API.
MOST = 200
LEFT_OUT = (Integrity.RETRACTED.value, Integrity.WITHDRAWN.value, Integrity.CONCERN.value)


@dataclass(frozen=True)
class PatientFilters:
    """Keys of a claim and of evidence that describes the patient."""

    claim: int | None = None
    evidence: int | None = None


def page(
    viewer: Viewer, filters: PatientFilters, cursor: str | None = None, limit: int = 25
) -> Page:
    """One page of patients that the viewer may see, newest record first, without withdrawn ones. Five queries."""
    queryset = visible_patients(viewer).filter(status=RecordStatus.PUBLISHED)
    if filters.claim is not None:
        queryset = queryset.filter(claim=filters.claim)
    if filters.evidence is not None:
        queryset = queryset.filter(evidence=filters.evidence)
    keys, following = by_id(queryset, "patients", cursor, limit)
    rows = in_order(list(Patient.objects.filter(pk__in=keys).values(*COLUMNS)), keys)
    return Page(_dicts(viewer, rows), following)


def detail(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """One patient with the reports that the viewer may see, or None. Five queries at most.

    None for a withdrawn or merged one: `tombstone` speaks for those.
    """
    rows = list(
        visible_patients(viewer).filter(pk=pk, status=RecordStatus.PUBLISHED).values(*COLUMNS)
    )
    if not rows:
        return None
    return _dicts(viewer, rows)[0] | {"apart": apart_from("patient", pk, visible_patients(viewer))}


def tombstone(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """What to say instead of a withdrawn or merged patient; None if it is neither. One query."""
    return gone(visible_patients(viewer), "patient", "label", pk)


def of_claim(viewer: Viewer, claim: int) -> dict[str, Any]:
    """{"patients", "counted", "reports", "look_alikes"} of one claim, in the order of their ids. Six queries at most.

    `counted`: independent patients of whom at least one report still counts. `look_alikes` are for those who may
    join them, and empty for all others.
    """
    rows = list(
        visible_patients(viewer)
        .filter(claim=claim, status=RecordStatus.PUBLISHED)
        .order_by("pk")
        .values(*COLUMNS)[:MOST]
    )
    found = _dicts(viewer, rows)
    deciding = bool(found) and may(viewer, Permission.MERGE)
    return {
        "patients": found,
        "counted": sum(one["counted"] for one in found),
        "reports": len({report["evidence"] for one in found for report in one["reports"]}),
        "look_alikes": _look_alikes(found) if deciding else [],
    }


def _dicts(viewer: Viewer, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    reports = _reports(viewer, [row["pk"] for row in rows])
    mine = None if viewer is None else viewer.pk
    merged = _joined([row["pk"] for row in rows])
    assessed = _assessed(viewer, [row["pk"] for row in rows])
    return [
        _dict(row, reports[row["pk"]], merged[row["pk"]], mine)
        | {"assessments": assessed[row["pk"]]}
        for row in rows
    ]


def _dict(
    row: Mapping[str, Any], reports: list[dict[str, Any]], merged: list[dict[str, Any]], mine: Any
) -> dict[str, Any]:
    return {
        "id": public_id("patient", row["pk"]),
        "url": url("patient", row["pk"]),
        "claim": {"id": public_id("claim", row["claim_id"]), "text": row["claim__text"]},
        **{name: row[name] for name in FACTS},
        "reports": reports,
        "counted": any(not report["left_out"] for report in reports),
        "joined": merged,
        "status": row["status"],
        "revision": row["revision"],
        "created_at": row["created_at"],
        "mine": mine is not None and row["created_by_id"] == mine,
    }


def _reports(viewer: Viewer, patients: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The evidence that describes each patient, as far as the viewer may see it. One query, none for nobody."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if not patients:
        return found
    through: Any = Patient.evidence.through
    rows = (
        through.objects.filter(
            patient__in=patients,
            evidence__in=visible_evidence(viewer).exclude(status=EvidenceStatus.PROPOSED),
        )
        .order_by("evidence_id")
        .values(
            "patient_id",
            "evidence_id",
            "evidence__status",
            "evidence__status_reason",
            "evidence__study_id",
            *(f"evidence__source__{column}" for column in SOURCE_COLUMNS),
        )
    )
    for row in rows:
        found[row["patient_id"]].append(_report(row))
    return found


def _report(row: Mapping[str, Any]) -> dict[str, Any]:
    source = source_brief(row, "evidence__source__")
    excluded = row["evidence__status"] == EvidenceStatus.EXCLUDED
    notice = source["integrity_label"] if source["integrity"] in LEFT_OUT else ""
    return {
        "evidence": public_id("evidence", row["evidence_id"]),
        "url": url("evidence", row["evidence_id"]),
        "study": public_id("study", row["evidence__study_id"]),
        "source": source,
        "left_out": row["evidence__status_reason"] if excluded else notice,
    }


def _joined(patients: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What was joined into each patient, and why. One query, none for nobody."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if not patients:
        return found
    rows = Patient.objects.filter(merged_into__in=patients).order_by("pk")
    for row in rows.values("pk", "merged_into_id", "label", "status_reason"):
        found[row["merged_into_id"]].append(joined("patient", row))
    return found


def _assessed(viewer: Viewer, patients: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What instruments came to for each patient and those joined into it, where open. One query, none for nobody."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if not patients:
        return found
    rows = (
        visible_assessments(viewer)
        .filter(
            Q(patient__in=patients) | Q(patient__merged_into__in=patients),
            unit=AssessedUnit.PATIENT,
            status=AssessmentStatus.SUBMITTED,
            is_current=True,
        )
        .order_by("pk")
    )
    for row in rows.values(*assessments.COLUMNS, "patient__merged_into_id"):
        one = row["patient__merged_into_id"] or row["patient_id"]
        found[one].append(assessments.brief(row))
    return found


def _look_alikes(patients: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Pairs that may be one patient and that nobody has told apart. One query."""
    keys = {one["id"]: int(one["id"][1:]) for one in patients}
    apart = Distinct.objects.filter(noun="patient", first__in=keys.values())
    told = frozenset(
        (public_id("patient", first), public_id("patient", second))
        for first, second in apart.values_list("first", "second")
    )
    by_id_ = {one["id"]: one for one in patients}
    cases = [
        Case(
            key=one["id"],
            age=one["age"],
            sex=one["sex"],
            country=one["country"],
            exposure=one["exposure_note"],
            event=one["event"],
            onset=one["onset"],
        )
        for one in patients
    ]
    return [
        {
            "first": _named(by_id_[pair.first]),
            "second": _named(by_id_[pair.second]),
            "score": pair.score,
            "hints": [asdict(hint) for hint in pair.hints],
        }
        for pair in pairs(cases, told)
    ]


def _named(patient: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": patient["id"], "url": patient["url"], "label": patient["label"]}


def evidence_of(viewer: Viewer, claim: int) -> list[tuple[str, str]]:
    """Evidence on the claim that may describe a patient, as (public id, words) to choose from. One query."""
    rows = (
        visible_evidence(viewer)
        .filter(claim=claim)
        .exclude(status=EvidenceStatus.PROPOSED)
        .order_by("pk")[:MOST]
    )
    return [_choice(row) for row in rows.select_related("source")]


def _choice(row: Evidence) -> tuple[str, str]:
    title = row.source.title or "title not known"
    return row.public_id, f"{row.public_id}: {title}"[:160]


CSV_HEAD = (
    "patient",
    *FACTS,
    "counted",
    "reports",
    "sources",
    "assessments",
)


def table(found: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """The rows of the per-case table, heading first, for a spreadsheet. No query."""
    return [
        CSV_HEAD,
        *(
            (
                one["id"],
                *(one[name] for name in FACTS),
                "yes" if one["counted"] else "no",
                " ".join(report["evidence"] for report in one["reports"]),
                " ".join(report["source"]["id"] for report in one["reports"]),
                "; ".join(_said(result) for result in one["assessments"]),
            )
            for one in found
        ),
    ]


def _said(assessment: Mapping[str, Any]) -> str:
    """Instrument, judgement, score, id and assessor in one cell: Naranjo: Possible, 3 (R5, somebody)."""
    score = "" if assessment["score"] is None else f", {assessment['score']}"
    judged = assessment["judgement_label"] or "no judgement"
    by = assessment["assessor"]
    return f"{assessment['instrument_name']}: {judged}{score} ({assessment['id']}, {by})"
