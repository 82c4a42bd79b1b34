"""What a mirror works out for itself from the records that came: copies and counts, never a judgement."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max

from claims.actions import consensus, counts
from claims.actions.core import quietly
from claims.actions.mirroring.reading import Answer
from claims.actions.mirroring.rows import parts
from claims.actions.standing import COPIED, fill
from claims.models import Claim, ClaimTopic, Evidence, Synthesis, Version
from claims.queries.synthesis_inputs import inputs

#: Where so many claims changed, counting everything anew is the shorter way.
MANY = 1000


def bearing_on(claims: Iterable[int]) -> tuple[set[int], set[int]]:
    """The topics and the sources whose counts rest on these claims. Two queries for each 400."""
    topics: set[int] = set()
    sources: set[int] = set()
    for part in parts(claims):
        links = ClaimTopic.objects.filter(claim__in=part)
        topics |= set(links.values_list("topic_id", flat=True))
        held = Evidence.objects.filter(claim__in=part).order_by()
        sources |= set(held.values_list("source_id", flat=True))
    return topics, sources


def refresh(answer: Answer, before: tuple[set[int], set[int]]) -> None:
    """Consensus of the evidence, the claims' copies of their conclusions, and counts; `before` as `bearing_on` was."""
    claims = answer.keys.get("claim", set())
    for part in parts(answer.keys.get("evidence", ())):
        # That ratings are open is news of the origin, which its feed tells.
        with quietly():
            consensus.refresh(part)
    for part in parts(claims):
        _conclusions(part)
    if len(claims) > MANY:
        counts.rebuild()
        return
    now = bearing_on(claims)
    for part in parts(before[0] | now[0] | answer.keys.get("topic", set())):
        counts.refresh_topics(part)
    for part in parts(before[1] | now[1] | answer.keys.get("source", set())):
        counts.refresh_sources(part)


def _conclusions(keys: list[int]) -> None:
    current = {
        row.claim_id: row for row in Synthesis.objects.filter(claim__in=keys, is_current=True)
    }
    last = dict(
        Version.objects.filter(claim__in=keys)
        .order_by()
        .values_list("claim_id")
        .annotate(last=Max("number"))
    )
    facts = inputs(keys)
    rows = list(Claim.objects.filter(pk__in=keys))
    for claim in rows:
        if claim.pk in current:
            fill(claim, current[claim.pk], facts[claim.pk])
        claim.version_number = last.get(claim.pk, claim.version_number)
    Claim.objects.bulk_update(rows, [*COPIED, "version_number"], batch_size=100)
