"""How a record's fields are changed: known fields only, checked, compared, written once.

A list field (topics of a claim, quotes of evidence) changes by {"add": [...], "remove": [...]}, never by replacement.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import (
    BooleanField,
    CharField,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    TextField,
)
from django.utils import timezone

from claims.actions.core import plain
from claims.actions.keys import derive
from claims.actions.lists import LISTS, current_list, usable, write_list
from claims.domain.canonical import canonical
from claims.domain.problems import Invalid, Moved
from claims.domain.vocabulary import PREFIXES
from claims.models import Event, Source, Topic

#: Bytes of canonical JSON in one column: several times the longest CSL record.
MOST_JSON = 200_000

#: The events that tell of a rise of the revision, one each.
REVISING = ("revised", "topics_assigned")

_FIELDS = {
    "topic": "name kind description",
    "claim": (
        "text exposure exposure_text relation outcome outcome_text population population_text"
        " comparator comparator_text claim_type quantifier scope about rung_claimed benefit_or_harm"
        " magnitude threshold wording_note reviewers_required"
    ),
    "source": (
        "csl_type title authors container_title year csl doi pmid pmcid isbn url language identity"
        " identity_checked_on identity_note funding interests is_preprint copy_read copy_note"
        " missing summary"
    ),
    "study": "label design registry_id n n_unit population note primary_source",
    "evidence": (
        "finding design population comparison_made n n_unit n_note read locator effect"
        " benefit_or_harm magnitude threshold"
    ),
    "search": (
        "claim topic where query searched_on covers_from covers_to eligible_designs results screened"
        " included excluded_note exclusions searched_by"
    ),
    "patient": "label age sex country exposure_note event onset outcome note",
}
#: The plain fields of each noun that people may change.
EDITABLE: dict[str, tuple[str, ...]] = {noun: tuple(s.split()) for noun, s in _FIELDS.items()}


def known_only(noun: str, fields: Mapping[str, Any]) -> None:
    """Raise Invalid for names that are no field of the noun."""
    known = {*EDITABLE[noun], *LISTS.get(noun, ())}
    if unknown := sorted(set(fields) - known):
        raise Invalid({name: [f"A {noun} has no such field."] for name in unknown})


def value_of(record: Any, name: str) -> Any:
    """A field's present value, JSON-ready: a reference as its public id, a list field as a list."""
    noun = record.NOUN
    if name in LISTS.get(noun, ()):
        return current_list(record, name)
    field = record._meta.get_field(name)
    if isinstance(field, ForeignKey):
        key = getattr(record, field.attname)
        return None if key is None else f"{_prefix(field)}{key}"
    return plain(getattr(record, name))


def _prefix(field: ForeignKey[Any, Any]) -> str:
    model: Any = field.related_model
    return PREFIXES[model.NOUN]


def assign(record: Model, fields: Mapping[str, Any]) -> None:
    """Set plain fields; a reference may be a record, its public id, or None. Raises Invalid."""
    errors: dict[str, list[str]] = {}
    for name, given in fields.items():
        field = record._meta.get_field(name)
        value = given
        if isinstance(field, ForeignKey) and isinstance(given, str):
            try:
                value = _referred(field, given)
            except (ValueError, ObjectDoesNotExist):
                errors[name] = [f"There is no record {given!r} of this kind."]
                continue
        elif given is None and not field.null and field.empty_strings_allowed:
            value = ""
        elif given == "" and field.null:
            value = None
        if fault := _misfit(record, field, value):
            errors[name] = [fault]
            continue
        setattr(record, name, value)
    if errors:
        raise Invalid(errors)


def _misfit(record: Model, field: Any, value: Any) -> str:
    """Why a value is not even of the field's kind; Django's own conversion would bend it into something."""
    if value is None:
        return ""
    if isinstance(field, ForeignKey):
        if not isinstance(value, field.related_model):
            return "Name a record by its public id."
        new = value.pk != getattr(record, field.attname)
        if new and isinstance(value, Topic) and not usable(value, record):
            return f"There is no record {value.public_id!r} of this kind."
    elif isinstance(field, CharField | TextField):
        return "" if isinstance(value, str) else "This is a text."
    elif isinstance(field, BooleanField):
        return "" if isinstance(value, bool) else "Say true or false."
    elif isinstance(field, IntegerField):
        return _not_a_number(field, value)
    elif isinstance(field, JSONField):
        return _unstorable(value)
    return ""


def _not_a_number(field: Any, value: Any) -> str:
    """SQLite would keep a number of any size, PostgreSQL would not: the same bounds for both."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return "Give a whole number."
    try:
        number = int(value)
    except ValueError:
        return "Give a whole number."
    low, high = BaseDatabaseOperations.integer_field_ranges[field.get_internal_type()]
    return "" if low <= number <= high else f"Give a number from {low} to {high}."


def _unstorable(value: Any) -> str:
    try:
        text = canonical(value)
    except (ValueError, TypeError, RecursionError) as error:
        return f"This cannot be stored as JSON: {str(error)[:100]}"
    if len(text) > MOST_JSON:
        return f"At most {MOST_JSON} bytes of JSON."
    # PostgreSQL stores no NUL, not even inside JSON.
    return "NUL is not allowed in text." if b"\\u0000" in text else ""


def _referred(field: ForeignKey[Any, Any], value: str) -> Model | None:
    if not value:
        return None
    if value[:1] != _prefix(field):
        raise ValueError(value)
    model: Any = field.related_model
    found: Model = model.objects.get(pk=int(value[1:][:18]))
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


def insert(record: Any, lists: Mapping[str, list[Any]] | None = None) -> None:
    """Check and store a new record with its list fields; Invalid where somebody was quicker with the same key."""
    if isinstance(record, Source):
        derive(record)
    check(record)
    try:
        record.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid("The same record was stored a moment ago.") from error
    for name, items in (lists or {}).items():
        write_list(record, name, {"add": list(items), "remove": []})


def write(
    record: Any, changes: Mapping[str, Any], *, base: int | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Change a stored record; returns (before, after) of what really changed, both empty where nothing did.

    Compare-and-swap on the revision: Moved where it is not `base`, or where somebody was quicker.
    """
    noun = record.NOUN
    known_only(noun, changes)
    revision: int = record.revision
    if base is not None and base != revision:
        raise Moved(
            f"This {noun} is at revision {revision} by now; you started from {base}.",
            moved_since(record, base, changes),
        )
    lists = {name: value for name, value in changes.items() if name in LISTS.get(noun, ())}
    plain_changes = {name: value for name, value in changes.items() if name not in lists}
    before = {name: value_of(record, name) for name in changes}
    assign(record, plain_changes)
    check(record)
    columns = [name for name in plain_changes if value_of(record, name) != before[name]]
    try:
        touched = [name for name, change in lists.items() if write_list(record, name, change)]
    except IntegrityError as error:
        raise Moved("Somebody else changed the same list a moment ago: look again.") from error
    if not columns and not touched:
        return {}, {}
    values = {name: getattr(record, name) for name in columns}
    if isinstance(record, Source):
        values |= derive(record)
    if any(field.name == "changed_at" for field in record._meta.get_fields()):
        values["changed_at"] = timezone.now()
    try:
        swapped = type(record)._default_manager.filter(pk=record.pk, revision=revision)
        won = swapped.update(**values, revision=revision + 1)
    except IntegrityError as error:
        raise Invalid("Another record took this key a moment ago.") from error
    if not won:
        raise Moved(f"Somebody else changed this {noun} a moment ago: look at it again.")
    record.revision = revision + 1
    names = [*columns, *touched]
    return {n: before[n] for n in names}, {n: value_of(record, n) for n in names}


def swap_status(record: Any, *, expected: str, **columns: Any) -> None:
    """Move a record from the state it was read in; Moved where somebody was quicker."""
    swapped = type(record).objects.filter(pk=record.pk, status=expected)
    if not swapped.update(**columns):
        raise Moved("Somebody else changed its state a moment ago: look at it again.")
    for name, value in columns.items():
        setattr(record, name, value)


def moved_since(
    record: Any, base: int, changes: Mapping[str, Any], *, all_fields: bool = False
) -> dict[str, dict[str, Any]]:
    """The plain fields among `changes` that others changed since revision `base`: {"base", "current", "proposed"}.

    Read off the log, one query. Where the log no longer tells (a load, an erased line) every field counts
    as moved, with an unknown base. With `all_fields` also what is not among `changes`, without "proposed".
    """
    back = record.revision - base
    if back == 0:
        return {}
    lines = Event.objects.filter(noun=record.NOUN, object_id=record.pk, verb__in=REVISING)
    payloads = list(lines.order_by("-seq").values_list("payload", flat=True)[: max(back, 0)])
    known = [payload for payload in payloads if payload is not None]
    told = back > 0 and len(known) == back
    then: dict[str, Any] = {}
    for payload in known:
        then |= payload["before"]
    found = {}
    for name, wanted in changes.items():
        if name in LISTS.get(record.NOUN, ()):
            continue
        current = value_of(record, name)
        start = then.get(name, current) if told else None
        if not told or start != current:
            proposed = getattr(wanted, "public_id", None) or plain(wanted)
            found[name] = {"base": start, "current": current, "proposed": proposed}
    if all_fields and told:
        known_fields = {*EDITABLE.get(record.NOUN, ()), *LISTS.get(record.NOUN, ())}
        for name in sorted(known_fields & set(then) - set(found)):
            current = value_of(record, name)
            if then[name] != current:
                found[name] = {"base": then[name], "current": current}
    return found
