"""The rule that gave a judgement, in words."""

from __future__ import annotations

from claims.domain.instruments.model import Instrument
from claims.domain.instruments.words import condition_in_words, either


def reason(instrument: Instrument, rule_id: str) -> str:
    """What the rule with this id says of the answers, such as “1.2 is No: high risk of bias”."""
    for table in instrument.tables():
        for rule in table.rules:
            if rule.id == rule_id:
                said = condition_in_words(instrument, rule.when)
                return f"{said}: {_lower(instrument.label(rule.then))}."
    algorithm = instrument.algorithm
    for rows, tell in (
        (algorithm.get("overall", ()), _overall),
        (algorithm.get("bands", ()), _band),
        (algorithm.get("rules", ()), _flaws),
        (algorithm.get("conversion", {}).get("rules", ()), _conversion),
    ):
        for row in rows:
            if row["id"] == rule_id:
                return tell(instrument, row)
    return _of_an_answer(instrument, rule_id)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _overall(instrument: Instrument, row: dict[str, str]) -> str:
    then = _lower(instrument.label(row["then"]))
    if "if_any" in row:
        return f"At least one domain is “{_lower(instrument.label(row['if_any']))}”: {then}."
    if "if_all" in row:
        return f"Every domain is “{_lower(instrument.label(row['if_all']))}”: {then}."
    return f"None of the other rules fits: {then}."


def _band(instrument: Instrument, row: dict[str, object]) -> str:
    return f"{row['from']} points or more: {_lower(instrument.label(str(row['then'])))}."


def _flaws(instrument: Instrument, row: dict[str, object]) -> str:
    then = _lower(instrument.label(str(row["then"])))
    if row.get("critical") == 1:
        return f"One critical flaw: {then}."
    if "critical" in row:
        return f"Two or more critical flaws: {then}."
    if "noncritical" in row:
        return f"No critical flaw, and two or more non-critical weaknesses: {then}."
    return f"No critical flaw, and at most one non-critical weakness: {then}."


def _conversion(instrument: Instrument, row: dict[str, dict[str, list[int]]]) -> str:
    said = ", and ".join(
        f"{either([str(value) for value in values])} stars for {section}"
        for section, values in row["when"].items()
    )
    return f"{said}: {row['then']} by {instrument.algorithm['conversion']['name']}."


def _of_an_answer(instrument: Instrument, rule_id: str) -> str:
    """Rules that name an item and its answer: starting levels, steps, levels, the gate."""
    said = {
        "gate-open": "Rating up is allowed for this body.",
        "gate-closed": "Rating up is not allowed for this body, and was not done.",
        "not_rated": "No study is eligible: not rated, which is not the same as very low.",
    }
    if rule_id in said:
        return said[rule_id]
    name, _, answer = rule_id.partition("=")
    item = instrument.items[name]
    return f"{item.text} {item.option(answer).label}."
