"""Everything that the page and the API say about one claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claims.access import visible_claims, visible_evidence
from claims.domain.vocabulary import ClaimStatus, EvidenceStatus, SynthesisStatus
from claims.formats.said import NOT_MEDICAL_ADVICE
from claims.models import Claim, Synthesis
from claims.queries import versions
from claims.queries.briefs import CLAIM_COLUMNS, claim_brief, topics_of
from claims.queries.conflicts import of_claim as conflict_of
from claims.queries.evidence import evidence_dicts
from claims.queries.external_ids import external_ids
from claims.queries.links import label
from claims.queries.people import NAME_COLUMNS, name_of
from claims.queries.searches import current, of_claim

if TYPE_CHECKING:
    from claims.access import Viewer

LICENCE = "CC0-1.0"

EXTRA_COLUMNS = (
    "revision",
    "magnitude",
    "threshold",
    "about",
    "reviewers_required",
    "status_reason",
    "created_by_id",
)

SYNTHESIS_COLUMNS = (
    "method_version",
    "input_hash",
    "suggestion",
    "verdict",
    "certainty",
    "consistency",
    "status",
    "status_reason",
    "decided_at",
    "stale_since",
    "stale_reason",
    "created_at",
    *(f"decided_by__{column}" for column in NAME_COLUMNS),
)

# Parts of a suggestion that list what was not counted -> what that is called on each evidence.
STANDINGS = {"excluded": "not_counted", "background": "background", "awaiting": "awaiting"}


def detail(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """The claim in full, or None if it is retired or the viewer may not see it. Fourteen queries at most."""
    row = (
        visible_claims(viewer)
        .filter(pk=pk)
        .exclude(status=ClaimStatus.RETIRED)
        .values(*CLAIM_COLUMNS, *EXTRA_COLUMNS)
        .first()
    )
    if row is None:
        return None
    topics = topics_of([pk]).get(pk, [])
    claim = claim_brief(row, topics)
    parts = synthesis_parts(pk)
    parts["basis"] = claim["synthesis"]["basis"] | parts["basis"]
    claim["synthesis"] |= parts
    counted, excluded, proposed = evidence_of(viewer, pk)
    _say_standing([*counted, *excluded], parts["suggestion"])
    looked = of_claim(pk, row_topics(row, topics))
    return claim | {
        "evidence": counted,
        "excluded": excluded,
        "proposed": proposed,
        "conflict": conflict_of(pk),
        "searches": looked,
        "search_currency": current(looked),
        "versions": versions.of_claim(pk),
        "external_ids": external_ids("claim", pk),
        "revision": row["revision"],
        "created_at": row["created_at"],
        "published_at": row["published_at"],
        "licence": LICENCE,
        "magnitude": row["magnitude"],
        "threshold": row["threshold"],
        "about": row["about"],
        "status_reason": row["status_reason"],
        "reviewers_required": row["reviewers_required"],
        "mine": viewer is not None and viewer.pk is not None and viewer.pk == row["created_by_id"],
    }


def evidence_of(
    viewer: Viewer, claim: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """The claim's evidence that the viewer may see: counted, excluded, still proposed. Four queries."""
    counted, excluded, proposed = [], [], []
    for one in evidence_dicts(
        viewer, visible_evidence(viewer).filter(claim_id=claim).order_by("pk")
    ):
        if one["status"] == EvidenceStatus.PROPOSED:
            proposed.append(one)
        elif one["excluded_reason"]:
            excluded.append(one)
        else:
            counted.append(one)
    return counted, excluded, proposed


def synthesis_parts(claim: int) -> dict[str, Any]:
    """What the standing synthesis adds to the brief: steps, basis, who decided. One query.

    A claim without one yet has empty steps: nothing was concluded.
    """
    row = Synthesis.objects.filter(claim=claim, is_current=True).values(*SYNTHESIS_COLUMNS).first()
    suggestion: dict[str, Any] = row["suggestion"] if row else {}
    parts: dict[str, Any] = {
        "steps": suggestion.get("steps", []),
        "streams": suggestion.get("streams", []),
        "what_would_change": suggestion.get("what_would_change", []),
        "certainty_would_change": suggestion.get("certainty_would_change", []),
        "basis": suggestion.get("basis", {}),
        "rated_by": suggestion.get("raters", {}),
        "suggestion": None,
        "stale_since": None,
        "stale_reason": "",
        "decided_by": None,
        "decided_at": None,
        "method_version": "",
        "input_hash": "",
        "overridden": False,
        "status_label": label(SynthesisStatus, SynthesisStatus.SUGGESTED),
        "status_reason": "",
        "not_medical_advice": NOT_MEDICAL_ADVICE,
    }
    if row is None:
        return parts
    return parts | {
        "suggestion": {
            key: value for key, value in suggestion.items() if key not in ("steps", "streams")
        },
        "stale_since": row["stale_since"],
        "stale_reason": row["stale_reason"],
        "decided_by": name_of(row, "decided_by__") or None,
        "decided_at": row["decided_at"],
        "method_version": row["method_version"],
        "input_hash": row["input_hash"],
        "overridden": row["status"] == SynthesisStatus.OVERRIDDEN,
        "status_label": label(SynthesisStatus, row["status"]),
        "status_reason": row["status_reason"],
    }


def _say_standing(evidence: list[dict[str, Any]], suggestion: dict[str, Any] | None) -> None:
    """Say of each evidence what its study does for the claim, and why, as the last computation had it."""
    told = {
        item["study"]: (standing, item["reason"])
        for part, standing in STANDINGS.items()
        for item in (suggestion or {}).get(part, [])
    }
    for one in evidence:
        counted = ("counted", "") if suggestion else ("", "")
        standing, reason = told.get(one["study"]["id"], counted)
        one["standing"], one["standing_reason"] = standing, reason


def row_topics(row: dict[str, Any], topics: list[dict[str, Any]]) -> list[int]:
    """Keys of all topics that a claim names: its own list and those it is composed of. No query."""
    named = {int(topic["id"][1:]) for topic in topics}
    for part in ("exposure", "outcome", "population", "comparator"):
        if row[f"{part}_id"] is not None:
            named.add(row[f"{part}_id"])
    return sorted(named)


def exists(viewer: Viewer, pk: int) -> bool:
    """Whether the viewer may see the claim, retired or not. One query."""
    return bool(Claim.objects.filter(pk=pk, pk__in=visible_claims(viewer)).exists())
