"""What the Atom feeds hold: the newest public news of the site, a claim, a topic, a source, or a list of claims."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.access import listed_claims, visible_claims, visible_sources, visible_topics
from claims.domain.following import TOLD, NewsKind
from claims.domain.vocabulary import ClaimStatus, RecordStatus
from claims.models import ClaimTopic, KnowledgeBase, News
from claims.queries import search
from claims.queries.claim_filters import ClaimFilters, narrow
from claims.queries.links import public_id, url
from claims.queries.news import claim_states, sources_under
from claims.queries.topic_tree import with_narrower

MOST = 50
# Up to so many claims their news are sought by key.
FEW = 2_000

Record = dict[str, Any]


def version() -> tuple[str, int, int]:
    """(UUID of the knowledge base, number of its last public change, of its last news), for ETags. Two queries."""
    base = KnowledgeBase.objects.filter(pk=1).values_list("uuid", "public_seq").first()
    newest = News.objects.order_by("-pk").values_list("pk", flat=True).first()
    return (str(base[0]) if base else "", base[1] if base else 0, newest or 0)


def of_site() -> list[Record]:
    """The newest news of all. One query."""
    return _entries(News.objects.filter(kind__in=TOLD))


def of_claim(pk: int) -> tuple[Record, list[Record]] | None:
    """(the claim, its news and the notices about its sources); None where it is not public. Four queries at most.

    A claim whose news the worker has not made yet has one entry all the same: as it stands.
    """
    row = visible_claims(None).filter(pk=pk).values("pk", "text", "published_at").first()
    if row is None:
        return None
    sources = sources_under([pk]).get(pk, set())
    found = _entries(
        News.objects.filter(
            Q(claim=pk, kind__in=TOLD) | Q(source__in=sources, kind=NewsKind.INTEGRITY)
        )
    )
    about = _about("claim", pk, row["text"], row["published_at"])
    if not any(one["noun"] == "claim" for one in found):
        state = claim_states([pk])[pk]
        found.append(
            about | {"kind": NewsKind.PUBLISHED.value, "seq": 0, "before": None, "after": state}
        )
    return about, found


def of_source(pk: int) -> tuple[Record, list[Record]] | None:
    """(the source, the notices about it); None where it is not public. Two queries."""
    row = (
        visible_sources(None)
        .filter(pk=pk, status=RecordStatus.PUBLISHED)
        .values("title", "created_at")
        .first()
    )
    if row is None:
        return None
    found = _entries(News.objects.filter(source=pk, kind=NewsKind.INTEGRITY))
    return _about("source", pk, row["title"], row["created_at"]), found


def of_topic(pk: int) -> tuple[Record, list[Record]] | None:
    """(the topic, news of claims in it or a narrower one); None where it is not public. Four queries."""
    row = (
        visible_topics(None)
        .filter(pk=pk, status=RecordStatus.PUBLISHED)
        .values("name", "created_at")
        .first()
    )
    if row is None:
        return None
    links = ClaimTopic.objects.filter(topic_id__in=with_narrower(pk)).order_by()
    few = list(links.values_list("claim_id", flat=True)[: FEW + 1])
    here = Exists(links.filter(claim_id=OuterRef("claim_id")))
    found = _entries(_about_claims(few, here))
    return _about("topic", pk, row["name"], row["created_at"]), found


def of_list(filters: ClaimFilters) -> list[Record]:
    """News of the claims that the list shows under these filters. Two queries, a few more for topics and words."""
    if not filters.narrowed:
        return _entries(News.objects.filter(claim__isnull=False, kind__in=TOLD))
    claims = narrow(listed_claims(), filters)
    if filters.q.strip():
        matches = search.find("claim", filters.q)
        claims = claims.filter(
            matches.condition if matches.condition is not None else Q(pk__in=matches.keys or [])
        )
    claims = claims.order_by()
    few = list(claims.values_list("pk", flat=True)[: FEW + 1])
    return _entries(_about_claims(few, Exists(claims.filter(pk=OuterRef("claim_id")))))


def _about_claims(few: list[int], here: Exists) -> QuerySet[News]:
    """News of few claims by their keys; of many by asking of each piece of news, newest first, whether it belongs.

    Either is quick where the other is slow: sorting the news of a broad topic, or searching all for a narrow one.
    """
    told = News.objects.filter(kind__in=TOLD)
    return told.filter(claim__in=few) if len(few) <= FEW else told.filter(here)


def _entries(news: QuerySet[News]) -> list[Record]:
    rows = news.exclude(
        ~Q(claim__status__in=[ClaimStatus.PUBLISHED.value, ClaimStatus.RETIRED.value]),
        claim__isnull=False,
    )
    return [_entry(row) for row in rows.order_by("-pk")[:MOST]]


def _entry(row: News) -> Record:
    noun, pk = ("claim", row.claim_id) if row.claim_id else ("source", row.source_id or 0)
    label = row.after["text"] if noun == "claim" else row.after["title"]
    return _about(noun, pk, label, row.at) | {
        "kind": row.kind,
        "seq": row.seq,
        "before": row.before,
        "after": row.after,
    }


def _about(noun: str, pk: int, label: str, at: datetime | None) -> Record:
    return {
        "noun": noun,
        "id": public_id(noun, pk),
        "url": url(noun, pk),
        "label": label,
        "at": at,
    }
