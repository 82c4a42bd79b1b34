"""A claim as its versions keep it: everything public about it, nothing that changes by itself.

No addresses of this site, no counts that depend on other claims; every list in an order of its own, so
that the same knowledge gives the same bytes and the same SHA-256.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from claims.access import opened
from claims.domain.vocabulary import AppraisalStatus, EvidenceStatus, RecordStatus
from claims.models import (
    Adjudication,
    Appraisal,
    Claim,
    Conflict,
    DomainJudgement,
    Evidence,
    Search,
    Synthesis,
)
from claims.queries.briefs import PARTS, topics_of
from claims.queries.evidence import excluded_reason, quotes_of, shown_status
from claims.queries.external_ids import external_ids_of
from claims.queries.links import maybe_id, public_id

FORMAT = "touchstone-claim-1"

CLAIM_FIELDS = (
    "text",
    "relation",
    "claim_type",
    "quantifier",
    "scope",
    "about",
    "rung_claimed",
    "benefit_or_harm",
    "magnitude",
    "threshold",
    "wording_note",
)

SOURCE_FIELDS = (
    "csl_type",
    "title",
    "authors",
    "container_title",
    "year",
    "doi",
    "pmid",
    "pmcid",
    "isbn",
    "url",
    "identity",
    "identity_checked_on",
    "integrity",
    "integrity_note",
    "is_preprint",
    "missing",
)

EVIDENCE_FIELDS = (
    "finding",
    "design",
    "stream",
    "population",
    "comparison_made",
    "n",
    "n_unit",
    "n_note",
    "read",
    "locator",
    "effect",
    "benefit_or_harm",
    "magnitude",
    "threshold",
)

APPRAISAL_FIELDS = (
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
    "instrument",
    "answers",
    "blind",
    "is_current",
    "submitted_at",
)

ASSESSMENT_FIELDS = (
    "instrument",
    "instrument_version",
    "unit",
    "answers",
    "notes",
    "domain_judgements",
    "judgement",
    "departures",
    "submitted_at",
)

ADJUDICATION_FIELDS = (
    "direction",
    "directness",
    "strength",
    "reason",
    "declaration",
    "interests",
    "at",
    "is_current",
)

SYNTHESIS_FIELDS = (
    "method_version",
    "input_hash",
    "suggestion",
    "verdict",
    "certainty",
    "consistency",
    "rung_reached",
    "rung_claimed",
    "plain_sentence",
    "status",
    "status_reason",
    "decided_at",
    "stale_since",
    "stale_reason",
)

JUDGEMENT_FIELDS = ("stream", "domain", "change", "suggested", "reason", "at")

CONFLICT_FIELDS = ("state", "cause", "explanation", "sides", "opened_at", "reopened", "decided_at")

SEARCH_FIELDS = (
    "where",
    "query",
    "searched_on",
    "covers_from",
    "covers_to",
    "eligible_designs",
    "results",
    "screened",
    "included",
    "excluded_note",
    "exclusions",
    "searched_by",
)


def claim(record: Claim) -> dict[str, Any]:
    """The snapshot of one claim. Twelve queries."""
    return claims([record.pk])[record.pk]


def claims(keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Snapshots of many claims by key, whatever their status. Twelve queries, however many."""
    topics = topics_of(keys)
    outside = external_ids_of("claim", keys)
    evidence = _evidence(keys)
    searches = _grouped(
        Search.objects.filter(claim_id__in=keys)
        .order_by("pk")
        .values("claim_id", "pk", *SEARCH_FIELDS),
        "claim_id",
        _search,
    )
    syntheses = {
        row["claim_id"]: _kept(row, SYNTHESIS_FIELDS)
        for row in Synthesis.objects.filter(claim_id__in=keys, is_current=True).values(
            "claim_id", *SYNTHESIS_FIELDS
        )
    }
    judgements = _grouped(
        DomainJudgement.objects.filter(claim_id__in=keys, is_current=True)
        .order_by("stream", "domain")
        .values("claim_id", "imported_by", "by__pseudonym", *JUDGEMENT_FIELDS),
        "claim_id",
        _judgement,
    )
    conflicts = {
        row["claim_id"]: {"id": public_id("conflict", row["pk"]), **_kept(row, CONFLICT_FIELDS)}
        for row in Conflict.objects.filter(claim_id__in=keys).values(
            "claim_id", "pk", *CONFLICT_FIELDS
        )
    }
    rows = Claim.objects.filter(pk__in=keys).values(
        "pk",
        *CLAIM_FIELDS,
        *(f"{part}_id" for part in PARTS),
        *(f"{part}_text" for part in PARTS),
        *(f"{part}__name" for part in PARTS),
    )
    return {
        row["pk"]: {
            "format": FORMAT,
            "id": public_id("claim", row["pk"]),
            **_kept(row, CLAIM_FIELDS),
            **{
                part: {
                    "topic": maybe_id("topic", row[f"{part}_id"]),
                    "text": row[f"{part}_text"] or row[f"{part}__name"] or "",
                }
                for part in PARTS
            },
            "topics": sorted(topics.get(row["pk"], []), key=lambda topic: int(topic["id"][1:])),
            "evidence": evidence.get(row["pk"], []),
            "synthesis": syntheses.get(row["pk"]),
            "judgements": judgements.get(row["pk"], []),
            "conflict": conflicts.get(row["pk"]),
            "searches": searches.get(row["pk"], []),
            "external_ids": outside.get(row["pk"], []),
            "licence": "CC0-1.0",
        }
        for row in rows
    }


def _evidence(claims_: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    rows = list(
        Evidence.objects.filter(claim_id__in=claims_, source__status=RecordStatus.PUBLISHED)
        .exclude(status=EvidenceStatus.PROPOSED)
        .order_by("pk")
        .values(
            "pk",
            "claim_id",
            "source_id",
            "study_id",
            "study__label",
            "study__registry_id",
            "status",
            "status_reason",
            "released_at",
            "consensus",
            "standing_direction",
            "standing_directness",
            "standing_strength",
            "raters",
            "source__status",
            *EVIDENCE_FIELDS,
            *(f"source__{field}" for field in SOURCE_FIELDS),
        )
    )
    keys = [row["pk"] for row in rows]
    quotes = quotes_of(keys)
    opened_ = Evidence.objects.filter(opened(), pk__in=keys)
    cited = _cited(opened_)
    appraisals = _grouped(
        Appraisal.objects.filter(evidence__in=opened_, status=AppraisalStatus.SUBMITTED)
        .order_by("pk")
        .values("pk", "evidence_id", "imported_rater", "reviewer__pseudonym", *APPRAISAL_FIELDS),
        "evidence_id",
        lambda row: _appraisal(row) | {"assessments": cited.get(row["pk"], [])},
    )
    adjudications = _grouped(
        Adjudication.objects.filter(evidence__in=Evidence.objects.filter(opened(), pk__in=keys))
        .order_by("pk")
        .values("evidence_id", *ADJUDICATION_FIELDS),
        "evidence_id",
        lambda row: _kept(row, ADJUDICATION_FIELDS),
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["claim_id"]].append(
            {
                "id": public_id("evidence", row["pk"]),
                "source": {
                    "id": public_id("source", row["source_id"]),
                    **{field: _plain(row[f"source__{field}"]) for field in SOURCE_FIELDS},
                },
                "study": {
                    "id": public_id("study", row["study_id"]),
                    "label": row["study__label"],
                    "registry_id": row["study__registry_id"],
                },
                **_kept(row, EVIDENCE_FIELDS),
                "status": shown_status(row),
                "excluded_reason": excluded_reason(row),
                "quotes": quotes.get(row["pk"], []),
                "consensus": {
                    "state": row["consensus"],
                    "direction": row["standing_direction"],
                    "directness": row["standing_directness"],
                    "strength": row["standing_strength"],
                    "raters": row["raters"],
                },
                "appraisals": appraisals.get(row["pk"], []),
                "adjudications": adjudications.get(row["pk"], []),
            }
        )
    return found


def _cited(evidence: Any) -> dict[int, list[dict[str, Any]]]:
    """What the submitted appraisals of this evidence rest on, in full, so that it can be judged again from it."""
    names = [f"assessment__{field}" for field in ASSESSMENT_FIELDS]
    through: Any = Appraisal.assessments.through
    rows = through.objects.filter(
        appraisal__evidence__in=evidence, appraisal__status=AppraisalStatus.SUBMITTED
    ).order_by("assessment_id")
    return _grouped(
        rows.values(
            "appraisal_id",
            "assessment_id",
            "assessment__imported_assessor",
            "assessment__assessor__pseudonym",
            *names,
        ),
        "appraisal_id",
        lambda row: {
            "id": public_id("assessment", row["assessment_id"]),
            "assessor": row["assessment__imported_assessor"]
            or row["assessment__assessor__pseudonym"],
            **{field: _plain(row[f"assessment__{field}"]) for field in ASSESSMENT_FIELDS},
        },
    )


def _appraisal(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": public_id("appraisal", row["pk"]),
        # A pseudonym, never a name: a version cannot be taken back when a person asks to be forgotten.
        "rater": row["imported_rater"] or row["reviewer__pseudonym"],
        **_kept(row, APPRAISAL_FIELDS),
    }


def _judgement(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"by": row["imported_by"] or row["by__pseudonym"], **_kept(row, JUDGEMENT_FIELDS)}


def _search(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": public_id("search", row["pk"]), **_kept(row, SEARCH_FIELDS)}


def _kept(row: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    return {field: _plain(row[field]) for field in fields}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _grouped(
    rows: Iterable[Mapping[str, Any]], by: str, shape: Any
) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row[by]].append(shape(row))
    return found
