"""The strength that a study's design and its appraisal by an instrument suggest; the reviewer decides.

Strength says how far the study's own finding on this outcome can be trusted. Directness is rated apart, and
imprecision is charged by the synthesis, so neither is part of this rule. The whole table is a decision of this
project: no instrument publishes such a conversion. What each instrument's own judgement rests on is published, see
there. Checklists without a score are not counted up: named key questions decide. docs/explanation/strength.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claims.domain.instruments import Evaluation, Instrument, catalogue
from claims.domain.instruments.words import listed
from claims.domain.vocabulary import STREAM_OF_DESIGN, Design, Stream, Strength

# From the worst to the best.
LADDER = (
    Strength.UNINFORMATIVE,
    Strength.VERY_WEAK,
    Strength.WEAK,
    Strength.MODERATE,
    Strength.STRONG,
)
BY_JUDGEMENT: Mapping[str, Mapping[str, Strength]] = {
    "rob2_assignment_2019": {
        "low": Strength.STRONG,
        "some_concerns": Strength.MODERATE,
        "high": Strength.WEAK,
    },
    "robins_i_2016": {
        "low": Strength.STRONG,
        "moderate": Strength.MODERATE,
        "serious": Strength.WEAK,
        "critical": Strength.UNINFORMATIVE,
    },
    "amstar2_2017": {
        "high": Strength.STRONG,
        "moderate": Strength.MODERATE,
        "low": Strength.WEAK,
        "critically_low": Strength.VERY_WEAK,
    },
}
# By the common conversion of stars, since the scale itself has no cut-off.
BY_STARS = {"good": Strength.MODERATE, "fair": Strength.WEAK, "poor": Strength.VERY_WEAK}
STARS = ("nos_cohort", "nos_case_control")


@dataclass(frozen=True)
class Keys:
    """Key questions of a checklist. `vital`: a no gives `worst`; any key question without a yes gives `middle`."""

    vital: tuple[str, ...]
    needed: tuple[str, ...]
    best: Strength
    middle: Strength
    worst: Strength


COMPARED = (Strength.MODERATE, Strength.WEAK, Strength.VERY_WEAK)
UNCOMPARED = (Strength.WEAK, Strength.VERY_WEAK, Strength.UNINFORMATIVE)
BY_KEYS = {
    # Exposure and outcome measured; then confounding, and the outcome absent at the start.
    "jbi_cohort": Keys(("Q3", "Q7"), ("Q4", "Q5", "Q6"), *COMPARED),
    "jbi_case_control": Keys(("Q4", "Q8"), ("Q5", "Q6", "Q7"), *COMPARED),
    "jbi_cross_sectional": Keys(("Q3", "Q7"), ("Q4", "Q5", "Q6"), *COMPARED),
    # Condition established; then nobody left out.
    "jbi_case_series": Keys(("Q2", "Q3"), ("Q4", "Q5"), *UNCOMPARED),
    # Exposure and outcome described; then the course.
    "jbi_case_report": Keys(("Q4", "Q5"), ("Q2", "Q6"), *UNCOMPARED),
    # Exposure and outcome established; then nobody left out, and other causes excluded.
    "murad_2018": Keys(("2", "3"), ("1", "4"), *UNCOMPARED),
}
# The most that a design allows, whatever the instrument says.
CAPS: Mapping[Stream, Strength] = {
    Stream.COMPARATIVE: Strength.MODERATE,
    Stream.UNCONTROLLED: Strength.WEAK,
    Stream.CASE_REPORT: Strength.VERY_WEAK,
    Stream.ANIMAL: Strength.MODERATE,
    Stream.IN_VITRO: Strength.MODERATE,
}
NOT_CAPPED_WITH = ("robins_i_2016",)


@dataclass(frozen=True)
class Suggestion:
    """A suggested strength with the rules that gave it; None, with the reason, where nothing can be suggested."""

    strength: Strength | None
    rules: tuple[str, ...]
    reason: str

    def to_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "strength": self.strength.value if self.strength else None,
            "rules": list(self.rules),
            "reason": self.reason,
        }


def suggest(design: str, evaluation: Evaluation, *, single_case: bool = False) -> Suggestion:
    """What strength the evaluation of a study of this design suggests.

    `single_case`: the study describes one patient, whatever it calls itself. Nothing is suggested
    while the instrument lacks an answer, where it is not made for the design, or where it does not
    speak of how far the study can be trusted (Naranjo and WHO-UMC judge one patient's event).
    """
    tool = catalogue()[evaluation.instrument]
    if design not in tool.document["designs"]:
        return Suggestion(None, (), f"{tool.short} is not made for this design.")
    if evaluation.missing:
        return Suggestion(None, (), f"{tool.short} is not complete: {listed(evaluation.missing)}.")
    found = _of_instrument(tool, evaluation)
    return _capped(tool, Design(design), found, single_case=single_case)


def suggestions(evaluation: Evaluation) -> list[dict[str, Any]]:
    """What is suggested for each design that the instrument is made for."""
    designs = catalogue()[evaluation.instrument].document["designs"]
    return [{"design": design, **suggest(design, evaluation).to_json()} for design in designs]


def _of_instrument(tool: Instrument, evaluation: Evaluation) -> Suggestion:
    if tool.id in BY_JUDGEMENT:
        if evaluation.overall is None:
            return Suggestion(None, (), f"{tool.short} has no overall judgement yet.")
        word = evaluation.overall
        strength = BY_JUDGEMENT[tool.id].get(word)
        said = tool.label(word).lower()
        if strength is None:
            return Suggestion(None, (), f"{tool.short} says “{said}”, which suggests no strength.")
        return Suggestion(strength, (f"{tool.id}:{word}",), f"{tool.short} says “{said}”.")
    if tool.id in STARS:
        word = str(evaluation.scores["ahrq"])
        return Suggestion(
            BY_STARS[word], (f"{tool.id}:{word}",), f"{tool.short}: {word} by the AHRQ thresholds."
        )
    if tool.id in BY_KEYS:
        return _by_keys(tool, BY_KEYS[tool.id], evaluation)
    if tool.kind == "per_item":
        return _by_worst_entry(tool, evaluation)
    return Suggestion(
        None, (), f"{tool.short} judges one patient's event, not how far the study can be trusted."
    )


def _by_keys(tool: Instrument, keys: Keys, evaluation: Evaluation) -> Suggestion:
    failed = [name for name in keys.vital if evaluation.answers[name] == "no"]
    if failed:
        reason = f"{tool.short}: a key question is answered no ({listed(failed)})."
        return Suggestion(keys.worst, (f"{tool.id}:vital",), reason)
    short = [name for name in (*keys.vital, *keys.needed) if evaluation.answers[name] != "yes"]
    if short:
        reason = f"{tool.short}: not every key question is answered yes ({listed(short)})."
        return Suggestion(keys.middle, (f"{tool.id}:needed",), reason)
    reason = (
        f"{tool.short}: the key questions {listed((*keys.vital, *keys.needed))} are answered yes."
    )
    return Suggestion(keys.best, (f"{tool.id}:all",), reason)


def _by_worst_entry(tool: Instrument, evaluation: Evaluation) -> Suggestion:
    """SYRCLE: no score, so the worst entry decides."""
    by_word: dict[str, list[str]] = {}
    for name, result in evaluation.domains.items():
        by_word.setdefault(result.judgement or "", []).append(name)
    for word, strength in (("high", Strength.VERY_WEAK), ("unclear", Strength.WEAK)):
        if word in by_word:
            reason = f"{tool.short}: {word} risk of bias in {listed(by_word[word])}."
            return Suggestion(strength, (f"{tool.id}:{word}",), reason)
    reason = f"{tool.short}: low risk of bias in every entry."
    return Suggestion(Strength.MODERATE, (f"{tool.id}:low",), reason)


def _capped(
    tool: Instrument, design: Design, found: Suggestion, *, single_case: bool
) -> Suggestion:
    stream = Stream.CASE_REPORT if single_case else STREAM_OF_DESIGN[design]
    most = CAPS.get(stream)
    if found.strength is None or most is None or tool.id in NOT_CAPPED_WITH:
        return found
    if LADDER.index(found.strength) <= LADDER.index(most):
        return found
    what = "A single case" if stream == Stream.CASE_REPORT else f"A {design.label.lower()}"
    reason = f"{found.reason} {what} is {most.label.lower()} at most."
    return Suggestion(most, (*found.rules, f"cap:{stream.value}"), reason)
