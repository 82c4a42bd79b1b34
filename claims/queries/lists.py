"""The one way in which a searchable list is cut into pages, by newest or by rank."""

from __future__ import annotations

from array import array
from typing import Any

from django.db.models import QuerySet

from claims.queries import search
from claims.queries.ordering import in_order_of, ordered
from claims.queries.pages import by_id, checked_limit, decode, encode


def page_keys(
    queryset: QuerySet[Any],
    kind: str,
    cursor: str | None,
    limit: int,
    *,
    text: str = "",
    noun: str = "",
    order: str = "",
) -> tuple[list[int], str | None]:
    """Keys of one page of `queryset` and the next cursor: newest first, or best first for a `text`.

    `order` is one of `ordering.choices(noun)` instead. One query without a text, at most nine with one. A ranked
    list ends after the best 1,000 hits, and in another order holds no more than those.
    """
    if order:
        return ordered(found_by(queryset, text, noun), noun, order, cursor, limit)
    if not text.strip():
        return by_id(queryset, kind, cursor, limit)
    found = search.find(noun, text)
    if found.condition is not None:
        return by_id(queryset.filter(found.condition), f"{kind}-matching", cursor, limit)
    start = decode(f"{kind}-ranked", cursor, int)[0] if cursor else 0
    keys = found.keys or []
    if not keys:
        return [], None
    kept = set(queryset.filter(pk__in=keys).order_by().values_list("pk", flat=True))
    ranked = [key for key in keys if key in kept]
    end = start + checked_limit(limit)
    return ranked[start:end], encode(f"{kind}-ranked", end) if end < len(ranked) else None


def found_by(queryset: QuerySet[Any], text: str, noun: str) -> QuerySet[Any]:
    """Those of `queryset` that a search for `text` finds (the best 1,000), all without one. At most eight queries."""
    if not text.strip():
        return queryset
    found = search.find(noun, text)
    if found.condition is not None:
        return queryset.filter(found.condition)
    return queryset.filter(pk__in=found.keys or [])


def every_key(
    queryset: QuerySet[Any], *, text: str = "", noun: str = "", order: str = "id"
) -> array[int]:
    """Keys of all of `queryset`: in one of `ordering.choices(noun)`, or best first for a `text`.

    `order` does not touch what is ranked. One query without a text, at most five with one. Eight bytes of memory
    for each.
    """
    found = search.find(noun, text) if text.strip() else None
    if found is not None and found.condition is None:
        keys = found.keys or []
        kept = set(queryset.filter(pk__in=keys).order_by().values_list("pk", flat=True))
        return array("q", [key for key in keys if key in kept])
    if found is not None:
        queryset, order = queryset.filter(found.condition), "-id"
    rows = in_order_of(queryset, noun, order)
    return array("q", rows.values_list("pk", flat=True).iterator(chunk_size=2_000))
