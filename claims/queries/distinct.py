"""Look-alikes that somebody found to be two, as either of them lists the other."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When

from claims.models import Distinct
from claims.queries.links import public_id, url

MOST = 100


def apart_from(noun: str, pk: int, seen: QuerySet[Any]) -> list[dict[str, Any]]:
    """The records that this one was told apart from, as {"id", "url", "label", "reason", "at"}. One query.

    `seen`: the records of the noun that the viewer may see; the others are left out.
    """
    other = Case(When(first=pk, then=F("second")), default=F("first"))
    rows = (
        Distinct.objects.filter(Q(first=pk) | Q(second=pk), noun=noun)
        .annotate(other=other)
        .annotate(label=Subquery(seen.filter(pk=OuterRef("other")).values("label")[:1]))
        .filter(label__isnull=False)
        .order_by("at", "pk")
    )
    return [
        {
            "id": public_id(noun, row["other"]),
            "url": url(noun, row["other"]),
            "label": row["label"],
            "reason": row["reason"],
            "at": row["at"],
        }
        for row in rows.values("other", "label", "reason", "at")[:MOST]
    ]
