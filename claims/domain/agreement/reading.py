"""Anyone's ratings as JSON, checked and turned into Ratings: three shapes, told apart by `type` or by their form.

- `table`: the square table of two raters, rows the first rater's categories, cells counts of units;
- `data`: a row per rater, a column per unit, null where not rated (`type` may say that rows are units);
- `counts`: a row per unit, a column per category, cells how many raters chose it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from claims.domain.agreement.ratings import Ratings, from_counts, from_matrix, from_table
from claims.domain.problems import Invalid, path

MOST_RATINGS = 10_000
MOST_RATERS = 100
MOST_UNITS = 5_000
MOST_CATEGORIES = 100
MOST_COUNT = 1_000_000_000
LARGEST = 1e12
LONGEST = 100

TABLE, DATA, COUNTS = "two_raters_table", "raters_x_units", "units_x_categories"
# Every name that the ratings may stand under, and what they are where `type` does not say.
NAMES = {"table": "", "matrix": "", "data": DATA, "ratings": DATA, "counts": COUNTS}
SCALES = ("categories", "levels")
COUNTED = {"raters": True, "n_raters": True, "units": False, "n_units": False, "subjects": False}
KNOWN = ("type", *NAMES, *SCALES, *COUNTED)
UNIT_WORDS = ("unit", "subject", "item", "case")


def read(body: Mapping[str, Any]) -> tuple[Ratings, str]:
    """The ratings in `body` (keys of KNOWN) and as what they were read. Raises Invalid by path."""
    _fit(body)
    name = _one_of(body, tuple(NAMES), needed=True)
    rows = _rows(body[name], name)
    kind = _kind(body, name, rows)
    scale = _one_of(body, SCALES, needed=False)
    categories = _categories(body[scale], scale) if scale else None
    if kind == DATA:
        ratings = _matrix(rows, name, categories, _rows_are_units(body.get("type")))
    else:
        _counts(rows, name, square=kind == TABLE)
        ratings = _counted(kind, rows, name, categories, scale)
    _agrees(body, ratings, kind)
    return ratings, kind


def _fit(body: Mapping[str, Any]) -> None:
    """What stands beside the ratings is of its kind, whether or not there are ratings."""
    stated = body.get("type")
    if stated is not None and not (
        isinstance(stated, str) and stated.isprintable() and len(stated) <= LONGEST
    ):
        raise Invalid({"type": [f"Give one line of at most {LONGEST} characters."]})
    for name in SCALES:
        if body.get(name) is not None:
            _categories(body[name], name)
    for name in COUNTED:
        if isinstance(body.get(name), bool) or not isinstance(body.get(name), int | list | None):
            raise Invalid({name: ["Give a whole number, or a list of names."]})


def _one_of(body: Mapping[str, Any], names: Sequence[str], *, needed: bool) -> str:
    given = [name for name in names if body.get(name) is not None]
    if len(given) > 1:
        raise Invalid({given[1]: [f"Give either {given[0]} or {given[1]}, not both."]})
    if not given and needed:
        raise Invalid({"": [f"Give the ratings as one of: {', '.join(names)}."]})
    return given[0] if given else ""


def _rows(value: Any, name: str) -> list[list[Any]]:
    if not isinstance(value, list) or not value:
        raise Invalid({name: ["Give a list of rows, each a list."]})
    for place, row in enumerate(value):
        if not isinstance(row, list) or not row:
            raise Invalid({path(name, place): ["Give a row as a list that is not empty."]})
        if len(row) != len(value[0]):
            raise Invalid({path(name, place): [f"Every row needs {len(value[0])} cells."]})
    return value


def _kind(body: Mapping[str, Any], name: str, rows: list[list[Any]]) -> str:
    word = (body.get("type") or "").lower()
    free = name in ("table", "matrix")
    if free and any(part in word for part in ("two_rater", "confusion", "contingency", "square")):
        return TABLE
    if name == "counts" or any(part in word for part in ("categor", "count", "fleiss")):
        return COUNTS
    if not free:
        return DATA
    if "rater" in word and any(part in word for part in UNIT_WORDS):
        return DATA
    return TABLE if len(rows) == len(rows[0]) else COUNTS


def _rows_are_units(stated: str | None) -> bool:
    word = (stated or "").lower()
    units = [word.find(part) for part in UNIT_WORDS if part in word]
    return bool(units) and min(units) < word.find("rater")


def _categories(value: Any, name: str) -> list[Hashable]:
    if not isinstance(value, list) or not value:
        raise Invalid({name: ["Give the whole scale as a list, in order where it has one."]})
    if len(value) > MOST_CATEGORIES:
        raise Invalid({name: [f"Give at most {MOST_CATEGORIES} categories."]})
    found = [_rating(one, path(name, place)) for place, one in enumerate(value)]
    if len(set(found)) < len(found):
        raise Invalid({name: ["Name each category once."]})
    _one_sort(found, name)
    return found


def _rating(value: Any, where: str) -> Hashable:
    """A number or a word."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Invalid({where: ["Give a number, a word, or null where it was not rated."]})
    if isinstance(value, str):
        if not value.strip() or len(value) > LONGEST:
            raise Invalid({where: [f"Give a word of 1 to {LONGEST} characters, or null."]})
        return value.strip()
    if not abs(value) <= LARGEST:
        raise Invalid({where: ["Numbers go up to 1e12 either way."]})
    return int(value) if value == int(value) else value


def _one_sort(found: Sequence[Hashable], name: str) -> None:
    if len({isinstance(one, str) for one in found}) > 1:
        raise Invalid({name: ["Use either numbers or words for the categories, not both."]})


def _matrix(
    rows: list[list[Any]], name: str, categories: list[Hashable] | None, turned: bool
) -> Ratings:
    raters, units = (len(rows[0]), len(rows)) if turned else (len(rows), len(rows[0]))
    _size(name, raters, units)
    cells = [
        [None if one is None else _rating(one, path(name, i, j)) for j, one in enumerate(row)]
        for i, row in enumerate(rows)
    ]
    used = {one for row in cells for one in row if one is not None}
    if not used:
        raise Invalid({name: ["There is no rating in it."]})
    _one_sort(list(used), name)
    ordered = categories is not None or not isinstance(next(iter(used)), str)
    scale = sorted(used, key=lambda one: one) if categories is None else categories  # type: ignore[arg-type,return-value]
    if len(scale) > MOST_CATEGORIES:
        raise Invalid({name: [f"At most {MOST_CATEGORIES} different ratings are read."]})
    places = {one: place for place, one in enumerate(scale)}
    for i, row in enumerate(cells):
        for j, one in enumerate(row):
            if one is not None and one not in places:
                raise Invalid({path(name, i, j): [f"{one!r} is none of the categories."]})
    matrix = [[None if one is None else places[one] for one in row] for row in cells]
    if turned:
        matrix = [list(column) for column in zip(*matrix, strict=True)]
    found = from_matrix(matrix, scale, ordered=ordered, values=_numbers(scale))
    return replace(found, scale_given=categories is not None)


def _numbers(scale: Sequence[Hashable]) -> list[float] | None:
    found = [float(one) for one in scale if isinstance(one, int | float)]
    return found if len(found) == len(scale) else None


def _size(name: str, raters: int, units: int) -> None:
    for what, found, most in (
        ("raters", raters, MOST_RATERS),
        ("units", units, MOST_UNITS),
        ("cells", raters * units, MOST_RATINGS),
    ):
        if found > most:
            raise Invalid({name: [f"At most {most} {what} are read; there are {found}."]})


def _counts(rows: list[list[Any]], name: str, *, square: bool) -> None:
    if len(rows[0]) > MOST_CATEGORIES:
        raise Invalid({name: [f"At most {MOST_CATEGORIES} categories are read."]})
    if square and len(rows) != len(rows[0]):
        raise Invalid({name: ["The table of two raters has as many rows as columns."]})
    if not square:
        _size(name, 1, len(rows))
        if len(rows) * len(rows[0]) > 10 * MOST_RATINGS:
            raise Invalid({name: [f"At most {10 * MOST_RATINGS} cells are read."]})
    for i, row in enumerate(rows):
        for j, one in enumerate(row):
            whole = isinstance(one, int | float) and not isinstance(one, bool)
            if not whole or not 0 <= one <= MOST_COUNT or one != int(one):
                raise Invalid({path(name, i, j): [f"Give a whole number from 0 to {MOST_COUNT}."]})
            row[j] = int(one)
    if not any(map(any, rows)):
        raise Invalid({name: ["There is no rating in it."]})


def _counted(
    kind: str, rows: list[list[int]], name: str, categories: list[Hashable] | None, scale: str
) -> Ratings:
    q = len(rows[0])
    if categories is not None and len(categories) != q:
        raise Invalid({scale: [f"{name} has {q} categories; here are {len(categories)}."]})
    labels = list(range(1, q + 1)) if categories is None else categories
    values = _numbers(labels)
    make = from_table if kind == TABLE else from_counts
    return make(rows, labels, ordered=True, values=values)


def _agrees(body: Mapping[str, Any], ratings: Ratings, kind: str) -> None:
    """What is said about the size beside the ratings is so: a number, or a list of names."""
    for name, of_raters in COUNTED.items():
        stated = body.get(name)
        if stated is None:
            continue
        said = len(stated) if isinstance(stated, list) else stated
        found = _found(ratings, kind, of_raters)
        if found is not None and said != found:
            raise Invalid({name: [f"The ratings have {found}, not {said}."]})


def _found(ratings: Ratings, kind: str, of_raters: bool) -> int | None:
    if of_raters:
        return ratings.fixed if kind == COUNTS else ratings.raters
    return None if kind == DATA else ratings.n_units
