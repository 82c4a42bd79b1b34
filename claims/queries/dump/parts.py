"""What the writers of a dump's records share: reading in chunks, references, persons, outside ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from typing import Any

from django.db.models import Model, QuerySet

from claims.domain.vocabulary import PREFIXES
from claims.formats.knowledge_schema import KEYLESS, record_schema
from claims.models import ExternalId

CHUNK = 1000
#: Records without a public id are read with those of so many others that they hang on.
PARENTS = 200
Record = dict[str, Any]


def chunks(rows: QuerySet[Any], *related: str) -> Iterator[list[Any]]:
    """The rows in order of key, CHUNK at a time, with the `related` records that are named.

    What may be seen is asked once, for keys alone: asked anew for each chunk, SQLite sorts all that is left each
    time, and the whole takes the square of its size.
    """
    keys = rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    chosen = rows.model._default_manager.order_by("pk")
    if related:
        chosen = chosen.select_related(*related)
    while part := list(islice(keys, CHUNK)):
        yield list(chosen.filter(pk__in=part))


def plain(value: Any) -> Any:
    """A time in UTC or a day as text, anything else as it is."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value


def by_parent(rows: QuerySet[Any], column: str, order: Callable[[Any], Any]) -> Iterator[list[Any]]:
    """Rows without a public id, those of some hundred parents at a time, in an order that no key of theirs decides.

    `order` sorts within one parent. One query for each chunk, and one. Two knowledge bases that hold the same write the
    same, whatever order they learnt it in.
    """
    keys = rows.order_by(column).values_list(column, flat=True).distinct()
    parents = keys.iterator(chunk_size=PARENTS)
    while some := list(islice(parents, PARENTS)):
        part = rows.filter(**{f"{column}__in": some})
        yield sorted(part, key=lambda row: (getattr(row, column), order(row)))


def ref(noun: str, pk: int | None) -> str | None:
    """The public id, None for nothing."""
    return None if pk is None else f"{PREFIXES[noun]}{pk}"


@cache
def _names(noun: str, model: type[Model]) -> tuple[str, ...]:
    """Plain columns that the format names. What refers to other rows is not even looked at: each would be a query."""
    plain_ones = {field.name for field in model._meta.concrete_fields if not field.is_relation}
    return tuple(name for name in record_schema(noun)["properties"] if name in plain_ones - {"id"})


def columns(noun: str, row: Model) -> Record:
    """Every column that the format names, under its own name, empty ones left out."""
    found: Record = {"record": noun}
    for name in _names(noun, type(row)):
        value = getattr(row, name)
        if value not in (None, "", {}, []):
            found[name] = plain(value)
    if noun not in KEYLESS:
        found["key"] = found["id"] = ref(noun, row.pk)
    return found


def outside_ids(noun: str, rows: Iterable[Model]) -> dict[int, list[str]]:
    """Outside ids as namespace:value by the record's key. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    ids = ExternalId.objects.filter(noun=noun, object_id__in=[row.pk for row in rows])
    for pk, namespace, value in ids.order_by("namespace", "value").values_list(
        "object_id", "namespace", "value"
    ):
        found[pk].append(f"{namespace}:{value}")
    return found


def with_more(record: Record, **more: Any) -> Record:
    """The record with these fields too, but for empty ones."""
    record.update({name: value for name, value in more.items() if value not in (None, "", [])})
    return record


def grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    """Second members by the first, in their order."""
    found: dict[int, list[Any]] = defaultdict(list)
    for pk, value in pairs:
        found[pk].append(value)
    return found


def seen(rows: QuerySet[Any], keys: Iterable[int]) -> set[int]:
    """Which of the keys are among the rows. One query."""
    return set(rows.filter(pk__in=set(keys)).order_by().values_list("pk", flat=True))


def person_of(person: Any, elsewhere: str) -> str:
    """Somebody with an account by pseudonym; anybody else as the load named them; "" for nobody."""
    return f"person:{person.pseudonym}" if person else elsewhere
