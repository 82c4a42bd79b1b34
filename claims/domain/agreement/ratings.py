"""Ratings as the statistics want them: equal units counted together, never one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

Pattern = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Unit:
    """`times` units whose ratings fell alike: `counts` pairs a category's place with how many chose it."""

    counts: Pattern
    times: int

    @property
    def ratings(self) -> int:
        """How many ratings one such unit has."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True)
class Ratings:
    """Everything that the statistics need.

    `categories` is the whole scale, used or not, in order where `ordered`; `values` are its numbers where it
    has any. `raters` is None where ratings are only counted. `pair` is the square table of two raters (rows:
    the first) over the units that both rated. `scale_given` is False where the scale is what was used of it.
    """

    categories: tuple[Hashable, ...]
    units: tuple[Unit, ...]
    raters: int | None
    ordered: bool = True
    values: tuple[float, ...] | None = None
    pair: tuple[tuple[int, ...], ...] | None = None
    scale_given: bool = True

    @cached_property
    def n_units(self) -> int:
        """Units with at least one rating."""
        return sum(unit.times for unit in self.units)

    @cached_property
    def n_compared(self) -> int:
        """Units with at least two ratings: those in which raters can agree at all."""
        return sum(unit.times for unit in self.compared)

    @cached_property
    def n_ratings(self) -> int:
        """All ratings."""
        return sum(unit.times * unit.ratings for unit in self.units)

    @cached_property
    def compared(self) -> tuple[Unit, ...]:
        """Units with at least two ratings."""
        return tuple(unit for unit in self.units if unit.ratings > 1)

    @cached_property
    def fixed(self) -> int | None:
        """The number of ratings that every unit has, if it is the same and at least two."""
        sizes = {unit.ratings for unit in self.units}
        size = sizes.pop() if len(sizes) == 1 else 0
        return size if size > 1 else None


def from_table(
    table: Sequence[Sequence[int]],
    categories: Sequence[Hashable],
    *,
    ordered: bool = True,
    values: Sequence[float] | None = None,
) -> Ratings:
    """The ratings of a square table of two raters: rows are the first rater's categories."""
    patterns: Counter[Pattern] = Counter()
    for row, counts in enumerate(table):
        for column, count in enumerate(counts):
            if count:
                patterns[_pattern([row, column])] += count
    pair = tuple(tuple(row) for row in table)
    return _ratings(patterns, categories, 2, ordered, values, pair)


def from_counts(
    counts: Sequence[Sequence[int]],
    categories: Sequence[Hashable],
    *,
    ordered: bool = True,
    values: Sequence[float] | None = None,
) -> Ratings:
    """The ratings of a table of units by categories: how many raters put the unit into each."""
    patterns: Counter[Pattern] = Counter()
    for row in counts:
        found = tuple((place, count) for place, count in enumerate(row) if count)
        if found:
            patterns[found] += 1
    return _ratings(patterns, categories, None, ordered, values, None)


def from_matrix(
    matrix: Sequence[Sequence[int | None]],
    categories: Sequence[Hashable],
    *,
    ordered: bool = True,
    values: Sequence[float] | None = None,
) -> Ratings:
    """The ratings of raters (rows) on units (columns): places in `categories`, None where not rated."""
    patterns: Counter[Pattern] = Counter()
    for column in zip(*matrix, strict=True):
        given = [place for place in column if place is not None]
        if given:
            patterns[_pattern(given)] += 1
    pair = None
    if len(matrix) == 2:
        cells = Counter(zip(*matrix, strict=True))
        span = range(len(categories))
        pair = tuple(tuple(cells[row, column] for column in span) for row in span)
    return _ratings(patterns, categories, len(matrix), ordered, values, pair)


def from_units(
    units: Iterable[Mapping[Hashable, int]],
    categories: Sequence[Hashable],
    *,
    ordered: bool = True,
    scale_given: bool = True,
) -> Ratings:
    """The ratings of units that each map a rater to a place in `categories`; only who rated is in a map."""
    patterns: Counter[Pattern] = Counter()
    cells: Counter[tuple[int, int]] = Counter()
    given = [unit for unit in units if unit]
    raters = {rater: None for unit in given for rater in unit}
    pairs = tuple(raters) if len(raters) == 2 else None
    for unit in given:
        patterns[_pattern(list(unit.values()))] += 1
        if pairs and len(unit) == 2:
            cells[unit[pairs[0]], unit[pairs[1]]] += 1
    span = range(len(categories))
    pair = tuple(tuple(cells[row, column] for column in span) for row in span) if pairs else None
    found = _ratings(patterns, categories, len(raters), ordered, None, pair)
    return replace(found, scale_given=scale_given)


def _pattern(places: Sequence[int]) -> Pattern:
    return tuple(sorted(Counter(places).items()))


def _ratings(
    patterns: Counter[Pattern],
    categories: Sequence[Hashable],
    raters: int | None,
    ordered: bool,
    values: Sequence[float] | None,
    pair: tuple[tuple[int, ...], ...] | None,
) -> Ratings:
    units = tuple(Unit(pattern, times) for pattern, times in sorted(patterns.items()))
    return Ratings(
        tuple(categories),
        units,
        raters,
        ordered,
        None if values is None else tuple(values),
        pair,
    )
