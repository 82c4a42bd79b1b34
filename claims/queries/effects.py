"""The effects that studies report on a claim, put together where they are comparable."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from claims.access import visible_claims, visible_evidence
from claims.domain.effects import Comparison, Group, Reported, Usable, comparable
from claims.domain.meta_analysis import METHODS
from claims.domain.meta_analysis.intervals import Z
from claims.domain.vocabulary import ClaimStatus, EvidenceStatus, Stream
from claims.queries.briefs import SOURCE_COLUMNS
from claims.queries.evidence import excluded_reason
from claims.queries.links import public_id, url

if TYPE_CHECKING:
    from claims.access import Viewer

MOST = 500
COLUMNS = (
    "pk",
    "effect",
    "stream",
    "n",
    "n_unit",
    "status",
    "status_reason",
    "study_id",
    "study__label",
    "study__primary_source_id",
    "source_id",
    *(f"source__{column}" for column in SOURCE_COLUMNS),
)
PROPOSED = "Proposed, not accepted yet."


def of_claim(viewer: Viewer, claim: int) -> dict[str, Any] | None:
    """The claim's effects, or None for a claim that is retired or may not be seen. Two queries."""
    found = (
        visible_claims(viewer)
        .filter(pk=claim)
        .exclude(status=ClaimStatus.RETIRED)
        .values("pk", "text")
        .first()
    )
    if found is None:
        return None
    name = {"id": public_id("claim", claim), "url": url("claim", claim), "text": found["text"]}
    return {"claim": name, **effects(viewer, claim)}


def effects(viewer: Viewer, claim: int) -> dict[str, Any]:
    """Groups that may be pooled, with rows and results, and what is left out and why. One query.

    At most 500 pieces of evidence are read; `truncated` says whether there are more. Ratings play no part:
    what a study measured is no secret of its reviewers.
    """
    rows = list(
        visible_evidence(viewer)
        .filter(claim_id=claim, effect__isnull=False)
        .order_by("pk")
        .values(*COLUMNS)[: MOST + 1]
    )
    read = {public_id("evidence", row["pk"]): row for row in rows[:MOST] if row["effect"]}
    found = comparable(_reported(key, row) for key, row in read.items())
    return {
        "groups": [_group(group, read) for group in found.groups],
        "left_out": _left_out(found, read),
        "methods": METHODS,
        "truncated": len(rows) > MOST,
    }


def _reported(key: str, row: Mapping[str, Any]) -> Reported:
    aside = excluded_reason(row) or ""
    if row["status"] == EvidenceStatus.PROPOSED:
        aside = PROPOSED
    effect = row["effect"]
    return Reported(
        key=key,
        study=public_id("study", row["study_id"]),
        stream=Stream(row["stream"]),
        effect=effect if isinstance(effect, dict) else {},
        primary=row["study__primary_source_id"] in (None, row["source_id"]),
        aside=aside,
    )


def _group(group: Group, read: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    pooled = group.pooled()
    weights = [one["weight"] for one in pooled.pop("studies")]
    told = {key: pooled.pop(key) for key in ("warnings", "cautions", "misleading")}
    return {
        "measure": group.measure.code,
        "measure_label": group.name,
        "scale": group.measure.pooled,
        "ratio": group.measure.ratio,
        "unit": group.unit,
        "null": group.measure.null,
        "stream": group.stream.value,
        "stream_label": group.stream.label,
        **told,
        "rows": [
            _row(one, read[one.reported.key]) | {"weight": weight}
            for one, weight in zip(group.members, weights, strict=True)
        ],
        "pooled": pooled,
    }


def _row(one: Usable, row: Mapping[str, Any]) -> dict[str, Any]:
    half = Z * math.sqrt(one.size.vi)
    ends = one.size.yi - half, one.size.yi + half
    return _named(row) | {
        "yi": one.size.yi,
        "vi": one.size.vi,
        "ci": [math.exp(end) for end in ends] if one.size.measure.ratio else list(ends),
        "level_assumed": one.assumed,
    }


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    """The evidence, its study and what was reported. No query."""
    effect = row["effect"] if isinstance(row["effect"], dict) else {}
    return {
        "evidence": {
            "id": public_id("evidence", row["pk"]),
            "url": url("evidence", row["pk"]),
        },
        "study": {
            "id": public_id("study", row["study_id"]),
            "url": url("study", row["study_id"]),
            "label": row["study__label"],
        },
        "source": {
            "id": public_id("source", row["source_id"]),
            "title": row["source__title"],
            "authors": row["source__authors"],
            "year": row["source__year"],
        },
        "n": row["n"],
        "n_unit": row["n_unit"],
        "measure": str(effect.get("measure", "")),
        **{name: effect.get(name) for name in ("estimate", "low", "high", "level")},
    }


def _left_out(found: Comparison, read: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [_named(read[one.key]) | {"reason": reason} for one, reason in found.left_out]
