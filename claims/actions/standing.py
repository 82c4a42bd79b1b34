"""The claim's own copy of its standing conclusion, so that lists need no join."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from claims.domain.inputs import Inputs
from claims.domain.vocabulary import Design, SynthesisStatus
from claims.models import Claim, Synthesis

COPIED = (
    "verdict",
    "certainty",
    "consistency",
    "rung_reached",
    "plain_sentence",
    "confirmed",
    "stale",
    "raters",
    "study_count",
    "evidence_count",
    "supports_count",
    "contradicts_count",
    "mixed_count",
    "design_mask",
)
BIT = {design: 1 << number for number, design in enumerate(Design)}


def copy_to_claims(current: Mapping[int, Synthesis], facts: Mapping[int, Inputs]) -> list[Claim]:
    """Write each claim's derived columns; returns the claims whose columns changed. Two queries."""
    changed = []
    for claim in Claim.objects.filter(pk__in=current):
        before = [getattr(claim, name) for name in COPIED]
        fill(claim, current[claim.pk], facts[claim.pk])
        if before != [getattr(claim, name) for name in COPIED]:
            claim.changed_at = timezone.now()
            changed.append(claim)
    Claim.objects.bulk_update(changed, [*COPIED, "changed_at"], batch_size=100)
    return changed


def fill(claim: Claim, row: Synthesis, facts: Inputs) -> None:
    """Set the claim's derived columns from its standing conclusion; stores nothing."""
    basis = row.suggestion["basis"]
    sides = basis["by_direction"]
    claim.verdict = row.verdict
    claim.certainty = row.certainty
    claim.consistency = row.consistency
    claim.rung_reached = row.rung_reached
    claim.plain_sentence = row.plain_sentence
    claim.confirmed = row.status != SynthesisStatus.SUGGESTED
    claim.stale = row.stale_since is not None
    claim.raters = row.suggestion["raters"]["people"]
    claim.study_count = basis["studies"]
    claim.evidence_count = len(facts.evidence)
    claim.supports_count = sides.get("supports", 0)
    claim.contradicts_count = sides.get("contradicts", 0) + sides.get("no_effect", 0)
    claim.mixed_count = sides.get("mixed", 0)
    claim.design_mask = 0
    for item in facts.evidence:
        claim.design_mask |= BIT[item.design]
