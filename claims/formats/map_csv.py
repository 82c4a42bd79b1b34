"""The evidence map as CSV: one line for each cell in which there is a claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.formats.table import csv_text

COLUMNS = (
    "exposure", "exposure_name", "outcome", "outcome_name", "claims", "studies", "certainty", "verdict",
    "confirmed", "stale", "rated_by_nobody", "rated_by_one", "rated_by_several",
)  # fmt: skip


def text(found: Mapping[str, Any]) -> str:
    """CSV (RFC 4180, UTF-8) of what `claims.queries.evidence_map` answers.

    `certainty` and `verdict` say how many claims have each word, such as "low 2; very_low 1".
    """
    return csv_text(
        COLUMNS,
        (
            [
                row["topic"],
                row["label"],
                column["topic"],
                column["label"],
                cell["claims"],
                cell["studies"],
                _counts(cell["certainties"]),
                _counts(cell["verdicts"]),
                cell["confirmed"],
                cell["stale"],
                *(cell["rated_by"][name] for name in ("nobody", "one", "several")),
            ]
            for row, column, cell in cells(found)
        ),
    )


def cells(found: Mapping[str, Any]) -> list[tuple[Any, Any, Any]]:
    """(row, column, cell) for each cell in which there is a claim, row by row."""
    return [
        (row, column, cell)
        for row, line in zip(found["rows"], found["cells"], strict=True)
        for column, cell in zip(found["columns"], line, strict=True)
        if cell is not None
    ]


def _counts(parts: list[dict[str, Any]]) -> str:
    return "; ".join(f"{part['word']} {part['claims']}" for part in parts)
