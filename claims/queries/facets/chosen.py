"""What is chosen, each part with the way to take it back; and where nothing fits, what to drop."""

from __future__ import annotations

from typing import Any

from pyroaring import BitMap64

from claims.domain.vocabulary import Scope
from claims.queries import filter_address
from claims.queries.claim_filters import ClaimFilters
from claims.queries.facets.index import NARROWING, ClaimIndex
from claims.queries.facets.naming import FACETS, Names
from claims.queries.links import label

OTHERS = {
    "q": "Words",
    "years": "Years",
    "scope": "Scope",
    "stale": "Needs another look",
    "confirmed": "Confirmed",
}


def chips(filters: ClaimFilters, named: Names) -> list[dict[str, Any]]:
    """Every chosen value with its label and the query string that is left without it. No query."""
    found = []
    for name, text in filter_address.pairs(filters):
        value = getattr(filters, name)
        if isinstance(value, tuple):
            one = next(one for one in value if filter_address.KEYS[name].write(one) == text)
            rest = filters.without_value(name, one)
            said = named(name, one) or text
        else:
            rest = filters.without(name)
            said = _said(name, value)
        found.append(
            {
                "name": name,
                "value": text,
                "facet": _label(name),
                "label": said,
                "words": bool(name in FACETS and FACETS[name].words),
                "without": filter_address.write(rest),
            }
        )
    return found


def _said(name: str, value: Any) -> str:
    if name == "scope":
        return label(Scope, value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _label(name: str) -> str:
    years = {"year_from": "From year", "year_to": "To year"}
    return FACETS[name].label if name in FACETS else years.get(name) or OTHERS[name]


def drops(index: ClaimIndex, filters: ClaimFilters, text: BitMap64 | None) -> list[dict[str, Any]]:
    """What each filter hides: how many claims there would be without it, most first."""
    found = []
    for name in ("q", *NARROWING):
        keys = ("year_from", "year_to") if name == "years" else (name,)
        rest = filters.without(*keys)
        if rest == filters:
            continue
        found.append(
            {
                "name": name,
                "label": _label(name),
                "count": len(index.select(filters, text, without=name)),
                "without": filter_address.write(rest),
            }
        )
    return sorted(found, key=lambda drop: -drop["count"])
