"""One engine for all instruments: answers in, judgements out, and never a judgement that rests on a missing answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from claims.domain.instruments import scores, tables
from claims.domain.instruments.answers import Sheet, fill
from claims.domain.instruments.catalogue import get
from claims.domain.instruments.choices import choose
from claims.domain.instruments.model import NOT_APPLICABLE, Domain, Instrument, condition
from claims.domain.instruments.outcome import DomainResult, Evaluation, Outcome
from claims.domain.instruments.reasons import reason
from claims.domain.instruments.words import listed
from claims.domain.problems import Invalid, path


def evaluate(
    instrument: Instrument | str,
    answers: Any = None,
    *,
    domains: Any = None,
    domain: Any = None,
    options: Any = None,
) -> Evaluation:
    """Judge `answers` (item id -> answer) by the instrument.

    `domains` are judgements that the assessor gives (id -> judgement, null for none): they are the
    only ones ROBINS-I has, and take the place of the algorithm's in RoB 2. `domain` asks for that
    domain's judgement instead of the overall one. `options` are the instrument's settings. Raises
    Invalid, whose keys are paths such as "answers/2.3", for whatever cannot be used.
    """
    tool = instrument if isinstance(instrument, Instrument) else get(instrument)
    if tool is None:
        raise Invalid({"instrument": [f"There is no instrument {str(instrument)[:40]!r}."]})
    settings = choose(tool, options)
    given = _judgements(tool, domains)
    if domain is not None and (not isinstance(domain, str) or domain not in tool.judged):
        raise Invalid({"domain": [_no_domain(tool)]})
    sheet = fill(tool, {} if answers is None else answers)
    found = (
        _domains(sheet, given) if tool.kind == "domains" else METHODS[tool.kind](sheet, settings)
    )
    return _evaluation(sheet, found, domain)


def applicable(instrument: Instrument, answers: Any) -> dict[str, bool | None]:
    """Whether each question applies, given the answers so far; None where that hangs on an open question."""
    return fill(instrument, answers).applies


def _no_domain(tool: Instrument) -> str:
    known = listed(list(tool.judged))
    return f"Use one of {known}." if known else f"{tool.short} judges no domains by themselves."


def _judgements(tool: Instrument, given: Any) -> dict[str, str | None]:
    """The assessor's judgements of domains, checked."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise Invalid({"domains": ["Give an object: the id of each domain, and its judgement."]})
    words = [option.id for option in tool.judgements]
    faults = {}
    for name, judgement in list(given.items())[:100]:
        if name not in tool.judged:
            faults[path("domains", name)] = [_no_domain(tool)]
        elif judgement is not None and judgement not in words:
            faults[path("domains", name)] = [f"Use one of {listed(words)}."]
    if faults:
        raise Invalid(faults)
    return dict(given)


def _domains(sheet: Sheet, given: Mapping[str, str | None]) -> Outcome:
    """Every domain's judgement, and the overall one once all of them are there (RoB 2, ROBINS-I)."""
    tool = sheet.instrument
    order = [option.id for option in tool.judgements]
    found = {name: _one(sheet, one, order, given) for name, one in tool.judged.items()}
    missing = [name for result in found.values() for name in result.missing]
    judgements = [result.judgement for result in found.values() if result.judgement is not None]
    if len(judgements) < len(found):
        return Outcome(missing=missing, domains=found)
    overall = tables.overall(tool.algorithm["overall"], judgements)
    warnings = [
        advice["text"]
        for advice in tool.algorithm["advice"]
        if advice["judgement"] == overall.judgement
        and judgements.count(advice["of"]) >= advice["least"]
    ]
    return Outcome(overall.judgement, overall.rules, domains=found, warnings=warnings)


def _one(
    sheet: Sheet, domain: Domain, order: list[str], given: Mapping[str, str | None]
) -> DomainResult:
    judgement = given.get(domain.id)
    if domain.by_assessor:
        return DomainResult(judgement, missing=() if judgement else (domain.id,), by="assessor")
    found = tables.worst_of(sheet, domain.tables, order)
    if judgement is not None:
        return DomainResult(judgement, found.rules, (), found.judgement, by="assessor")
    if given and not any(item.id in sheet.values for item in domain.items if not item.ask_if):
        # Domains are judged without answers: the domain itself is what is missing.
        return DomainResult(None, missing=(domain.id,))
    return DomainResult(found.judgement, found.rules, found.missing, found.judgement)


def _table(sheet: Sheet, settings: Mapping[str, Any]) -> Outcome:
    """One table for the whole instrument (WHO-UMC)."""
    (table,) = sheet.instrument.tables()
    found = tables.look_up(sheet, table)
    outcome = Outcome(found.judgement, found.rules, found.missing)
    if found.judgement is None and not found.missing:
        outcome.warnings.append(f"No row of the table fits. {table.partial}")
    return outcome


METHODS: dict[str, Callable[[Sheet, Mapping[str, Any]], Outcome]] = {
    "table": _table,
    "sum": scores.add_up,
    "stars": scores.stars,
    "flaws": scores.flaws,
    "per_item": scores.per_item,
    "counts": scores.counts,
    "grade": scores.grade,
    "level": scores.level,
    "none": scores.nothing,
}


def _told(tool: Instrument, result: DomainResult) -> DomainResult:
    because = tuple(reason(tool, rule) for rule in result.rules)
    return replace(result, label=tool.label(result.judgement), because=because)


def _evaluation(sheet: Sheet, found: Outcome, domain: str | None) -> Evaluation:
    tool = sheet.instrument
    part = found.domains[domain] if domain else None
    fired = [rule for result in found.domains.values() for rule in result.rules]
    rules = tuple(part.rules if part else (*fired, *found.rules))
    judgement = part.judgement if part else found.judgement
    alerts = [
        alert["text"]
        for alert in tool.algorithm.get("alerts", ())
        if sheet.holds(condition(alert["when"]))
    ]
    return Evaluation(
        instrument=tool.id,
        edition=tool.edition,
        judgement=judgement,
        judgement_label=tool.label(judgement),
        overall=found.judgement,
        domains={name: _told(tool, result) for name, result in found.domains.items()},
        score=found.score,
        scores=found.scores,
        counts=found.counts,
        critical_flaws=found.critical_flaws,
        noncritical_weaknesses=found.noncritical_weaknesses,
        rules=rules,
        because=tuple(reason(tool, rule) for rule in rules),
        missing=tuple(part.missing if part else found.missing),
        unanswered=tuple(
            name
            for name, item in tool.items.items()
            if sheet.applies[name] and name not in sheet.values and not item.optional
        ),
        not_applicable=tuple(
            name for name in tool.items if sheet.values.get(name) == NOT_APPLICABLE
        ),
        pending=tuple(name for name, applies in sheet.applies.items() if applies is None),
        ignored=tuple(sheet.ignored),
        warnings=(*found.warnings, *alerts),
        answers={
            name: sheet.values[name] if name in sheet.values else sheet.held[name]
            for name in tool.items
            if name in sheet.values or name in sheet.held
        },
    )
