"""The one way in which a searchable list is cut into pages, by newest or by rank."""

from __future__ import annotations

from array import array
from typing import Any

from django.db.models import QuerySet

from claims.queries import search
from claims.queries.pages import by_id, checked_limit, decode, encode


def page_keys(
    queryset: QuerySet[Any],
    kind: str,
    cursor: str | None,
    limit: int,
    *,
    text: str = "",
    noun: str = "",
) -> tuple[list[int], str | None]:
    """Keys of one page of `queryset` and the next cursor: newest first, or best first for a `text`.

    One query without a text, at most nine with one. A ranked list ends after the best 1,000 hits.
    """
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


def every_key(queryset: QuerySet[Any], *, text: str = "", noun: str = "") -> array[int]:
    """Keys of all of `queryset`: oldest first, or best first for a `text` (then as `page_keys` would go on).

    One query without a text, at most five with one. Eight bytes of memory for each.
    """
    if not text.strip():
        ordered = queryset.order_by("pk")
    else:
        found = search.find(noun, text)
        if found.condition is None:
            keys = found.keys or []
            kept = set(queryset.filter(pk__in=keys).order_by().values_list("pk", flat=True))
            return array("q", [key for key in keys if key in kept])
        ordered = queryset.filter(found.condition).order_by("-pk")
    return array("q", ordered.values_list("pk", flat=True).iterator(chunk_size=2_000))
