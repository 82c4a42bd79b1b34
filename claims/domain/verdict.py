"""The verdict on a claim: a first-match table over its independent studies, with the rule that fired.

The table is the project's verdict rule, unchanged since method 1.0.0. Project decisions beyond its text:
- Evidence whose rating has a direction and no strength waits for a rating. Where that is all there
  is, the verdict is "not assessed" (nobody here has graded it), and one such study is still a
  "single study".
- Evidence that exists but is all excluded or retracted gives "not shown" (V2): it was looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from claims.domain.counting import (
    ABSENT,
    WITHOUT_COMPARISON,
    Judged,
    Side,
    Standing,
    Weights,
    judge_all,
    weigh,
)
from claims.domain.facts import ClaimFacts, StudyFacts
from claims.domain.vocabulary import About, ClaimType, Consistency, Verdict

METHOD_VERSION = "1.1.0"

RULES: dict[str, str] = {
    "V1": "The claim says what ought to be done: not assessable.",
    "V2": "No study is counted.",
    "V3": "Only mixed studies: conflicting if two of them and the best is at least moderate, else not shown.",
    "V4": "The best support is very weak and the best contrary study weak at most: not shown.",
    "V5": "Nothing contrary, mixed studies weigh less, and one strong or two moderate studies support it.",
    "V6": "Support outweighs what is contrary by far: limited support if weak or better or two very weak "
    "(reported, not tested, where only uncontrolled studies in people carry it), else not shown.",
    "V7": "What is contrary outweighs the support but is weak at most: not shown.",
    "V8": "No support, mixed studies weigh less, and one strong study or two studies are contrary.",
    "V9": "What is contrary outweighs the support by far.",
    "V10": "Support weighs more, and two studies carry it.",
    "V11": "What is contrary weighs more, and two studies carry it.",
    "V12": "Studies of like weight disagree.",
}


@dataclass(frozen=True)
class Finding:
    """A verdict with the rule that gave it and everything it was read from."""

    verdict: Verdict
    rule: str
    consistency: Consistency
    weights: Weights
    judged: tuple[Judged, ...]

    @property
    def rule_text(self) -> str:
        """The rule that fired, in words."""
        return RULES[self.rule]

    def of(self, standing: Standing) -> tuple[Judged, ...]:
        """The studies of one standing, in the order of their keys."""
        return tuple(item for item in self.judged if item.standing == standing)

    @property
    def counted(self) -> tuple[Judged, ...]:
        """The studies that the verdict rests on."""
        return self.of(Standing.COUNTED)


def find(claim: ClaimFacts, studies: Sequence[StudyFacts]) -> Finding:
    """Return the verdict on `claim` from independent `studies` (unique keys; their order does not matter).

    Raises ValueError where two studies have one key: evidence is counted by study.
    """
    if len({study.key for study in studies}) != len(studies):
        raise ValueError("Two studies have the same key: merge their evidence first.")
    judged = judge_all(claim, studies)
    counted = [item for item in judged if item.standing == Standing.COUNTED]
    weights = weigh(counted)
    if claim.claim_type == ClaimType.NORMATIVE:
        verdict, rule = Verdict.NOT_ASSESSABLE, "V1"
    elif not counted:
        verdict, rule = _without_any(claim, judged), "V2"
    else:
        verdict, rule = match(weights, only_uncontrolled=_only_uncontrolled(claim, counted))
    return Finding(verdict, rule, _consistency(verdict, judged, counted), weights, judged)


def match(weights: Weights, *, only_uncontrolled: bool = False) -> tuple[Verdict, str]:
    """Return (verdict, rule id) of rules V3 to V12 for the figures of at least one counted study."""
    for rule, condition, outcome in _TABLE:
        if condition(weights):
            return outcome(weights, only_uncontrolled), rule
    raise AssertionError("V12 matches everything")


def _thin(weights: Weights, only_uncontrolled: bool) -> Verdict:
    if weights.supporting < 1 and weights.any_supporting < 2:
        return Verdict.NOT_SHOWN
    return Verdict.REPORTED if only_uncontrolled else Verdict.LIMITED


def _only_mixed(weights: Weights, _: bool) -> Verdict:
    both = weights.n_mixed >= 2 and weights.mixed >= 2
    return Verdict.CONFLICTING if both else Verdict.NOT_SHOWN


def _always(verdict: Verdict) -> Callable[[Weights, bool], Verdict]:
    return lambda _weights, _only: verdict


def _contrary_by_far(w: Weights) -> bool:
    return w.supporting <= 0 or w.against - w.supporting >= 2


Row = tuple[str, Callable[[Weights], bool], Callable[[Weights, bool], Verdict]]
_TABLE: tuple[Row, ...] = (
    ("V3", lambda w: w.supporting == ABSENT and w.against == ABSENT, _only_mixed),
    ("V4", lambda w: w.supporting == 0 and 0 <= w.against <= 1, _always(Verdict.NOT_SHOWN)),
    (
        "V5",
        lambda w: (
            w.against == ABSENT
            and w.mixed < w.supporting
            and (w.supporting == 3 or (w.supporting == 2 and w.n_supporting >= 2))
        ),
        _always(Verdict.SUPPORTED),
    ),
    ("V6", lambda w: w.against <= 0 or w.supporting - w.against >= 2, _thin),
    ("V7", lambda w: _contrary_by_far(w) and w.against < 2, _always(Verdict.NOT_SHOWN)),
    (
        "V8",
        lambda w: (
            w.supporting == ABSENT and w.mixed < w.against and (w.against == 3 or w.n_against >= 2)
        ),
        _always(Verdict.CONTRADICTED),
    ),
    ("V9", _contrary_by_far, _always(Verdict.DOUBTFUL)),
    (
        "V10",
        lambda w: w.supporting > w.against and w.n_supporting >= 2,
        _always(Verdict.LIMITED),
    ),
    ("V11", lambda w: w.against > w.supporting and w.n_against >= 2, _always(Verdict.DOUBTFUL)),
    ("V12", lambda _: True, _always(Verdict.CONFLICTING)),
)


def _without_any(claim: ClaimFacts, judged: Sequence[Judged]) -> Verdict:
    if not judged:
        return Verdict.NONE_FOUND if claim.searched else Verdict.NOT_ASSESSED
    unusable = {"excluded", "retracted"}
    usable = [item for item in judged if item.code not in unusable]
    if usable and all(item.standing == Standing.AWAITING for item in usable):
        return Verdict.NOT_ASSESSED
    return Verdict.NOT_SHOWN


def _only_uncontrolled(claim: ClaimFacts, counted: Sequence[Judged]) -> bool:
    return (
        claim.about == About.PEOPLE
        and not claim.documentary
        and all(
            item.study.stream in WITHOUT_COMPARISON for item in counted if item.side == Side.FOR
        )
    )


def _consistency(
    verdict: Verdict, judged: Sequence[Judged], counted: Sequence[Judged]
) -> Consistency:
    """Of independent studies: divided exactly when conflicting; one study is never "consistent"."""
    if verdict == Verdict.CONFLICTING:
        return Consistency.DIVIDED
    if not counted:
        waiting = [
            item
            for item in judged
            if item.standing == Standing.AWAITING and item.study.direction is not None
        ]
        alone = len(waiting) == 1 and verdict == Verdict.NOT_ASSESSED
        return Consistency.SINGLE if alone else Consistency.NOTHING
    if len(counted) == 1:
        return Consistency.SINGLE
    sides = {item.side for item in counted}
    return Consistency.CONSISTENT if len(sides) == 1 else Consistency.MOSTLY
