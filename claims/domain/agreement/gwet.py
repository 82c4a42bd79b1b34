"""Percent agreement, Fleiss' kappa and Gwet's AC1 and AC2 of any number of raters, gaps allowed.

Sources: Gwet, Handbook of Inter-Rater Reliability, 4th ed. 2014, ch. 2 to 5 (coefficients with missing
ratings, and the linearised variance over units); Fleiss, Psychological Bulletin 1971; Fleiss, Nee and
Landis 1979 for the standard error under no agreement, which is for testing only.

Units with one rating tell how common a category is, and nothing about agreement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from claims.domain.agreement.ratings import Ratings, Unit
from claims.domain.agreement.statistic import Statistic, by_student, undefined, wilson
from claims.domain.agreement.weights import Matrix, disagreement

LINEARISED = (
    "linearised standard error over units (Gwet 2014, divisor n - 1), t(n - 1), cut off at 1"
)
NOT_COMPARED = "No unit has two ratings."
ONE_CATEGORY = "The scale has one category only: pass the full scale as categories."
CONSTANT = "Every rating is of one and the same category: 0 / 0."


@dataclass(frozen=True)
class Chance:
    """Disagreement seen and by chance (each 1 minus the published pa, pe), and its value in each unit."""

    seen: float
    chance: float
    seen_in: tuple[float | None, ...]
    chance_in: tuple[float, ...]


def percent(ratings: Ratings) -> Statistic:
    """The share of pairs of ratings of a unit that agree, averaged over units with two or more."""
    key, label = "percent_agreement", "Percent agreement"
    n = ratings.n_compared
    if n == 0:
        return undefined(key, label, NOT_COMPARED, "ci95_wilson")
    alike = [(1 - _seen(unit, None), unit.times) for unit in ratings.compared]
    value = math.fsum(share * times for share, times in alike) / n
    if ratings.fixed == 2 or all(unit.ratings == 2 for unit in ratings.compared):
        hits = sum(times for share, times in alike if share == 1)
        method = "Wilson 1927 score interval over units with two ratings"
        interval = wilson(hits, n)
        return Statistic(
            key, label, hits / n, interval=interval, suffix="ci95_wilson", method=method
        )
    se = _spread([(share - value, times) for share, times in alike], n)
    within, why = by_student(value, se, n, 0.0)
    method = "standard error of the units' shares, t(n - 1), within 0 and 1"
    return Statistic(key, label, value, se, None, within, "ci95_t", method, interval_reason=why)


def ac(ratings: Ratings, weights: str, key: str, label: str) -> Statistic:
    """Gwet's AC1 (identity weights) or AC2."""
    q = len(ratings.categories)
    if ratings.n_compared == 0:
        return undefined(key, label, NOT_COMPARED, "ci95_t", LINEARISED)
    if q < 2:
        return undefined(key, label, ONE_CATEGORY, "ci95_t", LINEARISED)
    unlike = disagreement(weights, q)
    share = _shares(ratings)
    # Tw / (q (q - 1)), with Tw the sum of all weights.
    factor = (q * q - math.fsum(map(math.fsum, unlike))) / (q * (q - 1))
    chance_in = tuple(
        1 - factor * math.fsum(count / unit.ratings * (1 - share[k]) for k, count in unit.counts)
        for unit in ratings.units
    )
    return _coefficient(ratings, None if weights == "identity" else unlike, chance_in, key, label)


def fleiss(ratings: Ratings, key: str, label: str) -> Statistic:
    """Fleiss' kappa; generalised to gaps, each unit weighs the same in the categories' shares."""
    if ratings.n_compared == 0:
        return undefined(key, label, NOT_COMPARED, "ci95_t", LINEARISED)
    share = _shares(ratings)
    if max(share) == 1:
        return undefined(key, label, CONSTANT, "ci95_t", LINEARISED)
    chance_in = tuple(
        math.fsum(count / unit.ratings * (1 - share[k]) for k, count in unit.counts)
        for unit in ratings.units
    )
    return _coefficient(ratings, None, chance_in, key, label)


def fleiss_null_se(ratings: Ratings) -> float | None:
    """The 1979 standard error under no agreement, for a fixed number of ratings; None where undefined."""
    m = ratings.fixed
    share = _shares(ratings)
    whole = math.fsum(p * (1 - p) for p in share)
    if m is None or whole == 0:
        return None
    skew = math.fsum(p * (1 - p) * (1 - 2 * p) for p in share)
    n = ratings.n_units
    return math.sqrt(2 / (n * m * (m - 1)) * max(0.0, whole * whole - skew)) / whole


def _coefficient(
    ratings: Ratings, unlike: Matrix | None, chance_in: tuple[float, ...], key: str, label: str
) -> Statistic:
    """1 - seen / chance, with the variance of its linear part over units."""
    n, compared = ratings.n_units, ratings.n_compared
    seen_in = [_seen(unit, unlike) if unit.ratings > 1 else None for unit in ratings.units]
    times = [unit.times for unit in ratings.units]
    seen = (
        math.fsum(one * t for one, t in zip(seen_in, times, strict=True) if one is not None)
        / compared
    )
    chance = math.fsum(one * t for one, t in zip(chance_in, times, strict=True)) / n
    value = 1 - seen / chance
    parts = []
    for own, by_chance, t in zip(seen_in, chance_in, times, strict=True):
        # (n / n') (pa_i - pe) / (1 - pe), and 0 for a unit with one rating.
        first = 0.0 if own is None else n / compared * (chance - own) / chance
        parts.append((first - 2 * (1 - value) * (chance - by_chance) / chance - value, t))
    se = _spread(parts, n)
    interval, why = by_student(value, se, n)
    extras: dict[str, float | None] = {}
    if key == "gwet_ac1":
        extras = {"gwet_pa": 1 - seen, "gwet_pe": 1 - chance}
    return Statistic(
        key,
        label,
        value,
        se,
        None,
        interval,
        "ci95_t",
        LINEARISED,
        interval_reason=why,
        extras=extras,
    )


def _shares(ratings: Ratings) -> list[float]:
    """How common each category is: the mean over units of its share of the unit's ratings."""
    parts: list[list[float]] = [[] for _ in ratings.categories]
    whole = [0] * len(ratings.categories)
    for unit in ratings.units:
        for k, count in unit.counts:
            if count == unit.ratings:
                whole[k] += unit.times
            else:
                parts[k].append(count / unit.ratings * unit.times)
    n = ratings.n_units or 1
    return [(math.fsum(part) + alone) / n for part, alone in zip(parts, whole, strict=True)]


def _seen(unit: Unit, unlike: Matrix | None) -> float:
    """The mean disagreement of the pairs of ratings of one unit with two or more; None is identity weights."""
    m = unit.ratings
    if unlike is None:
        return (m * m - sum(count * count for _, count in unit.counts)) / (m * (m - 1))
    total = math.fsum(
        count * math.fsum(unlike[k][j] * other for j, other in unit.counts)
        for k, count in unit.counts
    )
    return total / (m * (m - 1))


def _spread(parts: list[tuple[float, int]], n: int) -> float | None:
    """The standard error of a mean of n parts; None for n below 2; what rounding left of 0 is 0."""
    if n < 2:
        return None
    square = math.fsum(part * part * times for part, times in parts)
    return math.sqrt(square / n / (n - 1)) if square / n > 1e-24 else 0.0
