"""How an instrument is to be used, apart from the answers: settings with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.domain.instruments.model import Instrument, Setting
from claims.domain.instruments.words import listed
from claims.domain.problems import Invalid, path

LONGEST = 2000


def choose(instrument: Instrument, given: Any) -> dict[str, Any]:
    """All settings of the instrument. Raises Invalid with the path of each fault.

    A choice that the instrument is not made for, such as RoB 2 for a cluster-randomised trial, is refused.
    """
    if given is None:
        given = {}
    if not isinstance(given, Mapping):
        raise Invalid({"options": ["Give an object: the name of each option, and its value."]})
    known = {setting.id: setting for setting in instrument.settings}
    has = listed(list(known)) or "none"
    faults = {
        path("options", name): [f"{instrument.short} has no such option. It has: {has}."]
        for name in list(given)[:20]
        if name not in known
    }
    found = {}
    for name, setting in known.items():
        value = given.get(name)
        found[name] = setting.default if value is None else value
        wrong = "" if value is None else _fault(instrument, setting, value)
        if wrong:
            faults[path("options", name)] = [wrong]
    if faults:
        raise Invalid(faults)
    return found


def _fault(instrument: Instrument, setting: Setting, value: Any) -> str:
    if setting.kind == "items":
        known = isinstance(value, list) and all(
            isinstance(one, str) and one in instrument.items for one in value
        )
        return "" if known else f"Give a list of items of {instrument.short}."
    if not isinstance(value, str):
        return "Give a string."
    if setting.kind == "text":
        return "" if len(value) <= LONGEST else f"Give at most {LONGEST} characters."
    for choice in setting.choices:
        if choice.id == value:
            return choice.refuse
    return f"Use one of {listed([choice.id for choice in setting.choices])}."
