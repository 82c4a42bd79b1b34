"""How a record's fields are changed: known fields only, checked, compared, written once.

A list field (topics of a claim, quotes of evidence) changes by {"add": [...], "remove": [...]}, never by replacement.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError
from django.db.models import ForeignKey, Model
from django.utils import timezone

from claims.actions.core import plain
from claims.actions.lists import LISTS, current_list, write_list
from claims.domain.problems import Invalid, Moved
from claims.domain.vocabulary import PREFIXES

EDITABLE: dict[str, tuple[str, ...]] = {
    "topic": ("name", "kind", "description"),
    "claim": tuple(
        [
            "text",
            "exposure",
            "exposure_text",
            "relation",
            "outcome",
            "outcome_text",
            "population",
            "population_text",
            "comparator",
            "comparator_text",
            "claim_type",
            "quantifier",
            "scope",
            "about",
            "rung_claimed",
            "benefit_or_harm",
            "magnitude",
            "threshold",
            "wording_note",
            "reviewers_required",
        ]
    ),
    "source": tuple(
        [
            "csl_type",
            "title",
            "authors",
            "container_title",
            "year",
            "csl",
            "doi",
            "pmid",
            "pmcid",
            "isbn",
            "url",
            "language",
            "identity",
            "identity_checked_on",
            "identity_note",
            "funding",
            "interests",
            "is_preprint",
            "copy_read",
            "copy_note",
            "missing",
            "summary",
        ]
    ),
    "study": tuple(
        "label design registry_id n n_unit population note primary_source".split()  # noqa: SIM905
    ),
    "evidence": tuple(
        [
            "finding",
            "design",
            "population",
            "comparison_made",
            "n",
            "n_unit",
            "n_note",
            "read",
            "locator",
            "effect",
            "benefit_or_harm",
            "magnitude",
            "threshold",
        ]
    ),
    "search": tuple(
        [
            "claim",
            "topic",
            "where",
            "query",
            "searched_on",
            "covers_from",
            "covers_to",
            "eligible_designs",
            "results",
            "screened",
            "included",
            "excluded_note",
            "searched_by",
        ]
    ),
}


def known_only(noun: str, fields: Mapping[str, Any]) -> None:
    """Raise Invalid for names that are no field of the noun."""
    known = {*EDITABLE[noun], *LISTS.get(noun, ())}
    if unknown := sorted(set(fields) - known):
        raise Invalid({name: [f"A {noun} has no such field."] for name in unknown})


def value_of(record: Model, name: str) -> Any:
    """A field's present value, JSON-ready: a reference as its public id, a list field as a list."""
    noun = record.NOUN  # type: ignore[attr-defined]
    if name in LISTS.get(noun, ()):
        return current_list(record, name)
    field = record._meta.get_field(name)
    if isinstance(field, ForeignKey):
        key = getattr(record, field.attname)
        return None if key is None else f"{_prefix(field)}{key}"
    return plain(getattr(record, name))


def _prefix(field: ForeignKey[Any, Any]) -> str:
    return PREFIXES[field.related_model.NOUN]  # type: ignore[union-attr]


def assign(record: Model, fields: Mapping[str, Any]) -> None:
    """Set plain fields; a reference may be a record, its public id, or None. Raises Invalid."""
    errors: dict[str, list[str]] = {}
    for name, value in fields.items():
        field = record._meta.get_field(name)
        if isinstance(field, ForeignKey) and isinstance(value, str):
            try:
                value = _referred(field, value)
            except (ValueError, ObjectDoesNotExist):
                errors[name] = [f"There is no record {value!r} of this kind."]
                continue
        if value is None and not field.null and field.empty_strings_allowed:
            value = ""
        if value == "" and field.null:
            value = None
        setattr(record, name, value)
    if errors:
        raise Invalid(errors)


def _referred(field: ForeignKey[Any, Any], value: str) -> Model | None:
    if not value:
        return None
    if value[:1] != _prefix(field):
        raise ValueError(value)
    found: Model = field.related_model._default_manager.get(pk=int(value[1:]))  # type: ignore[union-attr]
    return found


def check(record: Model) -> None:
    """Raise Invalid for what the table would refuse, field by field."""
    try:
        record.full_clean()
    except ValidationError as error:
        raise invalid(error) from error


def invalid(error: ValidationError) -> Invalid:
    """Django's errors as the domain's."""
    return Invalid(
        {("" if name == "__all__" else name): found for name, found in error.message_dict.items()}
    )


def insert(record: Model, lists: Mapping[str, list[Any]] | None = None) -> None:
    """Check and store a new record with its list fields; Invalid where somebody was quicker with the same key."""
    check(record)
    try:
        record.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid("The same record was stored a moment ago.") from error
    for name, items in (lists or {}).items():
        write_list(record, name, {"add": list(items), "remove": []})


def write(
    record: Model, changes: Mapping[str, Any], *, base: int | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Change a stored record; returns (before, after) of what really changed, both empty where nothing did.

    Compare-and-swap on the revision: Moved where it is not `base`, or where somebody was quicker.
    """
    noun = record.NOUN  # type: ignore[attr-defined]
    known_only(noun, changes)
    revision: int = record.revision  # type: ignore[attr-defined]
    if base is not None and base != revision:
        raise Moved(f"This {noun} is at revision {revision} by now; you started from {base}.")
    lists = {name: value for name, value in changes.items() if name in LISTS.get(noun, ())}
    plain_changes = {name: value for name, value in changes.items() if name not in lists}
    before = {name: value_of(record, name) for name in changes}
    assign(record, plain_changes)
    check(record)
    columns = [name for name in plain_changes if value_of(record, name) != before[name]]
    touched = [name for name, change in lists.items() if write_list(record, name, change)]
    if not columns and not touched:
        return {}, {}
    values = {name: getattr(record, name) for name in columns}
    if any(field.name == "changed_at" for field in record._meta.get_fields()):
        values["changed_at"] = timezone.now()
    try:
        swapped = type(record)._default_manager.filter(pk=record.pk, revision=revision)
        won = swapped.update(**values, revision=revision + 1)
    except IntegrityError as error:
        raise Invalid("Another record took this key a moment ago.") from error
    if not won:
        raise Moved(f"Somebody else changed this {noun} a moment ago: look at it again.")
    record.revision = revision + 1  # type: ignore[attr-defined]
    names = [*columns, *touched]
    return {n: before[n] for n in names}, {n: value_of(record, n) for n in names}


def swap_status(record: Any, *, expected: str, **columns: Any) -> None:
    """Move a record from the state it was read in; Moved where somebody was quicker."""
    swapped = type(record).objects.filter(pk=record.pk, status=expected)
    if not swapped.update(**columns):
        raise Moved("Somebody else changed its state a moment ago: look at it again.")
    for name, value in columns.items():
        setattr(record, name, value)
