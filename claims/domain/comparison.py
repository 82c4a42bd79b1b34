"""Readings of one piece of evidence side by side: where they differ, and what they agree on.

Nothing here knows who read: the readers come in an order that the caller chose, and leave as A, B, C.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import Any

from claims.domain import instruments
from claims.domain.vocabulary import Choice, Direction, Directness, ReadDepth, Strength

RATING: dict[str, tuple[str, type[Choice]]] = {
    "direction": ("Direction", Direction),
    "directness": ("Directness", Directness),
    "strength": ("Strength", Strength),
    "read": ("What was read", ReadDepth),
}
NOT_GIVEN = "–"


@dataclass(frozen=True)
class Answers:
    """One reader's answers to one instrument, with the judgement of each domain and the overall one."""

    instrument: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    domains: Mapping[str, str] = field(default_factory=dict)
    judgement: str = ""


@dataclass(frozen=True)
class Reading:
    """One reader's rating (words of its scales), reasons in prose, and answers to instruments."""

    rating: Mapping[str, str]
    reasons: Mapping[str, str]
    answers: Sequence[Answers] = ()


def judgements(evaluation: Any, own: Any) -> dict[str, str]:
    """The judgement by domain that stands: the assessor's `own` before the one that the rules gave."""
    found: dict[str, str] = {}
    domains = evaluation.get("domains") if isinstance(evaluation, dict) else None
    for name, given in (domains if isinstance(domains, dict) else {}).items():
        value = given.get("judgement") if isinstance(given, dict) else given
        if value:
            found[str(name)] = str(value)
    if isinstance(own, dict):
        found |= {str(name): str(value) for name, value in own.items() if value}
    return found


def side_by_side(readings: Sequence[Reading]) -> dict[str, Any]:
    """{"readers", "differ", "agree", "reasons"}: lines of {"part", "name", "label", "values", "shown"}.

    `values` are as stored, `shown` in words, each in the readers' order; in `agree` all of a line are the same.
    An instrument that only some used gives one line and not one for each of its items.
    """
    lines = [*_rating(readings), *_instruments(readings)]
    readers = [f"Reader {ascii_uppercase[place % 26]}" for place in range(len(readings))]
    return {
        "readers": readers,
        "differ": [line for line in lines if not _same(line["values"])],
        "agree": [line for line in lines if _same(line["values"])],
        "reasons": [
            {"reader": reader, **{name: str(text) for name, text in reading.reasons.items()}}
            for reader, reading in zip(readers, readings, strict=True)
        ],
    }


def _same(values: Sequence[Any]) -> bool:
    return all(value == values[0] for value in values)


def _line(part: str, name: str, label: str, values: list[Any], shown: list[str]) -> dict[str, Any]:
    return {"part": part, "name": name, "label": label, "values": values, "shown": shown}


def _rating(readings: Sequence[Reading]) -> Iterable[dict[str, Any]]:
    for name, (label, scale) in RATING.items():
        words = dict(scale.choices())
        values = [reading.rating.get(name) or None for reading in readings]
        shown = [words.get(value, value) if value else "Not rated" for value in values]
        yield _line("Rating", name, label, values, shown)


def _instruments(readings: Sequence[Reading]) -> Iterable[dict[str, Any]]:
    used = [{one.instrument: one for one in reading.answers} for reading in readings]
    for name in sorted({name for one in used for name in one}):
        sheets = [one.get(name) for one in used]
        known = instruments.get(name)
        title = known.name if known else name or "Answers without an instrument"
        if any(sheet is None for sheet in sheets):
            values = [None if sheet is None else sheet.judgement or "used" for sheet in sheets]
            shown = [
                "Not used" if sheet is None else _judgement(known, sheet.judgement) or "Used"
                for sheet in sheets
            ]
            yield _line(title, "", "Used, with the overall judgement", values, shown)
        else:
            yield from _items(title, known, [sheet for sheet in sheets if sheet is not None])


def _items(
    title: str, known: instruments.Instrument | None, sheets: Sequence[Answers]
) -> Iterable[dict[str, Any]]:
    overall = [sheet.judgement or None for sheet in sheets]
    if any(overall):
        shown = [_judgement(known, value or "") or NOT_GIVEN for value in overall]
        yield _line(title, "overall", "Overall judgement", list(overall), shown)
    names = {one.id: one.name for one in known.domains} if known else {}
    for name in _all(names, (sheet.domains for sheet in sheets)):
        given = [sheet.domains.get(name) for sheet in sheets]
        shown = [_judgement(known, value or "") or NOT_GIVEN for value in given]
        yield _line(title, name, names.get(name, name), list(given), shown)
    items = known.items if known else {}
    for name in _all(items, (sheet.answers for sheet in sheets)):
        values = [sheet.answers.get(name) for sheet in sheets]
        item = items.get(name)
        label = f"{name} {item.text}" if item else name
        yield _line(title, name, label, values, [_answer(item, value) for value in values])


def _all(order: Iterable[str], given: Iterable[Mapping[str, Any]]) -> list[str]:
    """Names that anybody gave, in the instrument's order, then the rest by name."""
    names = {name for one in given for name in one}
    known = [name for name in order if name in names]
    return [*known, *sorted(names - set(known))]


def _judgement(known: instruments.Instrument | None, value: str) -> str:
    return (known.label(value) if known else "") or value


def _answer(item: instruments.Item | None, value: Any) -> str:
    if value is None or value == "":
        return NOT_GIVEN
    if isinstance(value, Mapping):
        return "; ".join(f"{part}: {_answer(item, one)}" for part, one in value.items())
    if isinstance(value, list):
        return ", ".join(_answer(item, one) for one in value)
    labels = {option.id: option.label for option in item.options} if item else {}
    return labels.get(str(value), str(value))
