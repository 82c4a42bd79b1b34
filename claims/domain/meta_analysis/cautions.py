"""Where a pooled value would mislead, in words that stand before it.

[project decision] Studies conflict where at least one study's own 95% interval lies wholly above no
effect and another's wholly below it: such a body is never shown as "no effect". The other cautions
follow the Cochrane Handbook 6.5, chapters 10.10.2 (considerable heterogeneity: I2 of 75% or more
with Q significant at 10%) and 10.10.4 (few studies).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from claims.domain.meta_analysis.estimators import Numbers
from claims.domain.meta_analysis.intervals import Z

CONSIDERABLE = 75.0
CHANCE = 0.10
FEW = 5


@dataclass(frozen=True)
class Caution:
    """What to know before reading a pooled value. `misleads`: the value should not be read at all."""

    code: str
    text: str
    misleads: bool = False


def sides(yi: Numbers, vi: Numbers) -> tuple[int, int]:
    """How many studies lie wholly above, and how many wholly below no effect, by their own 95% intervals."""
    halves = [Z * math.sqrt(v) for v in vi]
    above = sum(y - half > 0 for y, half in zip(yi, halves, strict=True))
    below = sum(y + half < 0 for y, half in zip(yi, halves, strict=True))
    return above, below


def conflict(yi: Numbers, vi: Numbers) -> Caution | None:
    """The caution for precise studies that conflict, or None."""
    above, below = sides(yi, vi)
    if not (above and below):
        return None
    text = (
        f"The studies conflict: {_studies(above)} an effect in one direction and {_studies(below)}"
        " one in the opposite direction, each with an interval that excludes no effect. Pooling"
        " them averages the disagreement away: the pooled value is misleading and must not be read"
        " as “no effect”. Look for what sets the studies apart."
    )
    return Caution("conflict", text, misleads=True)


def differing(i2: float, q_p: float) -> Caution | None:
    """The caution for considerable heterogeneity, or None."""
    if i2 < CONSIDERABLE or q_p >= CHANCE:
        return None
    text = (
        f"The studies differ far more than chance explains (I² {i2:.0f}%). The pooled value is the"
        " middle of effects that differ, not one common effect: read the prediction interval with it."
    )
    return Caution("heterogeneity", text)


def few(k: int) -> list[Caution]:
    """The cautions that the number of studies alone calls for."""
    if k == 1:
        text = "There is one study: nothing is pooled, and how far studies differ cannot be told."
        return [Caution("one_study", text)]
    found = []
    if k == 2:
        text = (
            "With two studies the Hartung-Knapp interval rests on one degree of freedom and is very"
            " wide. That is right: two studies say next to nothing on how far studies differ."
        )
        found.append(Caution("two_studies", text))
    if k < FEW:
        text = (
            f"There are few studies ({k}): the variance between them is poorly known, and random-effects"
            " results lean on it."
        )
        found.append(Caution("few_studies", text))
    return found


def too_narrow(q: float) -> Caution | None:
    """The caution for a plain Hartung-Knapp interval that like studies have shrunk, or None."""
    if q >= 1:
        return None
    text = (
        "The plain Hartung-Knapp interval is narrower than chance allows, because the studies are"
        " more alike than expected. Read the “ad hoc” one, whose factor is held at 1 or more."
    )
    return Caution("hartung_knapp_narrow", text)


def _studies(number: int) -> str:
    return "one study finds" if number == 1 else f"{number} studies find"
