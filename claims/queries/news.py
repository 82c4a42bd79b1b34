"""What has changed for readers: the state of claims and sources, and the news that feeds show.

Everything here is public: only what anyone may see has a state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q

from claims.domain.vocabulary import ClaimStatus, EvidenceStatus, RecordStatus
from claims.models import (
    Claim,
    ClaimTopic,
    Conflict,
    Evidence,
    News,
    PublicChange,
    Source,
    Topic,
)
from claims.queries.briefs import SYNTHESIS_COLUMNS, claim_synthesis

CLAIM_COLUMNS = ("pk", "text", "plain_sentence", "version_number", "status", *SYNTHESIS_COLUMNS)

_BROADER = Topic.broader.through


def claim_states(keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What anyone sees of these claims now, by key: published and retired ones. Two queries."""
    public = Q(status=ClaimStatus.PUBLISHED) | Q(
        status=ClaimStatus.RETIRED, published_at__isnull=False
    )
    rows = list(Claim.objects.filter(public, pk__in=list(keys)).values(*CLAIM_COLUMNS))
    topics: dict[int, list[int]] = defaultdict(list)
    pairs = ClaimTopic.objects.filter(claim_id__in=[row["pk"] for row in rows])
    for claim, topic in pairs.order_by("topic_id").values_list("claim_id", "topic_id"):
        topics[claim].append(topic)
    return {
        row["pk"]: {
            "text": row["text"],
            "plain_sentence": row["plain_sentence"],
            "version": row["version_number"],
            "status": row["status"],
            "topics": topics[row["pk"]],
            "synthesis": claim_synthesis(row),
        }
        for row in rows
    }


def source_states(keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Title and notice of these published sources, by key. One query."""
    rows = Source.objects.filter(pk__in=list(keys), status=RecordStatus.PUBLISHED)
    return {
        row["pk"]: {
            "title": row["title"],
            "integrity": row["integrity"],
            "note": row["integrity_note"],
        }
        for row in rows.values("pk", "title", "integrity", "integrity_note")
    }


def last(column: str, keys: Iterable[int]) -> dict[int, News]:
    """The last news of each claim or source, by its key. One query."""
    newest = (
        News.objects.filter(**{f"{column}__in": list(keys)})
        .order_by()
        .values(column)
        .annotate(newest=Max("pk"))
        .values("newest")
    )
    return {getattr(row, f"{column}_id"): row for row in News.objects.filter(pk__in=newest)}


def touched_claims(changes: Sequence[PublicChange]) -> dict[int, PublicChange]:
    """Claims that these changes reach, each with the last change that did. At most three queries."""
    of: dict[str, dict[int, PublicChange]] = defaultdict(dict)
    for change in changes:
        of[change.noun][change.object_id] = change
    found = dict(of["claim"])
    links: list[tuple[int, PublicChange]] = []
    if of["evidence"]:
        rows = Evidence.objects.filter(pk__in=list(of["evidence"])).order_by()
        links += [(claim, of["evidence"][pk]) for pk, claim in rows.values_list("pk", "claim_id")]
    if of["source"]:
        rows = Evidence.objects.filter(source_id__in=list(of["source"])).order_by()
        links += [
            (claim, of["source"][pk])
            for pk, claim in rows.values_list("source_id", "claim_id").distinct()
        ]
    if of["conflict"]:
        held = Conflict.objects.filter(pk__in=list(of["conflict"])).order_by()
        links += [(claim, of["conflict"][pk]) for pk, claim in held.values_list("pk", "claim_id")]
    for claim, change in links:
        if claim not in found or found[claim].seq < change.seq:
            found[claim] = change
    return found


def sources_under(claims: Iterable[int]) -> dict[int, set[int]]:
    """Sources of each claim's evidence that is neither proposed nor excluded, by claim. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = (
        Evidence.objects.filter(claim_id__in=list(claims))
        .exclude(status__in=[EvidenceStatus.PROPOSED.value, EvidenceStatus.EXCLUDED.value])
        .order_by()
    )
    for claim, source in rows.values_list("claim_id", "source_id").distinct():
        found[claim].add(source)
    return found


def claims_resting_on(sources: Iterable[int]) -> dict[int, set[int]]:
    """Published claims with accepted evidence from each of these sources. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = (
        Evidence.objects.filter(source_id__in=list(sources), claim__status=ClaimStatus.PUBLISHED)
        .exclude(status=EvidenceStatus.PROPOSED)
        .order_by()
    )
    for source, claim in rows.values_list("source_id", "claim_id").distinct():
        found[source].add(claim)
    return found


@dataclass(frozen=True)
class Broader:
    """The topics above each topic, itself included, and those that were merged into any of them."""

    above: Mapping[int, frozenset[int]]

    def of(self, topics: Iterable[int]) -> frozenset[int]:
        """All topics whose followers a claim with these topics concerns."""
        return frozenset().union(*(self.above.get(topic, {topic}) for topic in topics))


def broader(topics: Iterable[int]) -> Broader:
    """The hierarchy above these topics. Two queries for each level of it."""
    upward: dict[int, set[int]] = defaultdict(set)
    seen: set[int] = set()
    level = set(topics)
    start = set(level)
    while level:
        seen |= level
        found: set[int] = set()
        edges = _BROADER.objects.filter(from_topic_id__in=level)
        for below, above in edges.values_list("from_topic_id", "to_topic_id"):
            upward[below].add(above)
            found.add(above)
        merged = Topic.objects.filter(
            Q(merged_into_id__in=level) | Q(pk__in=level, merged_into__isnull=False)
        ).order_by()
        for old, heir in merged.values_list("pk", "merged_into_id"):
            # One topic by now: whoever follows either follows both.
            upward[heir].add(old)
            upward[old].add(heir)
            found |= {old, heir}
        level = found - seen
    return Broader({topic: frozenset(_closure(topic, upward)) for topic in start})


def _closure(topic: int, upward: Mapping[int, set[int]]) -> set[int]:
    reached, waiting = {topic}, [topic]
    while waiting:
        for above in upward.get(waiting.pop(), ()):
            if above not in reached:
                reached.add(above)
                waiting.append(above)
    return reached
