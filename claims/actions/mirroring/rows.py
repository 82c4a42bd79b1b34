"""The rows of a mirror become what the origin says they are, with the origin's own keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from claims.actions.loading.layout import LAYOUTS, time, values
from claims.actions.loading.rows import children, shape
from claims.actions.mirroring.reading import CHUNK, Answer, key
from claims.domain.vocabulary import RecordStatus
from claims.models import (
    Appraisal,
    Assessment,
    Claim,
    ClaimTopic,
    Evidence,
    ExternalId,
    Patient,
    Quote,
    Search,
    Source,
    Study,
    StudySource,
    Topic,
    TopicAlias,
)

#: Never changed once stored, but for being the current one.
FIXED = ("assessment", "appraisal")
IDENTIFIERS = ("doi", "pmid", "pmcid", "isbn")


class _Numbers(dict[str, int]):
    """Public ids as keys: a mirror has the origin's."""

    def __missing__(self, ident: str) -> int:
        return key(ident)


class _Found(dict[str, dict[str, int]]):
    def __missing__(self, noun: str) -> dict[str, int]:
        return _Numbers()


def parts(keys: Iterable[int]) -> Iterator[list[int]]:
    """The keys in order, some hundreds at a time."""
    there = sorted(keys)
    for start in range(0, len(there), CHUNK):
        yield there[start : start + CHUNK]


def make_way(answer: Answer) -> None:
    """Free what is unique of every row that is about to be replaced: two of them may have swapped it."""
    for part in parts(answer.keys.get("source", ())):
        Source.objects.filter(pk__in=part).update(**dict.fromkeys(IDENTIFIERS))
    for part in parts(answer.keys.get("topic", ())):
        Topic.objects.filter(pk__in=part).update(status=RecordStatus.MERGED)
    for part in parts(answer.keys.get("study", ())):
        Study.objects.filter(pk__in=part).update(registry_id=None)
    for part in parts(answer.keys.get("evidence", ())):
        # References are checked when the transaction ends, and this one is right again long before.
        Evidence.objects.filter(pk__in=part).update(study_id=-F("pk"))


def replace(noun: str, answer: Answer) -> None:
    """Write every record of one noun, and the rows that are parts of it."""
    if noun == "search":
        _forget_searches(answer)
    for records in answer.records(noun):
        if noun in FIXED:
            _add_fixed(noun, records)
        else:
            _write(noun, records)


def _write(noun: str, records: Sequence[dict[str, Any]]) -> None:
    layout = LAYOUTS[noun]
    rows = [_row(noun, item) for item in records]
    columns = [field.name for field in layout.model._meta.concrete_fields if not field.primary_key]
    layout.model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=columns
    )
    _drop_parts(noun, [int(row.pk) for row in rows])
    children(noun, rows, list(records), _Found())
    _link(noun, records)
    _outside(noun, records)


def _row(noun: str, item: dict[str, Any]) -> Any:
    layout = LAYOUTS[noun]
    row: Any = layout.model(pk=key(item["id"]), **values(item))
    for name in layout.refs:
        setattr(row, f"{name}_id", item.get(name) and key(item[name]))
    for name in layout.later:
        # Those that are lists have tables of their own.
        if name not in ("broader", "included_studies"):
            setattr(row, f"{name}_id", item.get(name) and key(item[name]))
    changed_at = getattr(row, "changed_at", None)
    shape(row, item, by=None, now=timezone.now())
    if hasattr(row, "changed_at"):
        row.changed_at = changed_at
    if isinstance(row, Claim):
        row.status, row.status_reason = item["status"], item.get("status_reason", "")
        row.published_at = time(item.get("published_at"))
        # Put right by what is derived; the table wants one of what is published.
        row.version_number = 1
    return row


def _drop_parts(noun: str, keys: list[int]) -> None:
    if noun == "topic":
        broader: Any = Topic.broader.through
        broader.objects.filter(from_topic__in=keys).delete()
        TopicAlias.objects.filter(topic__in=keys).delete()
    elif noun == "study":
        pooled: Any = Study.included_studies.through
        pooled.objects.filter(from_study__in=keys).delete()
        StudySource.objects.filter(study__in=keys).delete()
    elif noun == "claim":
        ClaimTopic.objects.filter(claim__in=keys).delete()
    elif noun == "evidence":
        Quote.objects.filter(evidence__in=keys).delete()
    elif noun == "patient":
        described: Any = Patient.evidence.through
        described.objects.filter(patient__in=keys).delete()


def _link(noun: str, records: Sequence[dict[str, Any]]) -> None:
    """The lists of records of the same noun."""
    if noun == "topic":
        broader: Any = Topic.broader.through
        broader.objects.bulk_create(
            broader(from_topic_id=key(r["id"]), to_topic_id=key(one))
            for r in records
            for one in r.get("broader", ())
        )
    elif noun == "study":
        pooled: Any = Study.included_studies.through
        pooled.objects.bulk_create(
            pooled(from_study_id=key(r["id"]), to_study_id=key(one))
            for r in records
            for one in r.get("included_studies", ())
        )


def _outside(noun: str, records: Sequence[dict[str, Any]]) -> None:
    ExternalId.objects.filter(noun=noun, object_id__in=[key(r["id"]) for r in records]).delete()
    rows = []
    for item in records:
        for other in item.get("external_ids", ()):
            namespace, _, value = other.partition(":")
            rows.append(
                ExternalId(noun=noun, object_id=key(item["id"]), namespace=namespace, value=value)
            )
    ExternalId.objects.bulk_create(rows)


def _add_fixed(noun: str, records: Sequence[dict[str, Any]]) -> None:
    model: Any = Assessment if noun == "assessment" else Appraisal
    wanted = {key(r["id"]): r for r in records}
    there = set(model.objects.filter(pk__in=wanted).order_by().values_list("pk", flat=True))
    # What was superseded makes way for what took its place.
    ended = [pk for pk in there if not wanted[pk].get("is_current", True)]
    model.objects.filter(pk__in=ended, is_current=True).update(is_current=False)
    fresh = [r for pk, r in sorted(wanted.items()) if pk not in there]
    rows = [_row(noun, item) for item in fresh]
    model.objects.bulk_create(rows)
    children(noun, rows, fresh, _Found())
    _outside(noun, records)


def _forget_searches(answer: Answer) -> None:
    """A search that stood with one of these records and does so no more was moved to another, or out of sight."""
    told = answer.keys.get("search", set())
    for column, noun in (("claim", "claim"), ("topic", "topic")):
        for part in parts(answer.keys.get(noun, ())):
            condition = Q(**{f"{column}__in": part})
            if column == "topic":
                condition &= Q(claim__isnull=True)
            held = Search.objects.filter(condition).order_by()
            gone = set(held.values_list("pk", flat=True)) - told
            for some in parts(gone):
                Search.objects.filter(pk__in=some).delete()


def at(value: str) -> datetime:
    """A time that a record must have."""
    return datetime.fromisoformat(value)
