"""Which public pages there are, in slices of the key: a slice costs the same wherever it lies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from claims.access import listed_claims
from claims.domain.vocabulary import RecordStatus
from claims.models import Source, Topic
from claims.queries.links import url

#: Keys in one slice; the protocol allows 50,000 addresses.
SLICE = 5_000


def _claims() -> QuerySet[Any]:
    return listed_claims().annotate(moved=Coalesce("changed_at", "published_at"))


def _sources() -> QuerySet[Any]:
    published = Source.objects.filter(status=RecordStatus.PUBLISHED)
    return published.annotate(moved=Coalesce("changed_at", "created_at"))


def _topics() -> QuerySet[Any]:
    return Topic.objects.filter(status=RecordStatus.PUBLISHED).annotate(moved=F("created_at"))


KINDS: dict[str, Callable[[], QuerySet[Any]]] = {
    "claim": _claims,
    "source": _sources,
    "topic": _topics,
}


def slices() -> list[tuple[str, int]]:
    """(noun, number) of every slice that holds a public page. Three queries."""
    found = []
    for noun, records in KINDS.items():
        numbers = records().order_by().values_list(F("pk") / SLICE, flat=True).distinct()
        found += [(noun, number) for number in sorted(numbers)]
    return found


def pages(noun: str, number: int) -> list[tuple[str, datetime]]:
    """(path, time of the last public change) of one slice, oldest record first. One query.

    A claim's time is that of its last version or conclusion, whichever came later.
    """
    found = KINDS[noun]().filter(pk__gte=number * SLICE, pk__lt=(number + 1) * SLICE)
    return [(url(noun, pk), moved) for pk, moved in found.order_by("pk").values_list("pk", "moved")]
