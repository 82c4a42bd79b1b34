"""Who writes about a claim waits for whoever is writing about it already."""

from __future__ import annotations

from typing import Any

from django.db import connection

from claims.models import Claim


def lock_claims(claims: Any) -> None:
    """Hold the rows of these claims (keys or a subquery of them) until the transaction ends. One query.

    Two who rate one claim at the same moment would each miss the other's rating. Always in the order of
    the keys, so that no two writers wait for each other. On SQLite writers wait for each other anyway: no query.
    """
    if connection.features.has_select_for_update:
        rows = Claim.objects.filter(pk__in=claims).order_by("pk").select_for_update(no_key=True)
        list(rows.values_list("pk", flat=True))


def lock_record(record: Any) -> Any | None:
    """The row of a record as it stands, held until the transaction ends; None where it is gone. One or two queries.

    The claim of evidence comes first, as in every act on it.
    """
    if claim := getattr(record, "claim_id", None):
        lock_claims([claim])
    rows = type(record)._default_manager.filter(pk=record.pk)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(no_key=True)
    return rows.first()
