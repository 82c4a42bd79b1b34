"""Krippendorff's alpha: any number of raters, gaps allowed, four metrics.

Sources: Krippendorff, "Computing Krippendorff's alpha-reliability" (2011): 1 - Do / De over the
coincidences of units with two or more ratings. Standard error: the linear part of alpha over units, as
Gwet (Handbook of Inter-Rater Reliability, 2014, ch. 5) has it; for the ordinal metric, whose distances
are themselves counted from the ratings, our linear part includes how they move.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from claims.domain.agreement.ratings import Ratings, Unit
from claims.domain.agreement.statistic import Statistic, by_student, undefined
from claims.domain.agreement.weights import Matrix

METHOD = "linearised standard error over units with two ratings (Gwet 2014), t(n - 1), cut off at 1"
NOT_COMPARED = "No unit has two ratings."
CONSTANT = "Every rating that can be compared is of one and the same category: 0 / 0."
NEGATIVE = "The ratio metric needs values of 0 and more."
NO_VALUES = "The categories are words: this metric needs numbers."


def alpha(ratings: Ratings, metric: str, key: str, label: str) -> Statistic:
    """Alpha by `metric`: nominal, ordinal, interval or ratio."""
    values = ratings.values
    if metric in ("interval", "ratio") and values is None:
        return undefined(key, label, NO_VALUES, "ci95_t", METHOD)
    if metric == "ratio" and min(values or (0.0,)) < 0:
        return undefined(key, label, NEGATIVE, "ci95_t", METHOD)
    units = ratings.compared
    if not units:
        return undefined(key, label, NOT_COMPARED, "ci95_t", METHOD)
    totals = [0] * len(ratings.categories)
    for unit in units:
        for k, count in unit.counts:
            totals[k] += count * unit.times
    used = [k for k, total in enumerate(totals) if total]
    if len(used) < 2:
        return undefined(key, label, CONSTANT, "ci95_t", METHOD)
    middles = _middles(totals) if metric == "ordinal" else list(values or ())
    distance = _distances(metric, middles, len(totals))
    n = sum(totals)
    within = [_within(unit, None if metric == "nominal" else distance) for unit in units]
    seen = math.fsum(part * unit.times for part, unit in zip(within, units, strict=True))
    far = [math.fsum(distance[k][j] * totals[j] for j in used) for k in range(len(totals))]
    chance = math.fsum(totals[k] * far[k] for k in used)
    value = 1 - (n - 1) * seen / chance
    shift = _moving(units, totals, middles, used) if metric == "ordinal" else _still(len(totals))
    parts = []
    for unit, own in zip(units, within, strict=True):
        by_chance = math.fsum(count * (2 * far[k] + shift[1][k]) for k, count in unit.counts)
        moved = own + math.fsum(count * shift[0][k] for k, count in unit.counts)
        part = (unit.ratings * seen + n * moved - n * seen * by_chance / chance) / chance
        parts.append((part, unit.times))
    se = _error(parts, ratings.n_compared)
    interval, why = by_student(value, se, ratings.n_compared)
    extras = {"alpha_nominal_se_gwet_R": se} if metric == "nominal" else {}
    return Statistic(
        key,
        label,
        value,
        se,
        None,
        interval,
        "ci95_t",
        METHOD,
        interval_reason=why,
        extras=extras,
    )


def _error(parts: Sequence[tuple[float, int]], n: int) -> float | None:
    if n < 2:
        return None
    square = math.fsum(part * part * times for part, times in parts)
    return math.sqrt(n / (n - 1) * square) if square * n > 1e-24 else 0.0


def _middles(totals: Sequence[int]) -> list[float]:
    """Mid-ranks: the squared difference of two is Krippendorff's ordinal distance."""
    found, below = [], 0
    for total in totals:
        found.append(below + total / 2)
        below += total
    return found


def _distances(metric: str, at: Sequence[float], q: int) -> Matrix:
    def one(row: int, column: int) -> float:
        if row == column:
            return 0.0
        if metric == "nominal":
            return 1.0
        gap = at[row] - at[column]
        if metric == "ratio":
            gap /= at[row] + at[column]
        return gap * gap

    return tuple(tuple(one(row, column) for column in range(q)) for row in range(q))


def _within(unit: Unit, distance: Matrix | None) -> float:
    """The unit's part of the observed disagreement: its pairs, each over its ratings less one; None is nominal."""
    m = unit.ratings
    if distance is None:
        return (m * m - sum(count * count for _, count in unit.counts)) / (m - 1)
    total = math.fsum(
        count * other * distance[k][j] for k, count in unit.counts for j, other in unit.counts
    )
    return total / (m - 1)


def _moving(
    units: Sequence[Unit], totals: Sequence[int], middles: Sequence[float], used: Sequence[int]
) -> tuple[list[float], list[float]]:
    """What one more rating in each category adds to both disagreements by moving the mid-ranks.

    The mid-rank of g moves by 1 for a rating below g and by 1/2 for one in g.
    """
    q = len(totals)
    pull: list[list[float]] = [[] for _ in range(q)]
    for unit in units:
        scale = 4 * unit.times / (unit.ratings - 1)
        for k, count in unit.counts:
            gaps = math.fsum(other * (middles[k] - middles[j]) for j, other in unit.counts)
            pull[k].append(scale * count * gaps)
    seen = [math.fsum(part) for part in pull]
    chance = [
        4 * totals[k] * math.fsum(totals[j] * (middles[k] - middles[j]) for j in used)
        for k in range(q)
    ]
    return _above(seen), _above(chance)


def _still(q: int) -> tuple[list[float], list[float]]:
    """As `_moving`, for distances that the ratings do not change."""
    return [0.0] * q, [0.0] * q


def _above(pull: Sequence[float]) -> list[float]:
    return [math.fsum([*pull[k + 1 :], pull[k] / 2]) for k in range(len(pull))]
