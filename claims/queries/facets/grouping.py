"""Claims counted by one of their properties, under all filters: what a list's own pages would add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from pyroaring import BitMap64

from claims.access import listed_claims, visible_topics
from claims.domain.vocabulary import Scope
from claims.models import Claim, Topic
from claims.queries import filter_address
from claims.queries.claim_filters import ClaimFilters
from claims.queries.facets.index import ONES, TREES, ClaimIndex
from claims.queries.facets.naming import FACETS, Names
from claims.queries.links import label

if TYPE_CHECKING:
    from claims.access import Viewer

#: What claims are counted by: the facets, and what a list is narrowed by without being a facet.
GROUPS = (*FACETS, "year", *ONES)


def of_published(
    index: ClaimIndex, filters: ClaimFilters, by: str, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """At most `limit` groups with `key`, `label` and `count`, most claims first, and how many more there are.

    A claim counts in each group that it belongs to (several topics, several designs). `key` is what the filter of
    the same name takes. Two queries at most, one more for `filters.by`, and those of a text that is new to the index.
    """
    found = index.matching(filters.q)
    kept = index.select(filters, None if found is None else found.claims)
    if filters.by is not None:
        own = listed_claims().filter(created_by=filters.by).order_by()
        kept = kept & BitMap64(list(own.values_list("pk", flat=True)))
    return _grouped(index, kept, by, limit)


def of_others(
    viewer: Viewer, claims: QuerySet[Claim], by: str, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """The same of claims that are not published, already narrowed to what the viewer may see. Eight queries."""
    index = ClaimIndex.of(claims)
    return _grouped(index, index.every, by, limit, visible_topics(viewer))


def _grouped(
    index: ClaimIndex, kept: BitMap64, by: str, limit: int, topics: QuerySet[Topic] | None = None
) -> tuple[list[dict[str, Any]], int]:
    """`topics` are those whose names may be said, if not just the public ones."""
    counts = {
        value: count
        for value, claims in index.values(by).items()
        if (count := kept.intersection_cardinality(claims))
    }
    ordered = sorted(counts, key=lambda value: (-counts[value], str(value)))
    named = Names.of(ordered if by in TREES else (), ordered if by == "rater" else (), topics)
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
