"""Recorded looks for evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from claims.access import visible_searches
from claims.models import Search
from claims.queries.links import public_id
from claims.queries.pages import Page, by_id, in_order

if TYPE_CHECKING:
    from claims.access import Viewer

COLUMNS = (
    "pk",
    "claim_id",
    "claim__text",
    "topic_id",
    "topic__name",
    "where",
    "query",
    "searched_on",
    "covers_from",
    "covers_to",
    "eligible_designs",
    "results",
    "screened",
    "included",
    "excluded_note",
    "searched_by",
)


@dataclass(frozen=True)
class SearchFilters:
    """Keys of a claim or a topic."""

    claim: int | None = None
    topic: int | None = None


def brief(row: Mapping[str, Any]) -> dict[str, Any]:
    """The dict of a row of COLUMNS. No query."""
    claim, topic = row["claim_id"], row["topic_id"]
    kept = ("pk", "claim_id", "claim__text", "topic_id", "topic__name")
    return {
        "id": public_id("search", row["pk"]),
        "claim": claim and {"id": public_id("claim", claim), "text": row["claim__text"]},
        "topic": topic and {"id": public_id("topic", topic), "name": row["topic__name"]},
        **{key: value for key, value in row.items() if key not in kept},
    }


def of_claim(claim: int, topics: Sequence[int] = ()) -> list[dict[str, Any]]:
    """Searches on the claim itself and on its topics, latest first. One query."""
    rows = Search.objects.filter(
        Q(claim=claim) | Q(claim__isnull=True, topic_id__in=list(topics))
    ).order_by("-searched_on", "-pk")
    return [brief(row) for row in rows.values(*COLUMNS)]


def of_topic(topic: int) -> list[dict[str, Any]]:
    """Searches on the topic, latest first. One query."""
    rows = Search.objects.filter(topic=topic, claim__isnull=True).order_by("-searched_on", "-pk")
    return [brief(row) for row in rows.values(*COLUMNS)]


def page(
    viewer: Viewer, filters: SearchFilters, cursor: str | None = None, limit: int = 25
) -> Page:
    """One page of searches that the viewer may see, newest record first. Two queries."""
    queryset = visible_searches(viewer)
    if filters.claim is not None:
        queryset = queryset.filter(claim=filters.claim)
    if filters.topic is not None:
        queryset = queryset.filter(topic=filters.topic)
    keys, following = by_id(queryset, "searches", cursor, limit)
    rows = in_order(list(Search.objects.filter(pk__in=keys).values(*COLUMNS)), keys)
    return Page([brief(row) for row in rows], following)


def detail(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """One search, or None if the viewer may not see it. One query."""
    row = visible_searches(viewer).filter(pk=pk).values(*COLUMNS, "revision", "created_at").first()
    return row and brief(row)
