"""The evidence table of a claim: which row comes first, and how many stand on a page. Links only, no script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from claims.domain.problems import Invalid
from claims.domain.vocabulary import Design, Direction, Strength

PER_PAGE = 50

STANDINGS = ("counted", "", "awaiting", "background", "not_counted")
DIRECTIONS = [str(value) for value, _label in Direction.choices()]
STRENGTHS = [str(value) for value, _label in Strength.choices()]
DESIGNS = [str(value) for value, _label in Design.choices()]

Row = Mapping[str, Any]
Key = Callable[[Row], Any]


def _place(order: Sequence[str], value: str | None) -> int:
    return order.index(value or "") if (value or "") in order else len(order)


def _weight(one: Row) -> tuple[int, int, int, int]:
    return (
        _place(STANDINGS, one["standing"]),
        _place(STRENGTHS, one["consensus"]["strength"]),
        _place(DIRECTIONS, one["consensus"]["direction"]),
        -(one["source"]["year"] or 0),
    )


#: What ?sort= knows: how rows compare, and what the link is called. "-" before it turns the order round.
SORTS: dict[str, tuple[Key, Any]] = {
    "weight": (_weight, _("weight in the conclusion")),
    "year": (lambda one: one["source"]["year"] or 0, _("year of publication")),
    "direction": (lambda one: _place(DIRECTIONS, one["consensus"]["direction"]), _("direction")),
    "design": (lambda one: _place(DESIGNS, one["design"]), _("kind of study")),
    "size": (lambda one: -1 if one["n"] is None else one["n"], _("size")),
    "strength": (lambda one: _place(STRENGTHS, one["consensus"]["strength"]), _("strength")),
}
# The newest and the largest first, where these are asked for.
FALLING = ("year", "size")


def table(evidence: Sequence[Row], query: Mapping[str, str]) -> dict[str, Any]:
    """The rows of one page in the order that `query` asks for, and the links to the others.

    `query` may hold `sort` (a name, with "-" before it for the other way round) and `rows` (a page from 1, or
    "all"). Invalid, by name, for anything else.
    """
    sort = query.get("sort", "weight")
    name, turned = sort.removeprefix("-"), sort.startswith("-")
    if name not in SORTS:
        raise Invalid({"sort": [f"The evidence can be sorted by: {', '.join(SORTS)}."]})
    falling = turned != (name in FALLING)
    # Steady: what compares alike stays in the order of its weight.
    ordered = sorted(sorted(evidence, key=_weight), key=SORTS[name][0], reverse=falling)
    pages = max(1, -(-len(ordered) // PER_PAGE))
    asked = query.get("rows", "1")
    if asked == "all":
        kept, page = ordered, None
    elif asked.isascii() and asked.isdecimal() and 1 <= int(asked[:9]) <= pages:
        page = int(asked)
        kept = ordered[PER_PAGE * (page - 1) : PER_PAGE * page]
    else:
        raise Invalid({"rows": [f"Give a page of evidence from 1 to {pages}, or “all”."]})
    return {
        "rows": kept,
        "total": len(ordered),
        "first": PER_PAGE * ((page or 1) - 1) + 1,
        "last": PER_PAGE * ((page or 1) - 1) + len(kept),
        "sorted_by": SORTS[name][1],
        "order": "descending" if falling else "ascending",
        "sort": name,
        "columns": {key: _link(key, name, turned) for key in SORTS},
        "pages": [
            {"n": n, "here": n == page, "query": _query(sort, str(n))} for n in range(1, pages + 1)
        ]
        if pages > 1
        else [],
        "all": _query(sort, "all") if pages > 1 and page else "",
    }


def _link(key: str, name: str, turned: bool) -> dict[str, Any]:
    """The link in a column's head: a second click turns the order round."""
    again = key == name and not turned
    return {
        "query": _query(f"-{key}" if again else key, "1"),
        "label": SORTS[key][1],
        "here": key == name,
    }


def _query(sort: str, rows: str) -> str:
    given = {"sort": sort if sort != "weight" else "", "rows": rows if rows != "1" else ""}
    return urlencode({key: value for key, value in given.items() if value})
