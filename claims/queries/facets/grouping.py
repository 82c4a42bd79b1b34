"""Claims counted by one of their properties, under all filters: what a list's own pages would add up to."""

from __future__ import annotations

from typing import Any

from claims.domain.vocabulary import Scope
from claims.queries import filter_address
from claims.queries.claim_filters import ClaimFilters
from claims.queries.facets.index import ONES, TREES, ClaimIndex
from claims.queries.facets.naming import FACETS, Names
from claims.queries.links import label

#: What claims are counted by: the facets, and what a list is narrowed by without being a facet.
GROUPS = (*FACETS, "year", *ONES)


def grouped(
    index: ClaimIndex, filters: ClaimFilters, by: str, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """At most `limit` groups with `key`, `label` and `count`, most claims first, and how many more there are.

    A claim counts in each group that it belongs to (several topics, several designs). `key` is what the filter of
    the same name takes. `status` and `by` are not asked: the index holds what is published. Two queries at most,
    and those of a text that is new to the index.
    """
    found = index.matching(filters.q)
    kept = index.select(filters, None if found is None else found.claims)
    counts = {
        value: count
        for value, claims in index.values(by).items()
        if (count := kept.intersection_cardinality(claims))
    }
    ordered = sorted(counts, key=lambda value: (-counts[value], str(value)))
    named = Names.of(ordered if by in TREES else (), ordered if by == "rater" else ())
    rows = [
        {"key": _written(by, value), "label": said, "count": counts[value]}
        for value in ordered
        if (said := _said(by, value, named))
    ]
    return rows[:limit], max(0, len(rows) - limit)


def _written(by: str, value: Any) -> str:
    return str(value) if by == "year" else filter_address.KEYS[by].write(value)


def _said(by: str, value: Any, named: Names) -> str:
    if by == "scope":
        return label(Scope, value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return named(by, value)
