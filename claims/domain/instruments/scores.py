"""Methods that count: points, stars, flaws, steps and levels, each exactly as its tool publishes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from claims.domain import certainty
from claims.domain.instruments.answers import Sheet
from claims.domain.instruments.model import Domain, Item
from claims.domain.instruments.outcome import DomainResult, Outcome
from claims.domain.problems import Invalid, path

Settings = Mapping[str, Any]


def wanted(sheet: Sheet) -> list[str]:
    """All questions that are not optional."""
    return [name for name, item in sheet.instrument.items.items() if not item.optional]


def value_of(sheet: Sheet, item: Item) -> int:
    """Points, stars or steps of the answer that was given."""
    return item.option(sheet.text(item.id)).value or 0


def add_up(sheet: Sheet, settings: Settings) -> Outcome:
    """The sum of all answers' points and the band that it falls in (Naranjo). No answer is not 0 points."""
    missing = sheet.open_items(wanted(sheet))
    if missing:
        return Outcome(missing=missing)
    score = sum(value_of(sheet, item) for item in sheet.instrument.items.values())
    band = next(band for band in sheet.instrument.algorithm["bands"] if score >= band["from"])
    return Outcome(band["then"], (band["id"],), score=score)


def stars(sheet: Sheet, settings: Settings) -> Outcome:
    """Stars for each section and in all, and a common conversion of them; no official judgement (Newcastle-Ottawa)."""
    found: dict[str, int | str | None] = {
        domain.id: _stars_of(sheet, domain) for domain in sheet.instrument.domains
    }
    given = [value for value in found.values() if isinstance(value, int)]
    conversion = sheet.instrument.algorithm["conversion"]
    rules: tuple[str, ...] = ()
    total = sum(given) if len(given) == len(found) else None
    rating = None
    if total is not None:
        rule = next(
            rule
            for rule in conversion["rules"]
            if all(found[section] in fits for section, fits in rule["when"].items())
        )
        rating, rules = rule["then"], (rule["id"],)
    return Outcome(
        rules=rules,
        missing=sheet.open_items(wanted(sheet)),
        score=total,
        scores={**found, "total": total, conversion["id"]: rating},
    )


def _stars_of(sheet: Sheet, domain: Domain) -> int | None:
    if sheet.open_items([item.id for item in domain.items]):
        return None
    return sum(value_of(sheet, item) for item in domain.items)


def flaws(sheet: Sheet, settings: Settings) -> Outcome:
    """Critical flaws and other weaknesses (AMSTAR 2). A two-part item counts once, by its worst part."""
    algorithm = sheet.instrument.algorithm
    critical, strict = set(settings["critical_items"]), settings["partial_yes"] == "weakness"
    missing, warnings = _open_parts(sheet), []
    serious = other = 0
    for name in sheet.instrument.items:
        answers = _parts_of(sheet, name)
        if answers & set(algorithm["flaw"]):
            serious += name in critical
            other += name not in critical
        elif strict and name in critical and answers & set(algorithm["partial"]):
            other += 1
    pooled = {"no_meta_analysis" in _parts_of(sheet, name) for name in algorithm["pooled_items"]}
    if not missing and len(pooled) > 1:
        names = ", ".join(algorithm["pooled_items"])
        warnings.append(f"Questions {names} do not agree on whether a meta-analysis was done.")
    for name, item in sheet.instrument.items.items():
        answer = sheet.text(name)
        if item.parts and answer.startswith("includes_only"):
            warnings.append(f"Question {name}: say too how the studies that it has were assessed.")
    if missing:
        return Outcome(missing=missing, warnings=warnings)
    rule = next(
        rule
        for rule in algorithm["rules"]
        if serious >= rule.get("critical", 0) and other >= rule.get("noncritical", 0)
    )
    if rule["then"] == "moderate":
        warnings.append(
            "Where many non-critical weaknesses add up, the appraiser may lower moderate to low, with a reason."
        )
    return Outcome(
        rule["then"],
        (rule["id"],),
        critical_flaws=serious,
        noncritical_weaknesses=other,
        warnings=warnings,
    )


def _parts_of(sheet: Sheet, name: str) -> set[str]:
    answer = sheet.values.get(name, {})
    return {answer} if isinstance(answer, str) else set(answer.values())


def _open_parts(sheet: Sheet) -> list[str]:
    found = []
    for name, item in sheet.instrument.items.items():
        answer = sheet.values.get(name)
        if answer is None:
            found.append(name)
        elif isinstance(answer, dict):
            found += [f"{name}.{part.id}" for part in item.parts if part.id not in answer]
    return found


def per_item(sheet: Sheet, settings: Settings) -> Outcome:
    """A judgement for each question and none in all (SYRCLE)."""
    mapped = sheet.instrument.algorithm["map"]
    domains = {
        name: DomainResult(mapped[sheet.text(name)], (f"{name}={sheet.text(name)}",))
        if name in sheet.values
        else DomainResult(None, missing=(name,))
        for name in sheet.instrument.items
    }
    return Outcome(
        missing=sheet.open_items(wanted(sheet)),
        domains=domains,
        counts=tally([found.judgement for found in domains.values()], list(mapped.values())),
    )


def counts(sheet: Sheet, settings: Settings) -> Outcome:
    """How often each answer was given; no judgement is computed (JBI, Murad)."""
    items = [item for item in sheet.instrument.items.values() if item.counted]
    words = [option.id for option in items[0].options]
    given = [sheet.text(item.id) for item in items]
    return Outcome(missing=sheet.open_items(wanted(sheet)), counts=tally(given, words))


def tally(given: Sequence[str | None], words: Sequence[str]) -> dict[str, int]:
    """How often each word was given."""
    return {word: given.count(word) for word in words}


def nothing(sheet: Sheet, settings: Settings) -> Outcome:
    """Answers are recorded and nothing is computed (Bradford Hill, IARC)."""
    return Outcome(missing=sheet.open_items(wanted(sheet)))


def level(sheet: Sheet, settings: Settings) -> Outcome:
    """The level of the table's row, made worse or better as the assessor says, from 1 to 5 (OCEBM)."""
    algorithm, items = sheet.instrument.algorithm, sheet.instrument.items
    missing = sheet.open_items(wanted(sheet))
    if missing:
        return Outcome(missing=missing)
    name = f"{algorithm['evidence']}{sheet.text('question')}"
    option = items[name].option(sheet.text(name))
    worse, better = (value_of(sheet, items[algorithm[side]]) for side in ("worse", "better"))
    found = max(1, min(5, (option.value or 0) + worse - better))
    rules = [f"{name}={option.id}"]
    rules += [f"worse={worse}"] if worse else []
    rules += [f"better={better}"] if better else []
    return Outcome(
        f"level_{found}",
        tuple(rules),
        scores={"level": found},
        warnings=[option.flag] if option.flag else [],
    )


def grade(sheet: Sheet, settings: Settings) -> Outcome:
    """Certainty by `claims.domain.certainty.grade`. Raises Invalid where a step is not allowed for that body."""
    missing = sheet.open_items(wanted(sheet))
    if missing:
        return Outcome(missing=missing)
    if sheet.text("eligible_studies") == "none":
        return Outcome("not_rated", ("not_rated",), scores={"level": None})
    items = sheet.instrument.items
    down = {name: value_of(sheet, items[name]) for name in certainty.DOWNGRADE}
    up = {name: value_of(sheet, items[name]) for name in certainty.UPGRADE}
    try:
        result = certainty.grade(
            sheet.text("start"), down, up, override_reason=settings["override_reason"] or ""
        )
    except Invalid as invalid:
        raise Invalid(
            {
                path("answers", name.rpartition("/")[2]): messages
                for name, messages in invalid.errors.items()
            }
        ) from invalid
    rules = [f"start={sheet.text('start')}"]
    rules += [f"{name}={step}" for name, step in {**down, **up}.items() if step]
    if any(up.values()):
        rules.append("gate-closed" if result.upgrade_blocked else "gate-open")
    return Outcome(
        result.certainty.value,
        tuple(rules),
        scores={"level": result.level},
        warnings=list(result.warnings),
    )
