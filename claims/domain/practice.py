"""How practice ratings compare with the key: share of the same, and weighted kappa on strength."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claims.domain.agreement.cohen import kappa
from claims.domain.vocabulary import Strength

AXES = ("direction", "directness", "strength")
SCALE = [value for value, _ in Strength.choices() if value]


@dataclass(frozen=True)
class Pair:
    """One answer beside its key: words of direction, directness and strength, "" where not rated."""

    given: tuple[str, str, str]
    key: tuple[str, str, str]


def same(pair: Pair) -> dict[str, bool]:
    """Which axes are the same."""
    return {name: a == b for name, a, b in zip(AXES, pair.given, pair.key, strict=True)}


def score(pairs: Sequence[Pair]) -> dict[str, Any]:
    """{"answered", "same_in_all", "percent", "by_axis", "kappa", "kappa_reason"} of all answers so far.

    Percentages are of the answers, 0 to 100, None without any. `kappa` is Cohen's with linear weights on the five
    steps of strength, where both rated it; None where it is not defined, for `kappa_reason`.
    """
    agreed = [same(pair) for pair in pairs]
    places = {word: place for place, word in enumerate(SCALE)}
    table = [[0] * len(SCALE) for _ in SCALE]
    for pair in pairs:
        given, key = pair.given[2], pair.key[2]
        if given in places and key in places:
            table[places[given]][places[key]] += 1
    found = kappa(table, "linear", "kappa_linear", "Weighted kappa (linear)")
    return {
        "answered": len(pairs),
        "same_in_all": sum(all(one.values()) for one in agreed),
        "percent": _percent([all(one.values()) for one in agreed]),
        "by_axis": {name: _percent([one[name] for one in agreed]) for name in AXES},
        "kappa": found.value,
        "kappa_reason": found.reason,
    }


def _percent(hits: Sequence[bool]) -> float | None:
    return round(100 * sum(hits) / len(hits), 1) if hits else None
