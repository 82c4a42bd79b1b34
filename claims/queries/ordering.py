"""Lists in another order than newest first: keyset pages whose cursor holds the last row's sort key and key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower

from claims.queries.pages import by_id, checked_limit, cut, decode, encode, refuse_cursor

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Order:
    """What rows are sorted by, never null, and as what a cursor holds it."""

    expression: Any
    kind: type


UPDATED = Order(Coalesce("changed_at", "created_at"), datetime)
NAMED: Mapping[str, Mapping[str, Order]] = {
    "claim": {"updated": Order(Coalesce("changed_at", "published_at", "created_at"), datetime)},
    # A source without a year stands before all others by year.
    "source": {"updated": UPDATED, "year": Order(Coalesce("year", Value(0)), int)},
    "evidence": {"updated": UPDATED},
    "study": {},
    "topic": {"name": Order(Lower("name"), str), "claims": Order(F("claim_count"), int)},
}


def choices(noun: str) -> list[str]:
    """What a list of `noun` may be ordered by; a minus turns it round."""
    return [sign + name for name in ("id", *NAMED[noun]) for sign in ("", "-")]


def ordered(
    queryset: QuerySet[Any], noun: str, order: str, cursor: str | None, limit: int
) -> tuple[list[int], str | None]:
    """Keys of one page of `queryset` in one of `choices(noun)`, and the next cursor. One query.

    Rows with equal sort keys stand by key. Raises Invalid on a cursor of another list or order.
    """
    name, down = order.removeprefix("-"), order.startswith("-")
    if name == "id":
        return by_id(queryset, f"{noun}-{order}", cursor, limit, oldest_first=not down)
    known = NAMED[noun][name]
    beyond = "lt" if down else "gt"
    rows = in_order_of(queryset, noun, order)
    kind = f"{noun}-{order}"
    if cursor:
        text, last = decode(kind, cursor, str if known.kind is str else int, int)
        at = _moment(text) if known.kind is datetime else text
        # The first bound is what an index of the sort key starts from: "or" alone would read all before it.
        rows = rows.filter(
            Q(**{f"sort_key__{beyond}": at}) | Q(**{f"pk__{beyond}": last}),
            **{f"sort_key__{beyond}e": at},
        )
    found, following = cut(
        list(rows.values_list("sort_key", "pk")[: checked_limit(limit) + 1]),
        limit,
        lambda row: encode(kind, _written(row[0]), row[1]),
    )
    return [pk for _, pk in found], following


def in_order_of(queryset: QuerySet[Any], noun: str, order: str) -> QuerySet[Any]:
    """`queryset` in one of `choices(noun)`, annotated with `sort_key` where that is not its key."""
    name, sign = order.removeprefix("-"), "-" if order.startswith("-") else ""
    if name == "id":
        return queryset.order_by(f"{sign}pk")
    rows: QuerySet[Any] = queryset.annotate(sort_key=NAMED[noun][name].expression)
    return rows.order_by(f"{sign}sort_key", f"{sign}pk")


def _written(value: Any) -> int | str:
    """A sort key as a cursor holds it: times in microseconds."""
    if isinstance(value, datetime):
        return (value - EPOCH) // timedelta(microseconds=1)
    return value if isinstance(value, int) else str(value)


def _moment(number: int) -> datetime:
    try:
        return EPOCH + timedelta(microseconds=number)
    except OverflowError as error:
        raise refuse_cursor() from error
