"""The priority rule of claims/domain/priority.py as SQL, and lists sorted by it, cut into pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    ExpressionWrapper,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from claims.domain import priority
from claims.queries.pages import checked_limit, cut, decode, encode, refuse_cursor


def points_if(condition: Q, points: int) -> Case:
    """`points` where the condition holds, else 0."""
    return _case([When(condition, then=Value(points))])


def points_for_age(column: str, now: datetime) -> Case:
    """As `priority.age_points`."""
    return _case(
        [
            When(**{f"{column}__lte": now - timedelta(days=days)}, then=Value(points))
            for days, points in priority.AGE_DAYS
        ]
    )


def points_for_few(column: str) -> Case:
    """As `priority.studies_points` for one piece of evidence."""
    return _case(
        [
            When(**{f"{column}__lte": most}, then=Value(points))
            for most, points in priority.FEW_STUDIES
        ]
    )


def points_for_many(column: str) -> Case:
    """As `priority.studies_points` for a whole claim."""
    return _case(
        [
            When(**{f"{column}__gte": least}, then=Value(points))
            for least, points in priority.MANY_STUDIES
        ]
    )


def points_for_stream(column: str) -> Case:
    """The points of weighty kinds of study."""
    return _case(
        [
            When(**{column: stream.value}, then=Value(points))
            for stream, points in priority.WEIGHTY_STREAMS.items()
        ]
    )


def _case(whens: Sequence[When]) -> Case:
    return Case(*whens, default=Value(0), output_field=IntegerField())


def with_points(queryset: QuerySet[Any], since: Any, *points: Case) -> QuerySet[Any]:
    """`queryset` with "waits_since" and "points", which `page_by_points` sorts by."""
    dated: QuerySet[Any] = queryset.annotate(
        waits_since=ExpressionWrapper(since, output_field=DateTimeField())
    )
    total: Any = points_for_age("waits_since", timezone.now())
    for one in points:
        total = total + one
    found: QuerySet[Any] = dated.annotate(points=total)
    return found


def page_by_points(
    queryset: QuerySet[Any], kind: str, cursor: str | None, limit: int
) -> tuple[list[int], str | None]:
    """Keys of one page of what `with_points` made, most points first, then oldest; and the next cursor.

    One query. It sorts all that waits: that is bounded by what people leave undone, not by the knowledge base.
    """
    return _cut(_after(queryset, kind, cursor), kind, limit)


def first_by_points(
    queryset: QuerySet[Any], limit: int, most: int = 100
) -> tuple[list[int], int, bool]:
    """Keys of the first `limit`, how many there are up to `most`, and whether there are more. One query."""
    keys = list(_sorted(queryset).values_list("pk", flat=True)[: most + 1])
    return keys[:limit], min(len(keys), most), len(keys) > most


def _sorted(queryset: QuerySet[Any]) -> QuerySet[Any]:
    return queryset.order_by("-points", "waits_since", "pk")


def _after(queryset: QuerySet[Any], kind: str, cursor: str | None) -> QuerySet[Any]:
    if cursor:
        points, moment, pk = decode(kind, cursor, int, str, int)
        try:
            since = parse_datetime(moment)
        except ValueError as error:
            raise refuse_cursor() from error
        if since is None or since.tzinfo is None:
            raise refuse_cursor()
        queryset = queryset.filter(
            Q(points__lt=points)
            | Q(points=points, waits_since__gt=since)
            | Q(points=points, waits_since=since, pk__gt=pk)
        )
    return queryset


def _cut(queryset: QuerySet[Any], kind: str, limit: int) -> tuple[list[int], str | None]:
    rows = list(
        _sorted(queryset).values_list("pk", "points", "waits_since")[: checked_limit(limit) + 1]
    )
    kept, following = cut(rows, limit, lambda row: encode(kind, row[1], row[2].isoformat(), row[0]))
    return [row[0] for row in kept], following
