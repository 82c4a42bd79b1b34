"""Recorded looks for evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings

from claims.access import visible_searches
from claims.domain.searching import ago, currency, flow
from claims.models import Search
from claims.queries.links import public_id
from claims.queries.pages import Page, by_id, in_order
from claims.queries.prepared import Prepared

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
    "exclusions",
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
        "flow": flow(row),
    }


def current(searches: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """How current the searches on one claim make it, from their briefs; None where there are none. No query.

    Searches on the claim's topics do not count: another question was asked there.
    """
    own = [one for one in searches if one["claim"] is not None]
    found = currency(own, old_after=settings.SEARCH_OLD_AFTER_MONTHS)
    if found is None:
        return None
    return {
        "current_to": found.current_to,
        "searched_on": found.searched_on,
        "where": found.where,
        "old_from": found.old_from,
        "sentence": found.sentence,
    }


def age(currency_: Mapping[str, Any] | None, *, today: date) -> str:
    """How long ago the last look on the claim was, where it is old; "" otherwise. No query."""
    if currency_ is None or today < currency_["old_from"]:
        return ""
    return ago(currency_["searched_on"], today)


def of_claim(claim: int, topics: Sequence[int] = ()) -> list[dict[str, Any]]:
    """Searches on the claim itself and on its topics, latest first. Two queries, one without topics."""
    rows = [*_ON_CLAIMS.rows([claim]), *_ON_TOPICS.rows(topics)]
    rows.sort(key=lambda row: (row["searched_on"], row["pk"]), reverse=True)
    return [brief(row) for row in rows]


_ON_CLAIMS = Prepared(lambda keys: Search.objects.filter(claim__in=keys).values(*COLUMNS))
_ON_TOPICS = Prepared(
    lambda keys: Search.objects.filter(claim__isnull=True, topic__in=keys).values(*COLUMNS)
)


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
