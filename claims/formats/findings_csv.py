"""A claim's summary of findings and its risk-of-bias judgements as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.formats.table import csv_text

SUMMARY = (
    "stream", "studies", "participants", "effect", "certainty", "symbols", "statement", "notes", "headline",
)  # fmt: skip


def summary(found: Mapping[str, Any]) -> str:
    """CSV (RFC 4180, UTF-8) of what `claims.queries.findings.summary` answers."""
    return csv_text(
        SUMMARY,
        (
            (
                row["label"],
                row["studies"],
                row["participants"],
                row["effect_in_words"],
                row["certainty_label"],
                row["symbols"],
                row["statement"],
                " ".join(f"{note['mark']}) {note['text']}" for note in row["notes"]),
                "yes" if row["headline"] else "no",
            )
            for row in found["rows"]
        ),
    )


def risk_of_bias(found: Mapping[str, Any]) -> str:
    """One line for each domain (or item) of each assessment, and one for the overall judgement."""
    lines: list[tuple[Any, ...]] = []
    for group in found["groups"]:
        for row in group["rows"]:
            shared = (
                group["name"],
                row["study"]["id"],
                row["study"]["label"],
                row["assessment"]["id"],
                row["assessor"],
            )
            for column, cell in zip(group["columns"], row["cells"], strict=True):
                lines.append((*shared, column["id"], column["name"], cell["label"]))
            if row["overall"]:
                lines.append((*shared, "overall", "Overall", row["overall"]["label"]))
    header = (
        "instrument", "study", "name", "assessment", "assessor", "domain", "domain_name", "judgement",
    )  # fmt: skip
    return csv_text(header, lines)
