"""Ids that other systems gave our records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from claims.models import ExternalId
from claims.queries.prepared import Prepared

_OF: dict[str, Prepared] = {}


def external_ids(noun: str, pk: int) -> list[dict[str, str]]:
    """[{"namespace", "value"}] of one record, sorted. One query."""
    return external_ids_of(noun, [pk]).get(pk, [])


def external_ids_of(noun: str, keys: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    """The same for many records of one noun. One query."""
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    if noun not in _OF:
        _OF[noun] = Prepared(
            lambda keys: (
                ExternalId.objects.filter(noun=noun, object_id__in=keys)
                .order_by("namespace", "value")
                .values("object_id", "namespace", "value")
            )
        )
    for row in _OF[noun].rows(keys):
        found[row["object_id"]].append({"namespace": row["namespace"], "value": row["value"]})
    return found
