"""What would change a verdict: the next plausible study, tried through the same rule."""

from __future__ import annotations

from collections.abc import Sequence

from claims.domain.counting import Standing
from claims.domain.facts import ClaimFacts, StudyFacts
from claims.domain.sentence import NOUNS, number
from claims.domain.verdict import Finding, find
from claims.domain.vocabulary import (
    STREAM_OF_DESIGN,
    About,
    ClaimType,
    Design,
    Direction,
    Directness,
    Scope,
    Strength,
    Verdict,
)

# Sorts after every real key, so that trying never reorders.
_KEY = "\U0010ffff"


def what_would_change(
    claim: ClaimFacts, studies: Sequence[StudyFacts], finding: Finding
) -> list[str]:
    """Return short sentences on what evidence would move the verdict, each computed through the rule."""
    if finding.verdict == Verdict.NOT_ASSESSABLE:
        return ["Splitting it into who recommends it and whether it works: those can be assessed."]
    sentences = []
    waiting = len(finding.of(Standing.AWAITING))
    if waiting:
        what = "study that waits" if waiting == 1 else "studies that wait"
        sentences.append(f"A rating of the {number(waiting)} {what} for one.")
    if finding.verdict == Verdict.NOT_ASSESSED and not waiting:
        sentences.append("A recorded search, whatever it finds.")
    if claim.scope == Scope.ONE_STUDY:
        return sentences  # another study cannot change what this one reported
    design = _next_design(claim)
    noun = NOUNS[design]
    for direction, does, do in (
        (Direction.SUPPORTS, "supports", "support"),
        (Direction.CONTRADICTS, "contradicts", "contradict"),
    ):
        for count, strength in ((1, Strength.MODERATE), (1, Strength.STRONG), (2, Strength.STRONG)):
            added = [_study(design, direction, strength, place) for place in range(count)]
            verdict = find(claim, [*studies, *added]).verdict
            if verdict != finding.verdict:
                what = f"{number(count)} {strength.label.lower()}, direct {noun[count > 1]}"
                verb = does if count == 1 else do
                sentences.append(
                    f"{what[0].upper()}{what[1:]} that {verb} it: "
                    f"\u201c{verdict.label.lower()}\u201d."
                )
                break
    return sentences


def _next_design(claim: ClaimFacts) -> Design:
    """The design that would settle this type of claim soonest."""
    if claim.documentary:
        return (
            Design.SYSTEMATIC_REVIEW
            if claim.claim_type == ClaimType.ABOUT_RESEARCH
            else Design.OTHER
        )
    if claim.claim_type == ClaimType.MECHANISM:
        return Design.RCT if claim.about == About.PEOPLE else Design.IN_VITRO
    if claim.claim_type == ClaimType.PREVALENCE:
        return Design.CROSS_SECTIONAL
    if claim.claim_type in (ClaimType.ASSOCIATION, ClaimType.SAFETY):
        return Design.COHORT
    return Design.ANIMAL if claim.about == About.ANIMALS else Design.RCT


def _study(design: Design, direction: Direction, strength: Strength, place: int) -> StudyFacts:
    return StudyFacts(
        key=f"{_KEY}{place}",
        design=design,
        stream=STREAM_OF_DESIGN[design],
        direction=direction,
        directness=Directness.DIRECT,
        strength=strength,
        comparison_made=True,
    )
