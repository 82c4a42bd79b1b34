"""The short dicts of a claim, a source, a topic and a study, which lists and details share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from claims.domain.identifiers import link
from claims.domain.vocabulary import (
    Certainty,
    Consistency,
    Identity,
    IdentityResult,
    Integrity,
    Verdict,
)
from claims.models import Claim, ClaimTopic, Source
from claims.queries.links import label, maybe_id, public_id, url
from claims.queries.prepared import Prepared

PARTS = ("exposure", "outcome", "population", "comparator")

SYNTHESIS_COLUMNS = (
    "verdict",
    "certainty",
    "consistency",
    "rung_claimed",
    "rung_reached",
    "study_count",
    "supports_count",
    "contradicts_count",
    "mixed_count",
    "evidence_count",
    "raters",
    "confirmed",
    "stale",
)

CLAIM_COLUMNS = (
    "pk",
    "text",
    "plain_sentence",
    "claim_type",
    "status",
    "scope",
    "relation",
    "quantifier",
    "benefit_or_harm",
    "wording_note",
    "version_number",
    "created_at",
    "published_at",
    "changed_at",
    *SYNTHESIS_COLUMNS,
    *(f"{part}_id" for part in PARTS),
    *(f"{part}_text" for part in PARTS),
    *(f"{part}__name" for part in PARTS),
)

SOURCE_COLUMNS = (
    "pk",
    "title",
    "authors",
    "year",
    "container_title",
    "doi",
    "pmid",
    "pmcid",
    "url",
    "identity",
    "identity_result",
    "integrity",
    "integrity_note",
    "is_preprint",
    "missing",
    "csl_type",
    "status",
)


def claim_synthesis(row: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Verdict with everything that it must not travel without. No query."""

    def of(column: str) -> Any:
        return row[prefix + column]

    return {
        "verdict": of("verdict"),
        "verdict_label": label(Verdict, of("verdict")),
        "certainty": of("certainty"),
        "certainty_label": label(Certainty, of("certainty")),
        "consistency": of("consistency"),
        "consistency_label": label(Consistency, of("consistency")),
        "rung": {"claimed": of("rung_claimed"), "reached": of("rung_reached")},
        "basis": {
            "studies": of("study_count"),
            "supports": of("supports_count"),
            "contradicts": of("contradicts_count"),
            "mixed": of("mixed_count"),
            "evidence": of("evidence_count"),
        },
        "raters": of("raters"),
        "status": "confirmed" if of("confirmed") else "suggested",
        "stale": of("stale"),
    }


def claim_brief(row: Mapping[str, Any], topics: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """The brief of a row of CLAIM_COLUMNS. No query."""
    brief: dict[str, Any] = {
        "id": public_id("claim", row["pk"]),
        "url": url("claim", row["pk"]),
        "text": row["text"],
        "plain_sentence": row["plain_sentence"],
        "claim_type": row["claim_type"],
        "status": row["status"],
        "scope": row["scope"],
        "relation": row["relation"],
        "quantifier": row["quantifier"],
        "benefit_or_harm": row["benefit_or_harm"],
        "wording_note": row["wording_note"],
        "topics": list(topics),
        "synthesis": claim_synthesis(row),
        "version": row["version_number"],
        "updated_at": row["changed_at"] or row["published_at"] or row["created_at"],
    }
    for part in PARTS:
        brief[part] = {
            "topic": maybe_id("topic", row[f"{part}_id"]),
            "text": row[f"{part}_text"] or row[f"{part}__name"] or "",
        }
    return brief


_TOPICS = Prepared(
    lambda keys: (
        ClaimTopic.objects.filter(claim_id__in=keys)
        .order_by("topic__name", "topic_id")
        .values("claim_id", "topic_id", "topic__name", "topic__kind")
    )
)
_CLAIMS = Prepared(lambda keys: Claim.objects.filter(pk__in=keys).values(*CLAIM_COLUMNS))
_SOURCES = Prepared(lambda keys: Source.objects.filter(pk__in=keys).values(*SOURCE_COLUMNS))


def topics_of(claims: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Topics by claim, by name within a claim. One query."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in _TOPICS.rows(list(claims)):
        found[row["claim_id"]].append(
            {
                "id": public_id("topic", row["topic_id"]),
                "name": row["topic__name"],
                "kind": row["topic__kind"],
            }
        )
    return found


def claim_briefs(claims: QuerySet[Claim] | None, keys: Sequence[int]) -> list[dict[str, Any]]:
    """Briefs of those of `keys` that `claims` holds, in the order of `keys`. Two queries, none if empty.

    `claims` is None where the keys are of claims that the reader was found to see.
    """
    if not keys:
        return []
    found = (
        _CLAIMS.rows(keys) if claims is None else claims.filter(pk__in=keys).values(*CLAIM_COLUMNS)
    )
    rows = {row["pk"]: row for row in found}
    topics = topics_of(rows)
    return [claim_brief(rows[key], topics.get(key, ())) for key in keys if key in rows]


@cache
def _source_values(prefix: str) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """Takes SOURCE_COLUMNS under `prefix` out of a row: quicker than one after the other, and exports do it often."""
    return itemgetter(*(prefix + column for column in SOURCE_COLUMNS))


def source_brief(row: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The brief of a row that holds SOURCE_COLUMNS under `prefix`. No query."""
    (
        pk,
        title,
        authors,
        year,
        container_title,
        doi,
        pmid,
        pmcid,
        address,
        identity,
        identity_result,
        integrity,
        integrity_note,
        is_preprint,
        missing,
        csl_type,
        _,
    ) = _source_values(prefix)(row)
    return {
        "id": public_id("source", pk),
        "url": url("source", pk),
        "title": title,
        "authors": authors,
        "year": year,
        "container_title": container_title,
        "doi": doi,
        "pmid": pmid,
        "pmcid": pmcid,
        "link": _link(doi, pmid, pmcid, address),
        "identity": identity,
        "identity_label": label(Identity, identity),
        "identity_result": identity_result,
        "identity_result_label": label(IdentityResult, identity_result),
        "integrity": integrity,
        "integrity_label": label(Integrity, integrity),
        "integrity_note": integrity_note,
        "is_preprint": is_preprint,
        "missing": missing,
        "csl_type": csl_type,
    }


def source_briefs(sources: QuerySet[Source] | None, keys: Sequence[int]) -> list[dict[str, Any]]:
    """Briefs of those of `keys` that `sources` holds, in the order of `keys`. One query, none if empty.

    `sources` is None where the keys are of sources that the reader was found to see.
    """
    if not keys:
        return []
    found = (
        _SOURCES.rows(keys)
        if sources is None
        else sources.filter(pk__in=keys).values(*SOURCE_COLUMNS)
    )
    rows = {row["pk"]: row for row in found}
    return [source_brief(rows[key]) for key in keys if key in rows]


@lru_cache(maxsize=8_192)
def _link(doi: str | None, pmid: str | None, pmcid: str | None, address: str) -> str:
    """Where a reader finds the work itself: the most lasting address first; "" when none is known."""
    for kind, value in (("doi", doi), ("pmcid", pmcid), ("pmid", pmid)):
        if value:
            return link(kind, value)
    return address
