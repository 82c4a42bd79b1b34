"""The parts of an effect estimate as people type them, and the one value that is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.domain.effects import faults

__all__ = ["PARTS", "faults", "shown", "tidy", "typed"]
PARTS = ("measure", "estimate", "low", "high", "level")


def typed(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The effect in the shape that is stored, from fields named effect_*; None where none was filled in.

    The level is typed in percent; 0.95 is understood as well. A level alone is no effect.
    """
    found = tidy({part: values.get(f"effect_{part}") for part in PARTS})
    if found is None or set(found) == {"level"}:
        return None
    level = found.get("level")
    if level is not None and level > 1:
        found["level"] = round(level / 100, 9)
    return found


def tidy(effect: Any) -> dict[str, Any] | None:
    """The parts that are filled in; None where none is."""
    if not isinstance(effect, Mapping):
        return None
    return {name: value for name, value in effect.items() if value not in (None, "")} or None


def shown(effect: Any) -> dict[str, Any]:
    """What the fields show of a stored effect."""
    found = {f"effect_{name}": value for name, value in (tidy(effect) or {}).items()}
    level = found.get("effect_level")
    if isinstance(level, int | float) and 0 < level <= 1:
        found["effect_level"] = round(100 * level, 7)
    return found
