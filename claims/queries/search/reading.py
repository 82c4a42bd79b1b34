"""What is read of candidates to weigh them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from claims.models import Claim, ClaimTopic, Evidence, Quote, Source
from claims.queries.search.base import INDEXES
from claims.queries.search.scoring import Text

_TOPICS = ("exposure_id", "outcome_id", "population_id", "comparator_id")
# A piece of evidence may carry many long quotes; so much of them is read.
MOST_QUOTED = 4_000


def texts_of(noun: str, keys: Sequence[int]) -> list[Text]:
    """The texts of these records. One query for sources, two for claims and evidence."""
    return {"claim": _claims, "source": _sources, "evidence": _evidence}[noun](keys)


def _claims(keys: Sequence[int]) -> list[Text]:
    columns = INDEXES["claim"][0].columns
    topics: dict[int, set[int]] = defaultdict(set)
    for claim, topic in ClaimTopic.objects.filter(claim_id__in=keys).values_list(
        "claim_id", "topic_id"
    ):
        topics[claim].add(topic)
    rows = Claim.objects.filter(pk__in=keys).order_by().values_list("pk", *columns, *_TOPICS)
    return [
        Text(
            row[0],
            row[1],
            "\n".join(row[2 : len(columns) + 1]),
            frozenset({key for key in row[len(columns) + 1 :] if key} | topics[row[0]]),
        )
        for row in rows
    ]


def _sources(keys: Sequence[int]) -> list[Text]:
    columns = INDEXES["source"][0].columns
    rows = Source.objects.filter(pk__in=keys).order_by().values_list("pk", *columns)
    return [Text(key, main, "\n".join(aside)) for key, main, *aside in rows]


def _evidence(keys: Sequence[int]) -> list[Text]:
    quotes: dict[int, str] = defaultdict(str)
    for evidence, exact in (
        Quote.objects.filter(evidence_id__in=keys)
        .order_by("pk")
        .values_list("evidence_id", "exact")
    ):
        quotes[evidence] = f"{quotes[evidence]}\n{exact}"[:MOST_QUOTED]
    rows = (
        Evidence.objects.filter(pk__in=keys).order_by().values_list("pk", "finding", "population")
    )
    return [Text(key, finding + quotes[key], population) for key, finding, population in rows]
