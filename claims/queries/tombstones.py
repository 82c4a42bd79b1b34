"""What answers at the address of a record that was retired or merged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from claims.domain.vocabulary import RecordStatus
from claims.queries.links import public_id, url


def joined(noun: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A merged record as its heir lists it: what it was called and why they are one. No query."""
    return {
        "id": public_id(noun, row["pk"]),
        "label": row["label"],
        "reason": row["status_reason"],
    }


def gone(queryset: QuerySet[Any], noun: str, naming: str, pk: int) -> dict[str, Any] | None:
    """Why the record of `queryset` is gone and where it went; None if it is not gone. One query."""
    row = (
        queryset.filter(pk=pk, status__in=[RecordStatus.RETIRED.value, RecordStatus.MERGED.value])
        .values("pk", naming, "status", "status_reason", "merged_into_id")
        .first()
    )
    if row is None:
        return None
    heir = row["merged_into_id"]
    return {
        "id": public_id(noun, pk),
        "noun": noun,
        "label": row[naming],
        "status": row["status"],
        "reason": row["status_reason"],
        "moved_to": heir and {"id": public_id(noun, heir), "url": url(noun, heir)},
    }
