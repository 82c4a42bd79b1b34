"""What an assessor's answers to an instrument amount to: the rule's judgement, the assessor's, and why they differ.

The instrument's own rule suggests; the assessor decides. Where a judgement differs from the suggested one it needs
a reason of its own, domain by domain, and one for the overall judgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claims.domain.instruments import NOT_APPLICABLE, Evaluation, Instrument, evaluate
from claims.domain.problems import Invalid, path
from claims.domain.vocabulary import AssessedUnit

#: The key of the overall judgement among departures and notes.
OVERALL = "overall"
LONGEST_NOTE = 2000
#: Kinds of instrument that record answers, and at most count them: nothing rests on a missing one.
COMPUTES_NOTHING = frozenset({"none", "counts"})
#: What each instrument's own word for its unit stands for here. OCEBM rates what answers a question: the body.
UNITS: dict[str, AssessedUnit] = {
    "result": AssessedUnit.RESULT,
    "report": AssessedUnit.REPORT,
    "review": AssessedUnit.REPORT,
    "study": AssessedUnit.REPORT,
    "patient-drug-event": AssessedUnit.PATIENT,
    "body of evidence": AssessedUnit.BODY,
    "source and question": AssessedUnit.BODY,
    "claim": AssessedUnit.BODY,
}


def unit_of(tool: Instrument) -> AssessedUnit:
    """What the instrument judges."""
    return UNITS[tool.unit]


@dataclass(frozen=True)
class Judged:
    """Answers as they are to be stored.

    `suggested` holds the rule's judgement by domain, and under "overall"; what no rule judges is not in it.
    `domains` are the assessor's own judgements, `judgement` the overall one that stands ("" for none), and
    `departures` the reasons of those that differ from the suggested ones. `errors` say by field what keeps it
    from being submitted.
    """

    evaluation: Evaluation
    suggested: dict[str, str]
    domains: dict[str, str]
    judgement: str
    departures: dict[str, str]
    errors: dict[str, list[str]]


def judge(
    tool: Instrument,
    *,
    answers: Any,
    domains: Any = None,
    judgement: str = "",
    departures: Any = None,
    options: Any = None,
) -> Judged:
    """Judge answers as far as they go. Raises Invalid for what can never be stored, such as an unknown option."""
    own = _texts("domain_judgements", domains)
    reasons = _texts("departures", departures)
    try:
        found = evaluate(tool, answers, domains=own or None, options=options)
    except Invalid as invalid:
        raise Invalid(_as_fields(invalid)) from invalid
    _known_judgement(tool, judgement)
    suggested = {
        name: result.suggested for name, result in found.domains.items() if result.suggested
    }
    if found.overall:
        suggested[OVERALL] = found.overall
    own = {name: value for name, value in own.items() if suggested.get(name) != value}
    stands = judgement or found.overall or ""
    differing = [name for name in own if name in suggested]
    if stands and OVERALL in suggested and stands != suggested[OVERALL]:
        differing.append(OVERALL)
    kept = {name: reasons[name] for name in differing if reasons.get(name)}
    errors = _missing(tool, found)
    for name in differing:
        if name not in kept:
            words = tool.label(suggested[name]) or suggested[name]
            errors[path("departures", name)] = [
                f"The rule suggests “{words}”: say why you decide otherwise."
            ]
    return Judged(found, suggested, own, stands, kept, errors)


def checked_notes(tool: Instrument, notes: Any) -> dict[str, str]:
    """Notes by item or domain, without empty ones. Raises Invalid for a note on something else."""
    given = _texts("notes", notes)
    known = {*tool.items, *(domain.id for domain in tool.domains), OVERALL}
    if unknown := sorted(set(given) - known):
        raise Invalid(
            {path("notes", name): [f"{tool.short} has no such question."] for name in unknown}
        )
    return given


def _missing(tool: Instrument, found: Evaluation) -> dict[str, list[str]]:
    """What is still to be answered. An instrument that computes nothing is content with any answer."""
    errors = {}
    for name in () if tool.kind in COMPUTES_NOTHING else found.missing:
        field = "answers" if name in tool.items else "domain_judgements"
        errors[path(field, name)] = ["This is still to be answered."]
    if not errors and not any(value != NOT_APPLICABLE for value in found.answers.values()):
        errors["answers"] = ["Answer at least one question."]
    return errors


def _known_judgement(tool: Instrument, judgement: str) -> None:
    words = [option.id for option in tool.judgements]
    if judgement and judgement not in words:
        said = f"Use one of {', '.join(words)}." if words else f"{tool.short} gives no judgement."
        raise Invalid({"judgement": [said]})


def _texts(field: str, given: Any) -> dict[str, str]:
    """A JSON object of texts, trimmed and without empty ones."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise Invalid({field: ["Give an object: the id of each question or domain, and its text."]})
    found = {}
    for name, text in given.items():
        if text is None:
            continue
        if not isinstance(text, str):
            raise Invalid({path(field, str(name)): ["Give a string."]})
        if len(text) > LONGEST_NOTE:
            raise Invalid({path(field, str(name)): [f"At most {LONGEST_NOTE} characters."]})
        if text.strip():
            found[str(name)] = text.strip()
    return found


def _as_fields(invalid: Invalid) -> dict[str, list[str]]:
    """The engine's names for its arguments, as the columns are called."""
    return {
        ("domain_judgements" + name.removeprefix("domains") if _of_domains(name) else name): list(
            messages
        )
        for name, messages in invalid.errors.items()
    }


def _of_domains(name: str) -> bool:
    return name == "domains" or name.startswith("domains/")
