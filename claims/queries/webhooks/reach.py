"""Which claims and topics public changes reach: by what anyone may see alone, so that nothing private is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from claims.access import visible_claims
from claims.domain.members import unpack
from claims.domain.problems import Invalid
from claims.domain.vocabulary import EvidenceStatus
from claims.domain.webhooks import Reach
from claims.models import (
    Assessment,
    ClaimTopic,
    Conflict,
    Evidence,
    Patient,
    PublicChange,
    Search,
    Source,
    Study,
    Webhook,
)
from claims.queries import saved
from claims.queries.news import broader
from claims.queries.topic_tree import with_narrower

_Pairs = Iterable[tuple[int, int | None]]


@dataclass
class Batch:
    """Some public changes, each with what it reaches, and the topics above each claim that is reached."""

    reach: dict[int, Reach]
    above: dict[int, frozenset[int]]
    _matching: dict[str, set[int] | None] = field(default_factory=dict)

    def covered(self, hook: Webhook) -> tuple[set[int], set[int]]:
        """(claims reached here that the hook's topics and search hold now, those they held before).

        No query, and about three for each search that was not asked for yet.
        """
        was = unpack(bytes(hook.members)) & set(self.above) if hook.members is not None else set()
        topics = set(hook.topics)
        now = {claim for claim, above in self.above.items() if topics & above}
        if hook.query:
            held = self._held(hook.query)
            now |= was if held is None else held
        return now, was

    def _held(self, query: str) -> set[int] | None:
        if query not in self._matching:
            try:
                filters = saved.filters_of(query)
            except Invalid:
                # A filter that is known no more: what it held stays what it holds.
                self._matching[query] = None
            else:
                self._matching[query] = saved.matching(filters, among=self.above)
        return self._matching[query]


def batch(changes: Sequence[PublicChange]) -> Batch:
    """These changes with what they reach. At most thirteen queries, and two for each level of the topics."""
    claims = reached(changes)
    topics: dict[int, set[int]] = defaultdict(set)
    named = {change.object_id for change in changes if change.noun == "topic"}
    held = set().union(*claims.values()) if claims else set()
    pairs = ClaimTopic.objects.filter(claim_id__in=list(held)).order_by()
    for claim, topic in pairs.values_list("claim_id", "topic_id"):
        topics[claim].add(topic)
    tree = broader(named.union(*topics.values()))
    return Batch(
        {
            change.seq: Reach(
                change.kind,
                frozenset(claims.get(change.seq, ())),
                tree.of([change.object_id]) if change.noun == "topic" else frozenset(),
            )
            for change in changes
        },
        {claim: tree.of(topics[claim]) for claim in held},
    )


def reached(changes: Sequence[PublicChange]) -> dict[int, set[int]]:
    """Public claims that each change bears on, by its number. At most eleven queries."""
    keys: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        keys[change.noun].add(change.object_id)
    found: dict[tuple[str, int], set[int]] = defaultdict(set)
    for claim in keys["claim"]:
        found["claim", claim].add(claim)
    for noun, rows in _direct(keys).items():
        for pk, owner in rows:
            if owner is not None:
                found[noun, pk].add(owner)
    _through_sources_and_studies(keys, found)
    everything = set().union(*found.values()) if found else set()
    public = set(
        visible_claims(None).filter(pk__in=list(everything)).order_by().values_list("pk", flat=True)
    )
    return {
        change.seq: found[change.noun, change.object_id] & public
        for change in changes
        if (change.noun, change.object_id) in found
    }


def _direct(keys: Mapping[str, set[int]]) -> dict[str, _Pairs]:
    """Records that belong to one claim each."""
    models: dict[str, QuerySet[Any]] = {
        "evidence": Evidence.objects.exclude(status=EvidenceStatus.PROPOSED),
        "conflict": Conflict.objects.all(),
        "patient": Patient.objects.all(),
        "search": Search.objects.all(),
    }
    return {
        noun: rows.filter(pk__in=list(keys[noun])).order_by().values_list("pk", "claim_id")
        for noun, rows in models.items()
        if keys[noun]
    }


def _through_sources_and_studies(
    keys: Mapping[str, set[int]], found: dict[tuple[str, int], set[int]]
) -> None:
    """Sources, studies and assessments bear on the claims of their evidence; merged ones on those of their heirs."""
    of: dict[str, dict[int, set[int]]] = {"source": defaultdict(set), "study": defaultdict(set)}
    for noun in of:
        for pk in keys[noun]:
            of[noun][pk].add(pk)
    if keys["assessment"]:
        columns = ("pk", "source_id", "claim_id", "patient__claim_id", "evidence__claim_id")
        rows: Any = Assessment.objects.filter(pk__in=list(keys["assessment"])).order_by()
        for pk, source, *claims in rows.values_list(*columns):
            found["assessment", pk] |= {claim for claim in claims if claim is not None}
            if source is not None:
                of["source"][source].add(-pk)
    for noun, model in (("source", Source), ("study", Study)):
        if not of[noun]:
            continue
        records: QuerySet[Any] = model.objects.filter(
            pk__in=list(of[noun]), merged_into__isnull=False
        )
        for pk, heir in records.order_by().values_list("pk", "merged_into_id"):
            of[noun][heir] |= of[noun][pk]
        links = Evidence.objects.exclude(status=EvidenceStatus.PROPOSED).filter(
            **{f"{noun}_id__in": list(of[noun])}
        )
        for pk, claim in links.order_by().values_list(f"{noun}_id", "claim_id").distinct():
            for told in of[noun][pk]:
                found[(noun, told) if told > 0 else ("assessment", -told)].add(claim)


def members(topics: Sequence[int], query: str) -> set[int]:
    """The published claims that these topics and this search hold now. About four queries. Raises Invalid."""
    held = saved.matching(saved.filters_of(query)) if query else set()
    if topics:
        links = ClaimTopic.objects.filter(topic_id__in=with_narrower(*topics)).order_by()
        held |= set(links.values_list("claim_id", flat=True))
    return held
