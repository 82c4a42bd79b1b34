"""The controlled terms and their hierarchy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.access import visible_topics
from claims.domain.vocabulary import RecordStatus, TopicKind
from claims.models import Topic, TopicAlias
from claims.queries.external_ids import external_ids
from claims.queries.links import label, parse_id, public_id, url
from claims.queries.lists import page_keys
from claims.queries.pages import Page, in_order
from claims.queries.searches import of_topic
from claims.queries.tombstones import gone

if TYPE_CHECKING:
    from claims.access import Viewer

COLUMNS = ("pk", "name", "kind", "claim_count", "status")


@dataclass(frozen=True)
class TopicFilters:
    """`q`: part of a name or alias; `kind`: words of TopicKind; `broader`: key of a topic."""

    q: str = ""
    kind: tuple[str, ...] = ()
    broader: int | None = None
    status: str = ""


def brief(row: Mapping[str, Any], aliases: Sequence[str] = ()) -> dict[str, Any]:
    """The dict of a row of COLUMNS. No query."""
    return {
        "id": public_id("topic", row["pk"]),
        "url": url("topic", row["pk"]),
        "name": row["name"],
        "kind": row["kind"],
        "kind_label": label(TopicKind, row["kind"]),
        "aliases": list(aliases),
        "claim_count": row["claim_count"],
    }


def narrowed(viewer: Viewer, filters: TopicFilters) -> QuerySet[Topic]:
    """Published topics, or those of `filters.status` that the viewer may see, under every filter. No query."""
    queryset = visible_topics(viewer).filter(status=filters.status or RecordStatus.PUBLISHED)
    if filters.kind:
        queryset = queryset.filter(kind__in=list(filters.kind))
    if filters.broader is not None:
        queryset = queryset.filter(broader=filters.broader)
    if asked := filters.q.strip():
        alias = TopicAlias.objects.filter(topic_id=OuterRef("pk"), name__icontains=asked)
        queryset = queryset.filter(Q(name__icontains=asked) | Exists(alias))
    return queryset


def briefs(keys: Sequence[int]) -> list[dict[str, Any]]:
    """Briefs of `keys`, which the reader was found to see, in that order. Two queries, none without keys."""
    if not keys:
        return []
    rows = in_order(list(Topic.objects.filter(pk__in=keys).values(*COLUMNS)), keys)
    aliases = aliases_of(keys)
    return [brief(row, aliases.get(row["pk"], ())) for row in rows]


def page(
    viewer: Viewer,
    filters: TopicFilters,
    cursor: str | None = None,
    limit: int = 25,
    order: str = "",
) -> Page:
    """One page of topics by name, or as `order` says. Three queries."""
    keys, following = page_keys(
        narrowed(viewer, filters), "topics", cursor, limit, noun="topic", order=order or "name"
    )
    return Page(briefs(keys), following)


def detail(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """The topic with its place in the hierarchy, or None. Six queries.

    None for what is retired or merged too: `tombstone` speaks for those.
    """
    row = (
        visible_topics(viewer)
        .filter(pk=pk, status__in=[RecordStatus.PROPOSED.value, RecordStatus.PUBLISHED.value])
        .values(*COLUMNS, "description", "status_reason", "revision", "created_at")
        .first()
    )
    if row is None:
        return None
    return brief(row, aliases_of([pk]).get(pk, ())) | {
        "description": row["description"],
        "broader": _named(visible_topics(viewer).filter(narrower=pk)),
        "narrower": _named(visible_topics(viewer).filter(broader=pk)),
        "searches": of_topic(pk),
        "external_ids": external_ids("topic", pk),
        "status": row["status"],
        "status_reason": row["status_reason"],
        "revision": row["revision"],
        "created_at": row["created_at"],
        "licence": "CC0-1.0",
    }


def most_used(limit: int = 12) -> list[dict[str, Any]]:
    """Published topics with the most claims, without aliases. One query."""
    rows = (
        Topic.objects.filter(status=RecordStatus.PUBLISHED, claim_count__gt=0)
        .order_by("-claim_count", "pk")
        .values(*COLUMNS)[:limit]
    )
    return [brief(row) for row in rows]


def choices(selected: str = "", kind: str = "", limit: int = 1_000) -> list[tuple[str, str]]:
    """(public id, name) of topics by name, for the filter of a list. One query, two with `selected`.

    Where there are more than `limit`, the most used ones; the one `selected` (T12) is always among them.
    """
    queryset = Topic.objects.filter(status=RecordStatus.PUBLISHED)
    if kind:
        queryset = queryset.filter(kind=kind)
    rows = dict(queryset.order_by("-claim_count", "pk").values_list("pk", "name")[:limit])
    named = parse_id(selected)
    if named and named[0] == "topic" and named[1] not in rows:
        rows |= dict(queryset.filter(pk=named[1]).values_list("pk", "name"))
    by_name = sorted(rows.items(), key=lambda row: (row[1].casefold(), row[0]))
    return [(public_id("topic", pk), name) for pk, name in by_name]


def aliases_of(keys: Sequence[int]) -> dict[int, list[str]]:
    """Aliases by topic, sorted. One query, none for no keys."""
    found: dict[int, list[str]] = defaultdict(list)
    if keys:
        rows = TopicAlias.objects.filter(topic_id__in=keys).order_by("name", "pk")
        for topic, name in rows.values_list("topic_id", "name"):
            found[topic].append(name)
    return found


def tombstone(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """What to say instead of a retired or merged topic; None if it is neither. One query."""
    return gone(visible_topics(viewer), "topic", "name", pk)


def _named(queryset: QuerySet[Topic]) -> list[dict[str, Any]]:
    rows = (
        queryset.filter(status=RecordStatus.PUBLISHED)
        .order_by("name", "pk")
        .values("pk", "name", "kind", "claim_count")
    )
    return [
        {
            "id": public_id("topic", row["pk"]),
            "url": url("topic", row["pk"]),
            "name": row["name"],
            "kind": row["kind"],
            "claim_count": row["claim_count"],
        }
        for row in rows
    ]
