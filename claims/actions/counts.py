"""How many published claims a topic or a source bears on: kept on the row, so that no list has to count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from claims.domain.vocabulary import ClaimStatus, EvidenceStatus
from claims.models import ClaimTopic, Evidence, Source, Topic


def _of_topic() -> Any:
    links = ClaimTopic.objects.filter(
        topic=OuterRef("pk"), claim__status=ClaimStatus.PUBLISHED
    ).order_by()
    return _number(links.values("topic").annotate(number=Count("claim", distinct=True)))


def _of_source() -> Any:
    links = (
        Evidence.objects.filter(source=OuterRef("pk"), claim__status=ClaimStatus.PUBLISHED)
        .exclude(status=EvidenceStatus.PROPOSED)
        .order_by()
    )
    return _number(links.values("source").annotate(number=Count("claim", distinct=True)))


def _number(counted: QuerySet[Any, Any]) -> Any:
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def refresh_topics(topics: Iterable[int]) -> None:
    """Recount the named topics. One query."""
    Topic.objects.filter(pk__in=list(topics)).update(claim_count=_of_topic())


def refresh_sources(sources: Iterable[int]) -> None:
    """Recount the named sources. One query."""
    Source.objects.filter(pk__in=list(sources)).update(claim_count=_of_source())


def refresh_claims(claims: Iterable[int]) -> None:
    """Recount the topics and sources of the named claims, as when they are published. Two queries."""
    keys = list(claims)
    refresh_topics(ClaimTopic.objects.filter(claim__in=keys).values_list("topic_id", flat=True))
    refresh_sources(Evidence.objects.filter(claim__in=keys).values_list("source_id", flat=True))


def rebuild() -> None:
    """Recount everything. Two queries."""
    Topic.objects.update(claim_count=_of_topic())
    Source.objects.update(claim_count=_of_source())


def differences() -> list[str]:
    """Rows whose count is not what counting gives; empty where all is well. Two queries."""
    rows: list[Any] = [
        *Topic.objects.annotate(counted=_of_topic()).exclude(claim_count=F("counted")),
        *Source.objects.annotate(counted=_of_source()).exclude(claim_count=F("counted")),
    ]
    return [f"{row.public_id}: {row.claim_count} stored, {row.counted} counted" for row in rows]
