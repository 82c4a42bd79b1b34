"""Decisions on matches as they are measured: by month, or by version of the way that matches are found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from claims.domain.match_measures import Decision, Measures, measure
from claims.models import Correction

BY = ("month", "method")
COLUMNS = (
    "document_id", "claim_id", "sentence", "by_id", "at", "method", "band", "state", "wording", "suggested_wording",
)  # fmt: skip


def measured(by: str = "month", since: date | None = None) -> list[Measures]:
    """Measures of each month ("2026-11") or method, in order. One query."""
    return measure(_decisions(by, since))


def _decisions(by: str, since: date | None) -> Iterator[Decision]:
    rows = Correction.objects.order_by("pk").values(*COLUMNS)
    if since is not None:
        rows = rows.filter(at__date__gte=since)
    for row in rows.iterator(chunk_size=2000):
        yield Decision(
            # The sentence of a deleted article is blank: then who decided tells decisions apart.
            match=(row["document_id"], row["claim_id"], row["sentence"] or row["by_id"]),
            group=f"{row['at']:%Y-%m}" if by == "month" else row["method"],
            band=row["band"],
            state=row["state"],
            wording=row["wording"],
            suggested_wording=row["suggested_wording"],
        )
