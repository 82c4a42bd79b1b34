"""Everything that the page and the API say about one claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from claims.access import is_signed_in, visible_claims
from claims.domain.vocabulary import ClaimStatus, EvidenceStatus, SynthesisStatus
from claims.formats.said import NOT_MEDICAL_ADVICE
from claims.models import Claim, Synthesis
from claims.queries import versions
from claims.queries.briefs import CLAIM_COLUMNS, claim_brief, topics_of
from claims.queries.conflicts import of_claim as conflict_of
from claims.queries.evidence import of_claims as evidence_of_claims
from claims.queries.external_ids import external_ids
from claims.queries.links import label
from claims.queries.people import NAME_COLUMNS, name_of
from claims.queries.prepared import Prepared
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
    """The claim in full, or None if it is retired or the viewer may not see it. Sixteen queries at most."""
    rows = list(_rows(viewer, [pk])) if is_signed_in(viewer) else _PUBLIC.rows([pk])
    if not rows:
        return None
    row = rows[0]
    topics = topics_of([pk]).get(pk, [])
    claim = claim_brief(row, topics)
    complete(claim["synthesis"], syntheses([pk]).get(pk))
    evidence = evidence_of(viewer, [pk])[pk]
    evidence.say_standing(claim["synthesis"]["suggestion"] or {})
    looked = of_claim(pk, row_topics(row, topics))
    return claim | {
        **evidence.as_dict(),
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


def _rows(viewer: Viewer, keys: Collection[int]) -> Any:
    return (
        visible_claims(viewer)
        .filter(pk__in=keys)
        .exclude(status=ClaimStatus.RETIRED)
        .values(*CLAIM_COLUMNS, *EXTRA_COLUMNS)
    )


_PUBLIC = Prepared(lambda keys: _rows(None, keys))


@dataclass
class EvidenceOfClaim:
    """What the viewer may see of one claim's evidence, in order of entry: counted, excluded, still proposed."""

    counted: list[dict[str, Any]] = field(default_factory=list)
    excluded: list[dict[str, Any]] = field(default_factory=list)
    proposed: list[dict[str, Any]] = field(default_factory=list)

    def take(self, one: dict[str, Any]) -> None:
        """Put one piece of evidence where it belongs."""
        if one["status"] == EvidenceStatus.PROPOSED:
            self.proposed.append(one)
        elif one["excluded_reason"]:
            self.excluded.append(one)
        else:
            self.counted.append(one)

    def say_standing(self, suggestion: Mapping[str, Any]) -> None:
        """Say of each what its study does for the claim, and why, as the last computation had it."""
        told = {
            item["study"]: (standing, item["reason"])
            for part, standing in STANDINGS.items()
            for item in suggestion.get(part) or []
        }
        computed = any(suggestion.get(part) is not None for part in STANDINGS)
        otherwise = ("counted", "") if computed else ("", "")
        for one in (*self.counted, *self.excluded):
            one["standing"], one["standing_reason"] = told.get(one["study"]["id"], otherwise)

    def as_dict(self) -> dict[str, list[dict[str, Any]]]:
        """The three lists under the names that they have in a claim."""
        return {"evidence": self.counted, "excluded": self.excluded, "proposed": self.proposed}


def evidence_of(viewer: Viewer, claims: Collection[int]) -> dict[int, EvidenceOfClaim]:
    """Each claim's evidence that the viewer may see; claims without any are there when asked for. Five queries."""
    found: dict[int, EvidenceOfClaim] = defaultdict(EvidenceOfClaim)
    for one in evidence_of_claims(viewer, claims):
        found[int(one["claim"]["id"][1:])].take(one)
    return found


def standings(claims: Collection[int]) -> dict[int, dict[str, Any]]:
    """The parts of each claim's suggestion that `EvidenceOfClaim.say_standing` reads. One query."""
    return {
        row["claim_id"]: {part: row[f"suggestion__{part}"] for part in STANDINGS}
        for row in _STANDINGS.rows([*claims])
    }


def syntheses(claims: Collection[int]) -> dict[int, dict[str, Any]]:
    """The standing synthesis of each claim that has one, as a row of SYNTHESIS_COLUMNS. One query."""
    return {row["claim_id"]: row for row in _SYNTHESES.rows([*claims])}


def _current(claims: Collection[int]) -> Any:
    return Synthesis.objects.filter(claim__in=claims, is_current=True)


_SYNTHESES = Prepared(lambda keys: _current(keys).values("claim_id", *SYNTHESIS_COLUMNS))
_STANDINGS = Prepared(
    lambda keys: _current(keys).values("claim_id", *(f"suggestion__{part}" for part in STANDINGS))
)


def complete(synthesis: dict[str, Any], row: Mapping[str, Any] | None) -> None:
    """Add to a brief's synthesis what the standing one holds: steps, basis, who decided. No query.

    A claim without one yet has empty steps: nothing was concluded.
    """
    suggestion: dict[str, Any] = row["suggestion"] if row else {}
    basis = synthesis["basis"] | suggestion.get("basis", {})
    synthesis |= {
        "steps": suggestion.get("steps", []),
        "streams": suggestion.get("streams", []),
        "what_would_change": suggestion.get("what_would_change", []),
        "certainty_would_change": suggestion.get("certainty_would_change", []),
        "basis": basis,
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
        return
    synthesis |= {
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
