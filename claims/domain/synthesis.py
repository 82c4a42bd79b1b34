"""The machine's suggestion for a claim, with the steps that led there and what would change it.

Pure and deterministic: equal inputs give an equal answer, whatever the order of the evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claims.domain import conflict, rung
from claims.domain.bodies import Assessment, Body, Step, assess
from claims.domain.certainty import signed
from claims.domain.counting import Judged, Standing
from claims.domain.facts import ClaimFacts
from claims.domain.inputs import EvidenceFacts, Inputs, speaker, studies
from claims.domain.prospects import what_would_change, what_would_change_certainty
from claims.domain.sentence import Readers, compose, listing, number
from claims.domain.verdict import METHOD_VERSION, Finding, find
from claims.domain.vocabulary import (
    Certainty,
    ClaimType,
    ConsensusState,
    Consistency,
    Rung,
    Scope,
    Verdict,
)

__all__ = ["ClaimFacts", "EvidenceFacts", "Inputs", "Synthesis", "synthesise"]


@dataclass(frozen=True)
class Synthesis:
    """A claim-level conclusion with the steps that led there. `basis` and `raters` go wherever the verdict goes.

    `streams` holds the certainty of each body with its eight domains; `sides` the studies for and
    against where independent studies disagree, else nothing.
    """

    verdict: Verdict
    certainty: Certainty
    consistency: Consistency
    rung_reached: Rung
    rung_claimed: Rung
    plain_sentence: str
    basis: dict[str, Any]
    raters: dict[str, Any]
    steps: list[dict[str, str]]
    streams: list[dict[str, Any]]
    excluded: list[dict[str, Any]]
    background: list[dict[str, Any]]
    awaiting: list[dict[str, Any]]
    what_would_change: list[str]
    certainty_would_change: list[str]
    sides: dict[str, list[str]]
    rule: str
    method_version: str
    input_hash: str

    def to_json(self) -> dict[str, Any]:
        """Return plain values for storage and the API."""
        return {
            name: str(value) if isinstance(value, str) else value
            for name, value in vars(self).items()
        }


def synthesise(inputs: Inputs) -> Synthesis:
    """Return the suggestion for `inputs`."""
    claim = inputs.claim
    independent = studies(inputs.evidence)
    finding = find(claim, independent)
    assessment = assess(claim, finding, inputs.judgements)
    spoken = _speakers(inputs.evidence)
    readers = _readers(finding, spoken)
    reached = rung.reached(claim, finding.counted)
    return Synthesis(
        verdict=finding.verdict,
        certainty=assessment.certainty,
        consistency=finding.consistency,
        rung_reached=reached,
        rung_claimed=claim.rung_claimed,
        plain_sentence=compose(claim, finding, assessment.certainty, readers),
        basis=_basis(inputs, finding),
        raters={"people": readers.people, "state": readers.state, "words": readers.words},
        steps=_steps(inputs, finding, assessment, reached),
        streams=[_stream(body, assessment) for body in assessment.bodies],
        excluded=_listed(finding.of(Standing.NOT_COUNTED), spoken),
        background=_listed(finding.of(Standing.BACKGROUND), spoken),
        awaiting=_listed(finding.of(Standing.AWAITING), spoken),
        what_would_change=what_would_change(claim, independent, finding),
        certainty_would_change=what_would_change_certainty(
            claim, independent, finding, assessment, inputs.judgements
        ),
        sides=conflict.sides(finding),
        rule=finding.rule,
        method_version=METHOD_VERSION,
        input_hash=inputs.input_hash(),
    )


def _speakers(evidence: Sequence[EvidenceFacts]) -> dict[str, EvidenceFacts]:
    groups: dict[str, list[EvidenceFacts]] = {}
    for item in evidence:
        groups.setdefault(item.study_key, []).append(item)
    return {key: speaker(items) for key, items in groups.items()}


def _readers(finding: Finding, spoken: dict[str, EvidenceFacts]) -> Readers:
    """The fewest people behind any study that the answer rests on: the weakest link, not the sum."""
    resting = finding.counted or tuple(
        item for item in finding.judged if item.code not in ("excluded", "retracted")
    )
    items = [spoken[item.study.key] for item in resting]
    rated = [item for item in items if item.consensus != ConsensusState.NONE]
    if not rated:
        return Readers(0, "none")
    states = {item.consensus for item in rated}
    people = max(1, min(item.raters for item in rated))
    if len(states) == 1:
        return Readers(people, str(states.pop()))
    if ConsensusState.PROVISIONAL not in states:
        return Readers(people, "agreed")
    return Readers(people, "mixed")


def _basis(inputs: Inputs, finding: Finding) -> dict[str, Any]:
    counted = finding.counted
    by_direction = Counter(str(item.study.direction) for item in counted)
    by_stream = Counter(str(item.study.stream) for item in counted)
    by_design = Counter(str(item.study.design) for item in counted)
    return {
        "studies": len(counted),
        "by_stream": dict(sorted(by_stream.items())),
        "by_design": dict(sorted(by_design.items())),
        "by_direction": dict(sorted(by_direction.items())),
        "evidence": len(inputs.evidence),
        "excluded": len(finding.of(Standing.NOT_COUNTED)),
        "background": len(finding.of(Standing.BACKGROUND)),
        "awaiting": len(finding.of(Standing.AWAITING)),
        "words": listing(item.study for item in counted) or "no study counted",
    }


def _listed(items: Sequence[Judged], spoken: dict[str, EvidenceFacts]) -> list[dict[str, Any]]:
    return [
        {
            "study": item.study.key,
            "evidence": spoken[item.study.key].evidence,
            "design": str(item.study.design),
            "code": item.code,
            "reason": item.reason,
        }
        for item in items
    ]


def _stream(body: Body, assessment: Assessment) -> dict[str, Any]:
    return {
        "stream": str(body.stream),
        "studies": body.studies,
        "start": body.start,
        "route": body.route,
        "steps": [step.to_json() for step in body.steps],
        "certainty": str(body.certainty),
        "level": body.level or None,
        "arithmetic": body.arithmetic,
        "upgrade_blocked": body.upgrade_blocked,
        "participants": body.participants,
        "effect": body.effect,
        "side": body.side,
        "headline": body.stream == assessment.stream,
    }


def _steps(
    inputs: Inputs, finding: Finding, assessment: Assessment, reached: Rung
) -> list[dict[str, str]]:
    claim, counted = inputs.claim, finding.counted
    steps = [
        _step("claim", "What kind of claim it is", _kind(claim), claim.claim_type.label),
        _step(
            "gather",
            "Evidence gathered by study",
            "Several reports of one study speak once.",
            f"{_count(len(inputs.evidence), 'piece', 'pieces')} of evidence, "
            f"{_count(len(finding.judged), 'study', 'studies')}",
        ),
    ]
    for standing, title, text in (
        (Standing.NOT_COUNTED, "Not counted", "Listed with the reason; takes no part."),
        (Standing.BACKGROUND, "Background", "Read and listed; settles nothing for this claim."),
        (Standing.AWAITING, "Waiting for a rating", "Takes no part until it is rated."),
    ):
        items = finding.of(standing)
        if items:
            reasons = " ".join(f"{item.study.key}: {item.reason}" for item in items)
            steps.append(_step(str(standing), title, text, reasons))
    weights = finding.weights
    if counted:
        classes = " ".join(f"{item.study.key}: {item.reason}" for item in counted)
        steps.append(
            _step(
                "classes",
                "Weight of each study",
                "Strong 3, moderate 2, weak 1, very weak 0.",
                classes,
            )
        )
        steps.append(
            _step(
                "sides",
                "The two sides",
                "The best class on each side, and how many studies at weak or better.",
                f"For: {_side(weights.supporting, weights.n_supporting)}; against: "
                f"{_side(weights.against, weights.n_against)}; mixed: {_best(weights.mixed)}",
            )
        )
    steps += [
        _step("verdict", f"Rule {finding.rule}", finding.rule_text, finding.verdict.label),
        _step(
            "consistency",
            "Do the studies agree?",
            "Of independent studies; raters are another matter.",
            finding.consistency.label,
        ),
        *_certainty_steps(assessment),
        _step(
            "rung",
            "How far the evidence reaches",
            f"The wording claims: {claim.rung_claimed.label.lower()}.",
            f"{reached.label}: less than the wording claims"
            if rung.falls_short(claim.rung_claimed, reached)
            else reached.label,
        ),
    ]
    return steps


def _certainty_steps(assessment: Assessment) -> list[dict[str, str]]:
    steps = []
    for body in assessment.bodies:
        title = f"Certainty of the {body.stream.label.lower()} evidence (GRADE-informed)"
        if body.start is None:
            text = "Evidence of this kind has no starting level."
        else:
            taken = " ".join(map(_domain, body.steps))
            text = f"Starts at {body.start} of 4. {taken} {body.arithmetic}."
        steps.append(_step(f"certainty_{body.stream}", title, text, body.certainty.label))
    steps.append(_step("certainty", "Certainty", assessment.reason, assessment.certainty.label))
    return steps


def _domain(step: Step) -> str:
    """One domain in a line; an editor's decision names the suggestion that it replaced."""
    change = signed(step.change)
    if not step.decided:
        return f"{step.domain.label} {change}: {step.reason}"
    suggested = signed(step.suggested)
    return f"{step.domain.label} {change}, decided by an editor (suggested: {suggested}): {step.reason}"


def _step(key: str, title: str, text: str, result: str) -> dict[str, str]:
    return {"id": key, "title": title, "text": text, "result": result}


def _kind(claim: ClaimFacts) -> str:
    if claim.claim_type == ClaimType.NORMATIVE:
        return "It says what ought to be done."
    if claim.scope == Scope.ONE_STUDY:
        return "It restates the result of one study."
    if claim.documentary:
        return "A document can settle it; background and the case-report cap do not apply."
    if claim.claim_type == ClaimType.MECHANISM:
        return "Animal and laboratory studies count; it has its own scale of certainty."
    return f"It is about {claim.about.label.lower()}."


def _count(value: int, one: str, many: str) -> str:
    return f"{number(value)} {one if value == 1 else many}"


def _side(best: int, heavy: int) -> str:
    return f"{_best(best)}, {_count(heavy, 'study', 'studies')} at weak or better"


def _best(level: int) -> str:
    return ("none", "very weak", "weak", "moderate", "strong")[level + 1]
