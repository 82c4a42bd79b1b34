"""Every complete set of answers to some questions of an instrument: for proofs by going through all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.domain.instruments.answers import Sheet
from claims.domain.instruments.model import NOT_APPLICABLE, Instrument


def answer_space(tool: Instrument, names: Sequence[str]) -> Iterator[Sheet]:
    """Each way of answering the questions `names`, and those on which they hang, as far as they apply.

    The same sheet is filled anew each time: look at it before going on.
    """
    sheet = Sheet(tool)
    needed = _with_premises(tool, names)
    order = [name for name in tool.items if name in needed]
    return _fill(sheet, order, 0)


def _with_premises(tool: Instrument, names: Sequence[str]) -> set[str]:
    waiting, needed = list(names), set()
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += [other for clause in tool.items[name].ask_if for other in clause]
    return needed


def _fill(sheet: Sheet, order: Sequence[str], place: int) -> Iterator[Sheet]:
    if place == len(order):
        yield sheet
        return
    item = sheet.instrument.items[order[place]]
    applies = sheet.applies[item.id] = sheet.asked(item)
    answers = [option.id for option in item.options] if applies else [NOT_APPLICABLE]
    for answer in answers:
        sheet.values[item.id] = answer
        yield from _fill(sheet, order, place + 1)
    del sheet.values[item.id]
