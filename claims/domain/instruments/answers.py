"""Answers as they were given, checked: which questions apply, which are open, and what may not be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from claims.domain.instruments.model import NOT_APPLICABLE, Condition, Instrument, Item, Option
from claims.domain.instruments.words import condition_in_words, listed
from claims.domain.problems import Invalid, path

# An answer, or an answer for each part.
Answer = str | dict[str, str]
MOST_FAULTS = 20


@dataclass
class Sheet:
    """The answers to one instrument.

    `values` holds what counts, NA included where a question does not apply; `applies` says of each
    question True, False, or None where that hangs on a question still open. `held` are answers to
    such questions, which do not count yet; `ignored` are answers to questions that do not apply.
    """

    instrument: Instrument
    values: dict[str, Answer] = field(default_factory=dict)
    applies: dict[str, bool | None] = field(default_factory=dict)
    held: dict[str, Answer] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def holds(self, condition: Condition) -> bool | None:
        """Whether all of `condition` holds; None where that hangs on an open question."""
        states = [self._fits(name, wanted) for name, wanted in condition.items()]
        if False in states:
            return False
        return None if None in states else True

    def _fits(self, name: str, wanted: Sequence[str]) -> bool | None:
        value = self.values.get(name)
        return None if value is None else value in wanted

    def asked(self, item: Item) -> bool | None:
        """Whether the question applies; None where that hangs on an open one."""
        if not item.ask_if:
            return True
        states = [self.holds(clause) for clause in item.ask_if]
        if True in states:
            return True
        return None if None in states else False

    def open_items(self, names: Sequence[str]) -> list[str]:
        """Which of the questions are still to be answered, or have to be first so that they can be, in order."""
        waiting, found = list(names), set()
        while waiting:
            name = waiting.pop()
            if self.applies[name] and name not in self.values:
                found.add(name)
            elif self.applies[name] is None:
                waiting += [
                    other
                    for clause in self.instrument.items[name].ask_if
                    if self.holds(clause) is None
                    for other in clause
                ]
        return [name for name in self.instrument.items if name in found]

    def text(self, name: str) -> str:
        """The answer to a question that has one and no parts; "" for none."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""


def fill(instrument: Instrument, given: Any) -> Sheet:
    """Check `given` (item id -> answer; null is no answer). Raises Invalid with the path of each fault.

    NA is refused where the question applies. Where it does not, or hangs on an open question, NA is
    dropped; any other answer to a question that does not apply is ignored and reported.
    """
    if not isinstance(given, Mapping):
        raise Invalid({"answers": ["Give an object: the id of each question, and its answer."]})
    faults: dict[str, list[str]] = {}
    for name in given:
        if name not in instrument.items:
            known = listed(list(instrument.items))
            faults[path("answers", name)] = [
                f"{instrument.short} has no question {str(name)[:40]}. It has {known}."
            ]
            if len(faults) >= MOST_FAULTS:
                raise Invalid(faults)
    sheet = Sheet(instrument)
    for item in instrument.items.values():
        _take(sheet, item, given.get(item.id), faults)
    if faults:
        raise Invalid(faults)
    return sheet


def _take(sheet: Sheet, item: Item, value: Any, faults: dict[str, list[str]]) -> None:
    applies = sheet.applies[item.id] = sheet.asked(item)
    where = path("answers", item.id)
    if applies is False:
        sheet.values[item.id] = NOT_APPLICABLE
    if value is None:
        return
    if value == NOT_APPLICABLE:
        if applies:
            faults[where] = [_why_not(sheet, item)]
        return
    answer = _answer(item, value, where, faults)
    if answer is None:
        return
    if applies is False:
        sheet.ignored.append(item.id)
    elif applies is None:
        sheet.held[item.id] = answer
    else:
        sheet.values[item.id] = answer


def _answer(item: Item, value: Any, where: str, faults: dict[str, list[str]]) -> Answer | None:
    if item.parts and isinstance(value, Mapping):
        return _in_parts(item, value, where, faults)
    # A step such as -1 may be written as the number that it is.
    if isinstance(value, int) and not isinstance(value, bool) and -9 <= value <= 9:
        value = str(value)
    if isinstance(value, str) and value in _ids(item.options):
        return value
    parts = f", or an object of {listed([part.id for part in item.parts])}" if item.parts else ""
    faults[where] = [f"Answer with one of {listed(_ids(item.options))}{parts}."]
    return None


def _in_parts(
    item: Item, value: Mapping[str, Any], where: str, faults: dict[str, list[str]]
) -> Answer | None:
    """An answer for each part; a part without one stays open. None where it cannot be used."""
    known = {part.id: part for part in item.parts}
    wrong = {
        f"{where}/{path(name)}": [f"Question {item.id} has the parts {listed(list(known))}."]
        for name in list(value)[:MOST_FAULTS]
        if name not in known
    }
    for name, part in known.items():
        answer = value.get(name)
        if answer is not None and answer not in _ids(part.options):
            wrong[f"{where}/{name}"] = [f"Answer with one of {listed(_ids(part.options))}."]
    answers = {name: value[name] for name in known if value.get(name) is not None}
    if not wrong and len(answers) == len(known) and not set(answers.values()) & _plain(item):
        wrong[where] = ["Each part says that the review has only studies of the other kind."]
    faults |= wrong
    return None if wrong or not answers else answers


def _plain(item: Item) -> set[str]:
    """The answers that are about studies which the review has: offered for every part."""
    return set.intersection(*(set(_ids(part.options)) for part in item.parts))


def _ids(options: Sequence[Option]) -> list[str]:
    return [option.id for option in options]


def _why_not(sheet: Sheet, item: Item) -> str:
    remedy = f"Answer with one of {listed(_ids(item.options))}, or leave it open."
    for clause in item.ask_if:
        if sheet.holds(clause):
            said = condition_in_words(
                sheet.instrument, {name: (sheet.text(name),) for name in clause}
            )
            return f"Question {item.id} applies, since {said}: NA is no answer to it. {remedy}"
    return f"Question {item.id} always applies: NA is no answer to it. {remedy}"
