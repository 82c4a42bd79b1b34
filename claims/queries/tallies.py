"""What a topic's claims add up to: counted by verdict and certainty, and their studies by year."""

from __future__ import annotations

from django.core.cache import cache
from django.db.models import Count

from claims.access import listed_claims
from claims.domain.vocabulary import RecordStatus
from claims.models import ClaimTopic, Evidence
from claims.queries.claim_filters import NOT_SHOWN_AS_EVIDENCE
from claims.queries.knowledge import public_version
from claims.queries.topic_tree import with_narrower

Tally = tuple[dict[tuple[str, str], int], dict[int, int]]

# Counting so many claims takes long enough to be kept until anything public changes.
LARGE = 5_000
KEEP = 24 * 60 * 60  # seconds


def of_topic(topic: int) -> Tally:
    """(published claims by verdict and certainty, studies by year) of a topic and all narrower ones.

    A study is counted once in each year in which a source of its evidence was published; what is proposed or
    excluded is not counted. Four queries; one for a large topic whose tally is kept.
    """
    knowledge_base, moved = public_version()
    key = f"tally-{knowledge_base}-{moved}-{topic}"
    kept: Tally | None = cache.get(key)
    if kept is not None:
        return kept
    found = _counted(topic)
    if sum(found[0].values()) >= LARGE:
        cache.set(key, found, KEEP)
    return found


def _counted(topic: int) -> Tally:
    named = ClaimTopic.objects.filter(topic_id__in=with_narrower(topic)).values("claim_id")
    claims = listed_claims().filter(pk__in=named)
    standing = claims.order_by().values_list("verdict", "certainty").annotate(n=Count("pk"))
    years = (
        Evidence.objects.filter(
            claim__in=claims,
            source__status=RecordStatus.PUBLISHED,
            source__year__isnull=False,
        )
        .exclude(status__in=NOT_SHOWN_AS_EVIDENCE)
        .order_by()
        .values_list("source__year")
        .annotate(n=Count("study", distinct=True))
    )
    return (
        {(verdict, certainty): n for verdict, certainty, n in standing},
        {year: n for year, n in years if year is not None},
    )
