"""GRADE-informed certainty of a body of evidence, per stream; never called "GRADE" (domains are judged by rule).

Sources: starting levels and the five downgrading domains, GRADE guidelines 3 to 9 (J Clin Epidemiol
2011) and Core GRADE (BMJ 2025); case reports and series start very low (Cochrane Handbook 5.1,
Table 12.2.a); upgrading only without any reason for rating down (PMC6692166, footnote); -3 for
imprecision (GRADE guidance 35, 2022); fewer than 400 participants is worrying (Murad 2017). Reading
the domains off the ratings is a project decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from claims.domain.counting import CLASS_OF_STRENGTH, Judged, Side
from claims.domain.facts import ClaimFacts
from claims.domain.problems import Invalid
from claims.domain.verdict import Finding
from claims.domain.vocabulary import (
    Certainty,
    ClaimType,
    Consistency,
    CountUnit,
    Directness,
    Stream,
    Verdict,
)

LEVELS = {
    4: Certainty.HIGH,
    3: Certainty.MODERATE,
    2: Certainty.LOW,
    1: Certainty.VERY_LOW,
}
START = {"rct": 4, "nrsi": 2, "nrsi_with_robins": 4, "case_series_or_reports": 1}
DOWNGRADE = {
    "risk_of_bias": -2,
    "inconsistency": -2,
    "indirectness": -2,
    "imprecision": -3,
    "publication_bias": -2,
}
UPGRADE = {"large_effect": 2, "dose_response": 1, "opposing_confounding": 1}
START_OF_STREAM = {
    Stream.RANDOMISED: "rct",
    Stream.COMPARATIVE: "nrsi",
    Stream.UNCONTROLLED: "case_series_or_reports",
    Stream.CASE_REPORT: "case_series_or_reports",
}
ENOUGH_PARTICIPANTS = 400
UNRATED_TYPES = frozenset({ClaimType.DEFINITIONAL, ClaimType.ABOUT_RESEARCH, ClaimType.NORMATIVE})


@dataclass(frozen=True)
class Grade:
    """The outcome of the arithmetic; `level` is 4 to 1, or None where nothing was eligible."""

    certainty: Certainty
    level: int | None
    upgrade_blocked: bool
    warnings: tuple[str, ...] = ()


def grade(
    start: str,
    downgrade: Mapping[str, int] | None = None,
    upgrade: Mapping[str, int] | None = None,
    reasons: Mapping[str, str] | None = None,
    *,
    n_eligible_studies: int | None = None,
    override_reason: str = "",
) -> Grade:
    """Return the certainty: clamp(start + down + (up if the gate is open), 1, 4), clamped once, at the end.

    The gate: only non-randomised bodies, and only if no domain is downgraded; on the ROBINS route
    only risk of bias may be below zero. `override_reason` opens it. No eligible study gives "not
    rated". Where `reasons` is given, every non-zero step needs one. Raises Invalid naming the
    faulty field.
    """
    down, up = dict(downgrade or {}), dict(upgrade or {})
    errors = _faults(start, down, up, reasons)
    if errors:
        raise Invalid(errors)
    if n_eligible_studies == 0:
        return Grade(Certainty.NOT_RATED, None, False)
    allowed = gate(start, down) or bool(override_reason.strip())
    gained = sum(up.values())
    blocked = gained > 0 and not allowed
    level = max(1, min(4, START[start] + sum(down.values()) + (gained if allowed else 0)))
    warnings = ("Upgrading is blocked for this body and was not applied.",) if blocked else ()
    return Grade(LEVELS[level], level, blocked, warnings)


def gate(start: str, downgrade: Mapping[str, int]) -> bool:
    """Whether this body may be rated up."""
    lowered = {domain for domain, step in downgrade.items() if step < 0}
    if start == "nrsi":
        return not lowered
    return start == "nrsi_with_robins" and lowered <= {"risk_of_bias"}


def _faults(
    start: str,
    down: Mapping[str, int],
    up: Mapping[str, int],
    reasons: Mapping[str, str] | None,
) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if start not in START:
        errors["start"] = [f"Use one of {', '.join(START)}."]
    floors = {**DOWNGRADE, "risk_of_bias": -3} if start == "nrsi_with_robins" else DOWNGRADE
    for group, steps, limits in (("downgrade", down, floors), ("upgrade", up, UPGRADE)):
        for domain, step in steps.items():
            limit = limits.get(domain)
            if limit is None:
                errors[f"{group}.{domain}"] = [f"Use one of {', '.join(limits)}."]
            elif isinstance(step, bool) or not isinstance(step, int):
                errors[f"{group}.{domain}"] = ["Use a whole number."]
            elif not min(0, limit) <= step <= max(0, limit):
                errors[f"{group}.{domain}"] = [f"Use a number between 0 and {limit}."]
            elif reasons is not None and step and not reasons.get(domain, "").strip():
                errors[f"reasons.{domain}"] = ["Every step needs a reason."]
    return errors


@dataclass(frozen=True)
class Step:
    """What one domain took from a body, with the reason in words."""

    domain: str
    change: int
    reason: str


@dataclass(frozen=True)
class Body:
    """The certainty of one stream's counted studies. `start` is None where the stream has no starting level."""

    stream: Stream
    studies: int
    start: int | None
    steps: tuple[Step, ...]
    certainty: Certainty
    level: int


@dataclass(frozen=True)
class Assessment:
    """The headline certainty, the stream it comes from, and every body; bodies are never averaged."""

    certainty: Certainty
    stream: Stream | None
    reason: str
    bodies: tuple[Body, ...] = field(default=())


def assess(claim: ClaimFacts, finding: Finding) -> Assessment:
    """Return the certainty beside a verdict: the highest-certainty body of counted studies is the headline.

    Mechanism claims have a scale of their own; definitions, claims about research and normative
    claims are not rated.
    """
    if claim.claim_type in UNRATED_TYPES:
        label = claim.claim_type.label.lower()
        return Assessment(
            Certainty.NOT_RATED, None, f"Claims of type \u201c{label}\u201d are not rated."
        )
    if finding.verdict in (Verdict.NOT_ASSESSED, Verdict.NONE_FOUND):
        return Assessment(Certainty.NOT_RATED, None, "No study has been graded.")
    if claim.claim_type == ClaimType.MECHANISM:
        return _mechanism(finding)
    bodies = _bodies(finding.counted)
    rated = [body for body in bodies if body.start is not None]
    if not rated:
        reason = (
            "The counted studies are of kinds that have no starting level."
            if bodies
            else "No study is counted: not rated, which is not the same as very low."
        )
        return Assessment(Certainty.NOT_RATED, None, reason, bodies)
    best = max(rated, key=lambda body: body.level)
    reason = f"From the {best.stream.label.lower()} evidence."
    return Assessment(best.certainty, best.stream, reason, bodies)


def _mechanism(finding: Finding) -> Assessment:
    """Strong: two studies of moderate strength or better that agree. Limited: any counted. Else inadequate.

    [project decision] A scale for mechanism claims, which GRADE does not rate.
    """
    counted = finding.counted
    heavy = max(
        sum(1 for item in counted if item.side == side and (item.level or 0) >= 2)
        for side in (Side.FOR, Side.AGAINST)
    )
    if heavy >= 2 and finding.consistency == Consistency.CONSISTENT:
        return Assessment(
            Certainty.STRONG, None, "Two or more studies of moderate strength or better agree."
        )
    if counted:
        return Assessment(
            Certainty.LIMITED, None, "Fewer than two such studies, or they do not all agree."
        )
    return Assessment(Certainty.INADEQUATE, None, "No study is counted.")


def _bodies(counted: Sequence[Judged]) -> tuple[Body, ...]:
    groups: dict[Stream, list[Judged]] = {}
    for item in counted:
        groups.setdefault(item.study.stream, []).append(item)
    return tuple(_body(stream, groups[stream]) for stream in Stream if stream in groups)


def _body(stream: Stream, items: Sequence[Judged]) -> Body:
    start = START_OF_STREAM.get(_pooled(items) if stream == Stream.REVIEW else stream)
    if start is None:
        return Body(stream, len(items), None, (), Certainty.NOT_RATED, 0)
    carrying = _carrying(items)
    steps = (
        _risk_of_bias(start, carrying),
        _inconsistency(items),
        _indirectness(carrying),
        _imprecision(items, carrying),
        Step("publication_bias", 0, "Not judged by the rule."),
    )
    result = grade(start, {step.domain: step.change for step in steps})
    return Body(stream, len(items), START[start], steps, result.certainty, result.level or 0)


def _pooled(items: Sequence[Judged]) -> Stream:
    """The stream of what reviews pooled, the lowest-starting of them; REVIEW (no level) where any is not recorded."""
    pools = [item.study.pools for item in items]
    known = [stream for stream in pools if stream is not None and stream in START_OF_STREAM]
    if len(known) < len(pools):
        return Stream.REVIEW
    return min(known, key=lambda stream: START[START_OF_STREAM[stream]])


def _strength(item: Judged) -> int:
    """The class by strength alone: the case-report cap is about design, which set the starting level already."""
    return CLASS_OF_STRENGTH[item.study.strength] if item.study.strength else 0


def _carrying(items: Sequence[Judged]) -> list[Judged]:
    """The best studies on the side that weighs most: they carry the answer (GRADE guidelines 4: where studies differ
    much in risk of bias, rely on the lower-risk ones)."""
    best = max((item.level or 0, _strength(item)) for item in items)
    return [item for item in items if (item.level or 0, _strength(item)) == best]


def _risk_of_bias(start: str, carrying: Sequence[Judged]) -> Step:
    """By strength; observational bodies lose one step less, since their start is low for that very reason."""
    worth = max(_strength(item) for item in carrying)
    scale = (-2, -2, -1, 0) if start == "rct" else (-2, -1, 0, 0)
    word = ("very weak", "weak", "moderate", "strong")[worth]
    return Step("risk_of_bias", scale[worth], f"The best study of this body is {word}.")


def _inconsistency(items: Sequence[Judged]) -> Step:
    """Opposite results of weight, unexplained: -2; any other disagreement -1; one study cannot be judged."""
    if len(items) == 1:
        return Step("inconsistency", 0, "One study: not assessable.")
    best = {
        side: max((item.level or 0 for item in items if item.side == side), default=-1)
        for side in Side
    }
    if best[Side.FOR] >= 2 and best[Side.AGAINST] >= 2:
        return Step("inconsistency", -2, "Studies of weight point in opposite directions.")
    if sum(level >= 0 for level in best.values()) > 1:
        return Step("inconsistency", -1, "The studies do not all point the same way.")
    if best[Side.MIXED] >= 0:
        return Step("inconsistency", -1, "The studies are mixed within themselves.")
    return Step("inconsistency", 0, "The studies point the same way.")


def _indirectness(carrying: Sequence[Judged]) -> Step:
    found = {item.study.directness for item in carrying}
    if Directness.DIRECT in found:
        return Step("indirectness", 0, "The best study is direct.")
    if Directness.PARTLY in found:
        return Step("indirectness", -1, "The best study is partly indirect.")
    return Step("indirectness", -2, "The best study is indirect.")


def _imprecision(items: Sequence[Judged], carrying: Sequence[Judged]) -> Step:
    """Fewer than 400 participants on the side that carries: -1; unknown numbers are not judged."""
    sides = {item.side for item in carrying}
    sizes = [
        item.study.n if item.study.n_unit in (CountUnit.PATIENTS, None) else None
        for item in items
        if item.side in sides
    ]
    total = sum(size for size in sizes if size is not None)
    if total >= ENOUGH_PARTICIPANTS:
        return Step("imprecision", 0, f"{total} participants.")
    if None in sizes:
        return Step("imprecision", 0, "Not judged: numbers of participants are not all known.")
    return Step("imprecision", -1, f"Only {total} participants.")
