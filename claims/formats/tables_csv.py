"""Tables of this site as CSV: a claim's evidence and its certainty, and the lists of claims and of sources.

A verdict goes nowhere without certainty, basis, raters, standing and the line that it is no medical advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from claims.formats.table import csv_line, csv_text

EVIDENCE = (
    "id", "standing", "why", "status", "finding", "design", "stream", "population", "n", "n_unit", "study",
    "study_name", "direction", "directness", "strength", "consensus", "raters", "source", "title", "authors", "year",
    "journal", "doi", "pmid", "notices", "identity", "read", "locator", "quotes",
)  # fmt: skip
CERTAINTY = (
    "stream", "certainty", "studies", "participants", "headline", "domain", "step", "suggested", "suggested_reason",
    "decided", "decided_reason", "decided_by", "decided_at",
)  # fmt: skip
CLAIMS = (
    "id", "text", "plain_sentence", "verdict", "certainty", "consistency", "studies", "supports", "contradicts",
    "mixed", "raters", "standing", "out_of_date", "version", "kind", "topics", "updated_at", "url", "advice",
)  # fmt: skip
SOURCES = (
    "id", "title", "authors", "year", "journal", "doi", "pmid", "pmcid", "notices", "notice", "identity", "preprint",
    "type", "link", "url",
)  # fmt: skip


def evidence(found: Iterable[Mapping[str, Any]]) -> str:
    """CSV of evidence as `claims.queries.claims.detail` lists it, left-out evidence with its reason."""
    return csv_text(EVIDENCE, map(_evidence, found))


def evidence_of_claims(found: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The same of several claims, line by line: each line begins with its claim's id and sentence."""
    yield csv_line(("claim", "claim_text", *EVIDENCE))
    for one in found:
        yield csv_line((one["claim"]["id"], one["claim"]["text"], *_evidence(one)))


def _evidence(one: Mapping[str, Any]) -> tuple[Any, ...]:
    source, rated = one["source"], one["consensus"]
    standing = "left out" if one["excluded_reason"] else (one.get("standing") or "not computed")
    return (
        one["id"],
        standing.replace("_", " "),
        one["excluded_reason"] or one.get("standing_reason"),
        one["status_label"],
        one["finding"],
        one["design_label"],
        one["stream"],
        one["population"],
        one["n"],
        one["n_unit"],
        one["study"]["id"],
        one["study"]["label"],
        rated["direction"],
        rated["directness"],
        rated["strength"],
        rated["label"],
        rated["raters"],
        source["id"],
        source["title"],
        source["authors"],
        source["year"],
        source["container_title"],
        source["doi"],
        source["pmid"],
        source["integrity_label"],
        source["identity_label"],
        one["read"],
        one["locator"],
        " | ".join(quote["exact"] for quote in one["quotes"]),
    )


def certainty(found: Mapping[str, Any]) -> str:
    """CSV of what `claims.queries.certainty.detail` answers: one line for each domain of each stream."""
    lines = []
    for body in found["streams"]:
        shared = (
            body["label"],
            body["certainty_label"],
            body["studies"],
            body["participants"],
            "yes" if body["headline"] else "no",
        )
        lines.append((*shared, "start", body["start"], None, body["route_words"], *[None] * 4))
        lines += [
            (
                *shared,
                step["label"],
                step["change"],
                step["suggested"],
                step["suggested_reason"],
                "yes" if step["decided"] else "no",
                step["reason"] if step["decided"] else "",
                step["decided_by"],
                step["at"] and f"{step['at']:%Y-%m-%d}",
            )
            for step in body["steps"]
        ]
    return csv_text(CERTAINTY, lines)


def claims(briefs: Iterable[Mapping[str, Any]], *, site: str, advice: str) -> Iterator[str]:
    """CSV of claim briefs, line by line; `site` is put before addresses."""
    yield csv_line(CLAIMS)
    for one in briefs:
        s = one["synthesis"]
        row = (
            one["id"],
            one["text"],
            one["plain_sentence"],
            s["verdict_label"],
            s["certainty_label"],
            s["consistency_label"],
            s["basis"]["studies"],
            s["basis"]["supports"],
            s["basis"]["contradicts"],
            s["basis"]["mixed"],
            s["raters"],
            s["status"],
            "yes" if s["stale"] else "no",
            one["version"],
            one["claim_type"],
            "; ".join(topic["name"] for topic in one["topics"]),
            f"{one['updated_at']:%Y-%m-%d}",
            site + one["url"],
            advice,
        )
        yield csv_line(row)


def sources(briefs: Iterable[Mapping[str, Any]], *, site: str) -> Iterator[str]:
    """CSV of source briefs, line by line."""
    yield csv_line(SOURCES)
    for one in briefs:
        row = (
            one["id"],
            one["title"],
            one["authors"],
            one["year"],
            one["container_title"],
            one["doi"],
            one["pmid"],
            one["pmcid"],
            one["integrity_label"],
            one["integrity_note"],
            one["identity_label"],
            "yes" if one["is_preprint"] else "no",
            one["csl_type"],
            one["link"],
            site + one["url"],
        )
        yield csv_line(row)
