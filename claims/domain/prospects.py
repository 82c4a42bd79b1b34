"""What would change a conclusion: the next plausible study, tried through the same rules."""

from __future__ import annotations

from collections.abc import Sequence

from claims.domain.bodies import UNRATED_TYPES, Assessment, Body, assess
from claims.domain.certainty import signed
from claims.domain.counting import Side, Standing
from claims.domain.facts import ClaimFacts, JudgementFacts, StudyFacts
from claims.domain.sentence import NOUNS, number
from claims.domain.suggestions import ENOUGH_PARTICIPANTS, carrying
from claims.domain.verdict import Finding, find
from claims.domain.vocabulary import (
    STREAM_OF_DESIGN,
    About,
    CertaintyDomain,
    ClaimType,
    CountUnit,
    Design,
    Direction,
    Directness,
    Scope,
    Stream,
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


def what_would_change_certainty(
    claim: ClaimFacts,
    studies: Sequence[StudyFacts],
    finding: Finding,
    assessment: Assessment,
    judgements: Sequence[JudgementFacts] = (),
) -> list[str]:
    """Return short sentences on what would move the certainty and by which domains, each computed through the rule.

    Tried are: one more strong, direct study of 400 participants of the headline's own design that agrees, and one
    that disagrees; a randomised trial where the headline is none; each reason to rate up that the rule suggests. What
    editors decided stays as they decided it.
    """
    if claim.scope == Scope.ONE_STUDY or not _rated_at_all(claim):
        return []
    headline = next((b for b in assessment.bodies if b.stream == assessment.stream), None)
    agrees = _agreeing(finding, headline)
    other = Direction.CONTRADICTS if agrees == Direction.SUPPORTS else Direction.SUPPORTS
    design = _design_of(finding, headline) or _next_design(claim)
    tries = [(design, agrees), (design, other)]
    if STREAM_OF_DESIGN[design] != Stream.RANDOMISED and claim.about == About.PEOPLE:
        tries.insert(1, (Design.RCT, agrees))
    sentences = []
    for tried, direction in tries:
        extra = _study(tried, direction, Strength.STRONG, 0, n=ENOUGH_PARTICIPANTS)
        more = [*studies, extra]
        after = assess(claim, find(claim, more), judgements)
        if after.certainty != assessment.certainty:
            agree = "agrees" if direction == agrees else "disagrees"
            if not finding.counted:
                agree = "supports it" if direction == Direction.SUPPORTS else "contradicts it"
            sentences.append(
                f"One more strong, direct {NOUNS[tried][0]} of {ENOUGH_PARTICIPANTS} participants that {agree}: "
                f"certainty {after.certainty.label.lower()}{_moved(headline, after)}."
            )
    for step in headline.steps if headline else ():
        if step.suggested > 0 and not step.decided and headline:
            granted = JudgementFacts(headline.stream, step.domain, step.suggested, "tried")
            after = assess(claim, finding, [*judgements, granted])
            if after.certainty != assessment.certainty:
                sentences.append(
                    f"An editor who confirms the suggested {step.domain.label.lower()}: "
                    f"certainty {after.certainty.label.lower()}."
                )
    return sentences


def _rated_at_all(claim: ClaimFacts) -> bool:
    return claim.claim_type != ClaimType.MECHANISM and claim.claim_type not in UNRATED_TYPES


def _agreeing(finding: Finding, headline: Body | None) -> Direction:
    """Where the best studies of the headline point; support where there is none, or they are mixed."""
    items = [i for i in finding.counted if headline and i.study.stream == headline.stream]
    if items and carrying(items)[0].side == Side.AGAINST:
        return Direction.CONTRADICTS
    return Direction.SUPPORTS


def _design_of(finding: Finding, headline: Body | None) -> Design | None:
    """The design of the headline's best study; a review is followed by a study of what it pooled, so: none."""
    items = [i for i in finding.counted if headline and i.study.stream == headline.stream]
    if not items or items[0].study.is_review:
        return None
    return carrying(items)[0].study.design


def _moved(headline: Body | None, after: Assessment) -> str:
    """The domains that would come out otherwise, where the headline stays in its stream."""
    if headline is None or after.stream != headline.stream:
        return ""
    body = next(b for b in after.bodies if b.stream == after.stream)
    before: dict[CertaintyDomain, int] = {step.domain: step.change for step in headline.steps}
    parts = [
        f"{step.domain.label.lower()} {signed(before[step.domain])} becomes {signed(step.change)}"
        for step in body.steps
        if step.change != before[step.domain]
    ]
    if body.start != headline.start:
        parts.insert(0, f"the start {headline.start} becomes {body.start}")
    return f" ({', '.join(parts)})" if parts else ""


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


def _study(
    design: Design, direction: Direction, strength: Strength, place: int, *, n: int | None = None
) -> StudyFacts:
    return StudyFacts(
        key=f"{_KEY}{place}",
        design=design,
        stream=STREAM_OF_DESIGN[design],
        direction=direction,
        directness=Directness.DIRECT,
        strength=strength,
        comparison_made=True,
        n=n,
        n_unit=CountUnit.PATIENTS if n else None,
    )
