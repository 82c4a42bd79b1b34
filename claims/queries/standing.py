"""What stands on claims and evidence, as columns of the bulk tables: what the pages show to anyone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims.models import Claim, Evidence
from claims.queries.briefs import SYNTHESIS_COLUMNS, claim_synthesis
from claims.queries.evidence import shown_status

EVIDENCE_COLUMNS = ("pk", "status", "released_at", "consensus", "raters")
STANDING = ("direction", "directness", "strength")
NOT_RATED: dict[str, Any] = dict.fromkeys((*STANDING, "raters"))


def of_claims(keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """By key of the claim: verdict with everything that it must not travel without. One query."""
    rows = Claim.objects.filter(pk__in=keys).values(
        "pk", "plain_sentence", "version_number", *SYNTHESIS_COLUMNS
    )
    return {row["pk"]: _of_claim(row) for row in rows}


def _of_claim(row: dict[str, Any]) -> dict[str, Any]:
    said = claim_synthesis(row)
    basis = said["basis"]
    return {
        **{name: said[name] for name in ("verdict", "certainty", "consistency", "raters", "stale")},
        "rung_reached": said["rung"]["reached"],
        **{name: basis[name] for name in ("studies", "supports", "contradicts", "mixed")},
        "synthesis_status": said["status"],
        "plain_sentence": row["plain_sentence"],
        "version": row["version_number"],
    }


def of_evidence(keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """By key of the evidence: its status and, once they are open, what its ratings come to. One query."""
    rows = Evidence.objects.filter(pk__in=keys).values(
        *EVIDENCE_COLUMNS, *(f"standing_{name}" for name in STANDING)
    )
    found = {}
    for row in rows:
        is_open = row["released_at"] is not None or row["consensus"] != "none"
        rated = {name: row[f"standing_{name}"] for name in STANDING} | {"raters": row["raters"]}
        found[row["pk"]] = {
            "status": shown_status(row),
            "consensus": row["consensus"],
            **(rated if is_open else NOT_RATED),
        }
    return found
