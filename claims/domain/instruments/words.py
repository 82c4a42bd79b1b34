"""Conditions and rules in words, made from the tables themselves so that the two cannot differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from claims.domain.instruments.model import Condition, Instrument, Item


def listed(names: Iterable[str]) -> str:
    """a, b, c."""
    return ", ".join(names)


def either(words: Sequence[str]) -> str:
    """a, b or c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def condition_in_words(instrument: Instrument, condition: Condition) -> str:
    """“2.1 is Yes or Probably yes, and 2.3 is No”."""
    return ", and ".join(
        f"{name} is {either([_label(instrument.items[name], value) for value in values])}"
        for name, values in condition.items()
    )


def _label(item: Item, value: str) -> str:
    return next((option.label for option in item.options if option.id == value), value)


def asked_if(instrument: Instrument, item: Item) -> str:
    """When the question applies: “2.1 is Yes; or 2.2 is Yes”; "" where it always does."""
    return "; or ".join(condition_in_words(instrument, clause) for clause in item.ask_if)
