"""Certainty of a claim's evidence, stream by stream: what the rule suggests, what an editor decided, and the sum.

Streams are never averaged: the body with the highest certainty is the headline (CDC ACIP handbook, ch. 12).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from claims.domain.certainty import START, UPGRADE, Grade, grade, limits, sum_in_words
from claims.domain.counting import Judged, Side
from claims.domain.facts import ClaimFacts, JudgementFacts
from claims.domain.suggestions import Material, Suggestion, carrying, on_robins_route, suggest
from claims.domain.verdict import Finding
from claims.domain.vocabulary import (
    Certainty,
    CertaintyDomain,
    ClaimType,
    Consistency,
    Stream,
    Verdict,
)

START_OF_STREAM = {
    Stream.RANDOMISED: "rct",
    Stream.COMPARATIVE: "nrsi",
    Stream.UNCONTROLLED: "case_series_or_reports",
    Stream.CASE_REPORT: "case_series_or_reports",
}
UNRATED_TYPES = frozenset({ClaimType.DEFINITIONAL, ClaimType.ABOUT_RESEARCH, ClaimType.NORMATIVE})


@dataclass(frozen=True)
class Step:
    """What one domain takes from a body or adds to it (`change`), with the reason that stands.

    `suggested` is what the rule says, and why; `decided` whether an editor's judgement stands in its place.
    """

    domain: CertaintyDomain
    change: int
    reason: str
    suggested: int
    suggested_reason: str
    decided: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {**vars(self), "domain": str(self.domain)}


@dataclass(frozen=True)
class Body:
    """The certainty of one stream's counted studies. `start` is None where the stream has no starting level.

    `route` is the key of the starting level; `level` 4 to 1, 0 where not rated; `side` is where the carrying
    studies point (for, against, mixed).
    """

    stream: Stream
    studies: int
    start: int | None
    steps: tuple[Step, ...]
    certainty: Certainty
    level: int
    route: str = ""
    upgrade_blocked: bool = False
    arithmetic: str = ""
    participants: int | None = None
    effect: dict[str, Any] | None = None
    side: str = "mixed"


@dataclass(frozen=True)
class Assessment:
    """The headline certainty, the stream it comes from, and every body; bodies are never averaged."""

    certainty: Certainty
    stream: Stream | None
    reason: str
    bodies: tuple[Body, ...] = field(default=())


def assess(
    claim: ClaimFacts, finding: Finding, judgements: Sequence[JudgementFacts] = ()
) -> Assessment:
    """Return the certainty beside a verdict: the highest-certainty body of counted studies is the headline.

    Mechanism claims have a scale of their own; definitions, claims about research and normative
    claims are not rated. A judgement on a stream that has no counted study waits until it has one.
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
    bodies = _bodies(finding.counted, judgements)
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


def _bodies(counted: Sequence[Judged], judgements: Sequence[JudgementFacts]) -> tuple[Body, ...]:
    groups: dict[Stream, list[Judged]] = {}
    for item in counted:
        groups.setdefault(item.study.stream, []).append(item)
    decided: dict[Stream, dict[CertaintyDomain, JudgementFacts]] = {}
    for one in judgements:
        decided.setdefault(one.stream, {})[one.domain] = one
    return tuple(
        _body(stream, groups[stream], decided.get(stream, {}))
        for stream in Stream
        if stream in groups
    )


def _body(
    stream: Stream, items: Sequence[Judged], decided: Mapping[CertaintyDomain, JudgementFacts]
) -> Body:
    start = START_OF_STREAM.get(pooled_stream(items) if stream == Stream.REVIEW else stream)
    if start is None:
        return Body(
            stream, len(items), None, (), Certainty.NOT_RATED, 0, side=_side(carrying(items))
        )
    if on_robins_route(stream, items):
        start = "nrsi_with_robins"
    material = Material(start, tuple(items))
    ends = limits(start)
    steps = tuple(
        _step(one, decided.get(one.domain), ends[one.domain]) for one in suggest(material)
    )
    result, changes = _sum(start, steps)
    total, known = material.participants
    return Body(
        stream,
        len(items),
        START[start],
        steps,
        result.certainty,
        result.level or 0,
        route=start,
        upgrade_blocked=result.upgrade_blocked,
        arithmetic=sum_in_words(start, changes, result),
        participants=total if known else None,
        effect=_effect(material),
        side=_side(material.carrying),
    )


def _sum(start: str, steps: Sequence[Step]) -> tuple[Grade, dict[str, int]]:
    changes = {str(step.domain): step.change for step in steps}
    down = {name: change for name, change in changes.items() if name not in UPGRADE}
    up = {name: change for name, change in changes.items() if name in UPGRADE}
    return grade(start, down, up), changes


def _step(one: Suggestion, judgement: JudgementFacts | None, end: int) -> Step:
    if judgement is None:
        change = one.change if one.applied else 0
        return Step(one.domain, change, one.reason, one.change, one.reason)
    # What was allowed on one route may go too far on another (critical risk of bias on the ROBINS route).
    change = max(min(0, end), min(max(0, end), judgement.change))
    return Step(one.domain, change, judgement.reason, one.change, one.reason, True)


def _side(items: Sequence[Judged]) -> str:
    """Where the carrying studies point; "mixed" where they do not agree."""
    sides = {str(item.side) for item in items}
    return sides.pop() if len(sides) == 1 else str(Side.MIXED)


def pooled_stream(items: Sequence[Judged]) -> Stream:
    """The stream of what reviews pooled, the lowest-starting of them; REVIEW (no level) where any is not recorded."""
    pools = [item.study.pools for item in items]
    return lowest_start(pools) or Stream.REVIEW


def lowest_start(streams: Sequence[Stream | None]) -> Stream | None:
    """The stream that starts lowest; None where there is none, or any is unknown or has no starting level."""
    known = [stream for stream in streams if stream is not None and stream in START_OF_STREAM]
    if not known or len(known) < len(streams):
        return None
    return min(known, key=lambda stream: START[START_OF_STREAM[stream]])


def _effect(material: Material) -> dict[str, Any] | None:
    """The pooled effect as plain values, or the only study's own."""
    pooled = material.pooled
    if pooled is not None:
        return {
            "measure": pooled.measure.code,
            "studies": pooled.k,
            "estimate": pooled.estimate,
            "low": pooled.low,
            "high": pooled.high,
            "i2": pooled.i2,
            "tau2": pooled.tau2,
            "prediction": list(pooled.prediction) if pooled.prediction else None,
            "misleading": pooled.conflict,
        }
    own = material.items[0].study.effect if len(material.items) == 1 else None
    if own is None:
        return None
    return {
        "measure": own.measure,
        "studies": 1,
        "estimate": own.estimate,
        "low": own.low,
        "high": own.high,
        "misleading": False,
    }
