"""Which studies count for a claim, which are background, and how much each weighs.

The source of every rule here is the verdict rule, section "Class of each independent study" (docs,
method 1.0.0). Project decisions beyond it are marked [decision].
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from claims.domain.facts import ClaimFacts, StudyFacts
from claims.domain.vocabulary import (
    About,
    ClaimType,
    Direction,
    Directness,
    Quantifier,
    ReadDepth,
    Stream,
    Strength,
)

CLASS_OF_STRENGTH = {
    Strength.STRONG: 3,
    Strength.MODERATE: 2,
    Strength.WEAK: 1,
    Strength.VERY_WEAK: 0,
}
CASE_REPORT_CAP = 0
ABSENT = -1

NOT_HUMAN = frozenset({Stream.ANIMAL, Stream.IN_VITRO, Stream.PRODUCT})
WITHOUT_COMPARISON = frozenset({Stream.UNCONTROLLED, Stream.CASE_REPORT, Stream.QUALITATIVE})
WITH_COMPARISON = frozenset({Stream.RANDOMISED, Stream.COMPARATIVE})


class Standing(StrEnum):
    """What a study does for a claim."""

    COUNTED = "counted"
    BACKGROUND = "background"
    NOT_COUNTED = "not_counted"
    AWAITING = "awaiting"


class Side(StrEnum):
    """Where a counted study points; "no effect shown" is against."""

    FOR = "for"
    AGAINST = "against"
    MIXED = "mixed"


SIDE_OF_DIRECTION = {
    Direction.SUPPORTS: Side.FOR,
    Direction.CONTRADICTS: Side.AGAINST,
    Direction.NO_EFFECT: Side.AGAINST,
    Direction.MIXED: Side.MIXED,
}


@dataclass(frozen=True)
class Judged:
    """A study with its standing, the reason in words (and as a short code), its class (3 to 0) and side."""

    study: StudyFacts
    standing: Standing
    code: str
    reason: str
    level: int | None = None
    side: Side | None = None


def judge(claim: ClaimFacts, study: StudyFacts) -> Judged:
    """Return what `study` does for `claim`, seen by itself (reviews are compared by `judge_all`)."""
    if study.excluded:
        return _out(study, "excluded", study.excluded)
    if study.retracted:
        return _out(study, "retracted", study.retracted)
    if study.read == ReadDepth.TITLE:
        return _out(study, "title_only", "Only its title was read.")
    if study.direction == Direction.MENTIONS:
        return _out(study, "mentions", "It mentions the subject without bearing on the claim.")
    if study.strength == Strength.UNINFORMATIVE:
        return _out(study, "uninformative", "It was rated uninformative for this claim.")
    if study.stream == Stream.DOCUMENT and not claim.documentary:
        return _out(
            study,
            "document",
            "Opinions, regulators' texts and scales count only for definitions and claims about research.",
        )
    if study.direction is None:
        return _waiting(study, study.rating_note or "No rating stands on it yet.")
    background = _background(claim, study)
    if background is not None:
        return background
    if study.strength is None:
        return _waiting(study, "It has a direction and no strength: nobody here has graded it.")
    if study.directness is None and not claim.documentary:
        return _waiting(study, "Nobody has judged how directly it bears on the claim.")
    level = CLASS_OF_STRENGTH[study.strength]
    side = SIDE_OF_DIRECTION[study.direction]
    reason = f"Counted as {study.strength.label.lower()}."
    if _refutes_absence(claim, study, level):
        level, reason = 3, "One documented case refutes a claim that there is none."
    elif study.stream == Stream.CASE_REPORT and not claim.documentary:
        level, reason = min(level, CASE_REPORT_CAP), "Counted as very weak: it is a case report."
    return Judged(study, Standing.COUNTED, "", reason, level, side)


def _background(claim: ClaimFacts, study: StudyFacts) -> Judged | None:
    """Return the judgement of a study that is listed and settles nothing, or None."""
    if claim.documentary:
        return None
    if study.directness == Directness.INDIRECT:
        return _listed(
            study, "indirect", "Indirect: another population, exposure, comparator or outcome."
        )
    mechanism = claim.claim_type == ClaimType.MECHANISM
    if study.stream in NOT_HUMAN and claim.about == About.PEOPLE and not mechanism:
        return _listed(
            study, "not_people", f"{study.stream.label} data cannot settle a claim about people."
        )
    if _needs_comparison(claim, study):
        return _listed(study, "no_comparison", "It did not make the comparison that is claimed.")
    if study.direction == Direction.NO_EFFECT and study.strength is not None:
        if CLASS_OF_STRENGTH[study.strength] < CLASS_OF_STRENGTH[Strength.MODERATE]:
            return _listed(study, "imprecise_null", "Too weak for its null to count as a no.")
        if study.directness != Directness.DIRECT:
            return _listed(study, "indirect_null", "Not direct: its null does not count as a no.")
    return None


def _needs_comparison(claim: ClaimFacts, study: StudyFacts) -> bool:
    """Whether the claim compares and this study did not.

    [decision] A claim of absence ("lacks the side effects of") is answered by a case that shows
    presence, so evidence against it needs no comparison. "More than" claims of another type accept
    any comparative design unless it is recorded that the comparison was not made.
    """
    comparative = claim.claim_type == ClaimType.COMPARATIVE
    if not comparative and claim.quantifier != Quantifier.MORE_THAN:
        return False
    if claim.quantifier == Quantifier.NONE and study.direction == Direction.CONTRADICTS:
        return False
    if study.comparison_made is None and not comparative:
        return study.stream not in WITH_COMPARISON
    return study.comparison_made is not True


def _refutes_absence(claim: ClaimFacts, study: StudyFacts, level: int) -> bool:
    """Whether it is the one documented case that refutes "never" or "lacks".

    [decision] Documented means direct evidence in people, not a review, rated at least weak before
    the case-report cap; it then weighs as a strong study, so that rule V8 is met by one such case,
    as the rule's text asks.
    """
    return (
        claim.quantifier == Quantifier.NONE
        and study.direction == Direction.CONTRADICTS
        and study.directness == Directness.DIRECT
        and study.stream in (WITHOUT_COMPARISON | WITH_COMPARISON)
        and level >= CLASS_OF_STRENGTH[Strength.WEAK]
    )


def judge_all(claim: ClaimFacts, studies: Iterable[StudyFacts]) -> tuple[Judged, ...]:
    """Return every study's judgement, in the order of the keys.

    A review is not counted beside the studies it pools. [decision] Whichever is graded higher
    speaks, at a tie the studies do: entering one small trial must not silence a strong review, nor
    a poor review a strong trial. Of two reviews of one direction that pool a common study, the
    higher graded counts.
    """
    judged = sorted((judge(claim, study) for study in studies), key=lambda item: item.study.key)
    listed = [
        item
        for item in judged
        if item.standing == Standing.COUNTED
        and item.study.is_review
        and item.study.included_studies
    ]
    if not listed:
        return tuple(judged)
    by_key = {item.study.key: item for item in judged}
    for review in sorted(listed, key=lambda item: (-_level(item), item.study.key)):
        if by_key[review.study.key].standing != Standing.COUNTED:
            continue
        pooled = [
            by_key[key]
            for key in sorted(set(review.study.included_studies) - {review.study.key})
            if key in by_key and by_key[key].standing == Standing.COUNTED
        ]
        if any(_level(item) >= _level(review) for item in pooled):
            by_key[review.study.key] = _aside(
                review, "The studies it pools are counted themselves."
            )
            continue
        for item in pooled:
            by_key[item.study.key] = _aside(item, "A review that is graded higher pools it.")
        for other in listed:
            if (
                other is not review
                and by_key[other.study.key].standing == Standing.COUNTED
                and other.side == review.side
                and set(other.study.included_studies) & set(review.study.included_studies)
            ):
                by_key[other.study.key] = _aside(other, "Another review pools the same studies.")
    return tuple(by_key[item.study.key] for item in judged)


@dataclass(frozen=True)
class Weights:
    """The figures of the verdict table.

    `supporting`, `against`, `mixed`: best class on that side, -1 where there is none.
    `n_supporting`, `n_against`: independent studies at weak or better. `any_supporting`: supporting
    studies of any class. `n_mixed`: mixed studies.
    """

    supporting: int = ABSENT
    against: int = ABSENT
    mixed: int = ABSENT
    n_supporting: int = 0
    n_against: int = 0
    any_supporting: int = 0
    n_mixed: int = 0


def weigh(counted: Sequence[Judged]) -> Weights:
    """Return the figures of the verdict table for the counted studies."""
    sides: dict[Side, list[Judged]] = {Side.FOR: [], Side.AGAINST: [], Side.MIXED: []}
    for item in counted:
        if item.side is not None:
            sides[item.side].append(item)
    return Weights(
        supporting=max((_level(item) for item in sides[Side.FOR]), default=ABSENT),
        against=max((_level(item) for item in sides[Side.AGAINST]), default=ABSENT),
        mixed=max((_level(item) for item in sides[Side.MIXED]), default=ABSENT),
        n_supporting=_independent(sides[Side.FOR], least=1),
        n_against=_independent(sides[Side.AGAINST], least=1),
        any_supporting=_independent(sides[Side.FOR], least=0),
        n_mixed=len(sides[Side.MIXED]),
    )


def _independent(items: Sequence[Judged], *, least: int) -> int:
    """Count independent studies of at least that class.

    "A review whose included studies are not listed adds none beside a primary study." [decision] Several such
    reviews count as one, since nobody can tell what they share; else a weak primary study beside
    two moderate reviews would lower the count from two to one.
    """
    heavy = [item for item in items if _level(item) >= least]
    known = sum(1 for item in heavy if not item.study.is_review or item.study.included_studies)
    return known or min(1, len(heavy))


def _level(item: Judged) -> int:
    return ABSENT if item.level is None else item.level


def _out(study: StudyFacts, code: str, reason: str) -> Judged:
    return Judged(study, Standing.NOT_COUNTED, code, reason)


def _listed(study: StudyFacts, code: str, reason: str) -> Judged:
    return Judged(study, Standing.BACKGROUND, code, reason)


def _waiting(study: StudyFacts, reason: str) -> Judged:
    return Judged(study, Standing.AWAITING, "awaiting", reason)


def _aside(item: Judged, reason: str) -> Judged:
    return replace(
        item, standing=Standing.NOT_COUNTED, code="pooled", reason=reason, level=None, side=None
    )
