"""A claim's summary-of-findings table and its risk-of-bias judgements: from what is public only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claims.access import opened, public_evidence, visible_claims, visible_evidence
from claims.domain.findings import (
    LIGHTS,
    NOT_JUDGED,
    OF_ANSWER,
    effect_in_words,
    footnotes,
    statement,
    symbols,
)
from claims.domain.instruments import Instrument, get
from claims.domain.vocabulary import AppraisalStatus, ClaimStatus
from claims.models import Appraisal
from claims.queries import certainty
from claims.queries.links import public_id, url
from claims.queries.people import NAME_COLUMNS, name_of

if TYPE_CHECKING:
    from claims.access import Viewer

PER_ITEM = "per_item"
COLUMNS = (
    "assessment_id",
    "assessment__instrument",
    "assessment__evaluation",
    "assessment__domain_judgements",
    "assessment__judgement",
    "assessment__answers",
    "assessment__imported_assessor",
    *(f"assessment__assessor__{column}" for column in NAME_COLUMNS),
    "appraisal__evidence_id",
    "appraisal__evidence__study_id",
    "appraisal__evidence__study__label",
)


def summary(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """One row for each stream of evidence, or None if the claim is not to be seen. Queries as `certainty.detail`."""
    table = certainty.detail(viewer, pk)
    if table is None:
        return None
    text = table["claim"]["text"]
    return {
        **{
            name: table[name]
            for name in ("claim", "plain_sentence", "synthesis", "computed_now", "method_version")
        },
        "rows": [_row(body, text) for body in table["streams"]],
    }


def _row(body: dict[str, Any], text: str) -> dict[str, Any]:
    return {
        "stream": body["stream"],
        "label": body["label"],
        "studies": body["studies"],
        "participants": body["participants"],
        "effect": body["effect"],
        "effect_in_words": effect_in_words(body["effect"]),
        "certainty": body["certainty"],
        "certainty_label": body["certainty_label"],
        "symbols": symbols(body["level"]),
        "notes": footnotes(body),
        "statement": statement(text, body["certainty"], body["side"]),
        "headline": body["headline"],
    }


def risk_of_bias(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """The judgements that open, standing appraisals cite, by instrument; None if the claim is not to be seen.

    Two queries. Each row is one assessment of one study; tools without domains or items that are judged are left out.
    """
    claim = (
        visible_claims(viewer)
        .filter(pk=pk)
        .exclude(status=ClaimStatus.RETIRED)
        .values("pk", "text", "status")
        .first()
    )
    if claim is None:
        return None
    seen = (
        visible_evidence(viewer) if claim["status"] != ClaimStatus.PUBLISHED else public_evidence()
    )
    through: Any = Appraisal.assessments.through
    rows = through.objects.filter(
        appraisal__evidence__in=seen.filter(opened(), claim=pk).values("pk"),
        appraisal__status=AppraisalStatus.SUBMITTED,
        appraisal__is_current=True,
    ).order_by("appraisal__evidence__study_id", "assessment_id")
    groups: dict[str, dict[str, Any]] = {}
    done: set[tuple[int, int]] = set()
    for row in rows.values(*COLUMNS):
        tool = get(row["assessment__instrument"])
        key = (row["assessment_id"], row["appraisal__evidence__study_id"])
        if tool is None or key in done or not _columns(tool):
            continue
        done.add(key)
        group = groups.setdefault(
            tool.id,
            {
                "instrument": tool.id,
                "name": tool.short,
                "columns": [{"id": ident, "name": name} for ident, name in _columns(tool)],
                "rows": [],
            },
        )
        group["rows"].append(_lights(row, tool))
    return {
        "claim": {
            "id": public_id("claim", pk),
            "url": url("claim", pk),
            "text": claim["text"],
        },
        "groups": list(groups.values()),
    }


def _columns(tool: Instrument) -> list[tuple[str, str]]:
    if tool.kind == PER_ITEM:
        return [(ident, item.text) for ident, item in tool.items.items()]
    return [(ident, domain.name) for ident, domain in tool.judged.items()]


def _lights(row: dict[str, Any], tool: Instrument) -> dict[str, Any]:
    study = row["appraisal__evidence__study_id"]
    evidence = row["appraisal__evidence_id"]
    overall = row["assessment__judgement"]
    return {
        "study": {
            "id": public_id("study", study),
            "label": row["appraisal__evidence__study__label"],
        },
        "evidence": {"id": public_id("evidence", evidence), "url": url("evidence", evidence)},
        "assessment": {
            "id": public_id("assessment", row["assessment_id"]),
            "url": url("assessment", row["assessment_id"]),
        },
        "assessor": row["assessment__imported_assessor"] or name_of(row, "assessment__assessor__"),
        "cells": [
            _light(tool, _judgement(row, tool, ident), f"{ident}: {name}")
            for ident, name in _columns(tool)
        ],
        "overall": _light(tool, overall, "Overall") if overall else None,
    }


def _judgement(row: dict[str, Any], tool: Instrument, ident: str) -> str:
    if tool.kind == PER_ITEM:
        return OF_ANSWER.get(str((row["assessment__answers"] or {}).get(ident)), "")
    own = (row["assessment__domain_judgements"] or {}).get(ident)
    found = ((row["assessment__evaluation"] or {}).get("domains") or {}).get(ident) or {}
    return own or found.get("judgement") or ""


def _light(tool: Instrument, judgement: str, column: str) -> dict[str, str]:
    tone, symbol = LIGHTS.get(judgement, NOT_JUDGED)
    words = tool.label(judgement) or judgement.replace("_", " ").capitalize() or "Not judged"
    return {
        "judgement": judgement,
        "label": words,
        "tone": tone,
        "symbol": symbol,
        "column": column,
    }
