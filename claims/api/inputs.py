"""Bodies: every field strictly of its type, unknown ones refused, references only to what the writer sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.validators import BaseValidator
from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.access import Permission, require
from claims.actions.editing import EDITABLE
from claims.actions.lists import LISTS
from claims.api.reads import VISIBLE
from claims.domain.canonical import clean_text
from claims.domain.searching import BIGGEST, LONGEST_REASON, MOST_EXCLUSIONS
from claims.domain.vocabulary import PREFIXES, Choice
from claims.models import Claim, Evidence, Patient, Search, Source, Study, Topic
from claims.models.fields import ProseField
from claims.queries.links import parse_id

MODELS: dict[str, type[models.Model]] = {
    "claim": Claim,
    "source": Source,
    "study": Study,
    "topic": Topic,
    "evidence": Evidence,
    "search": Search,
    "patient": Patient,
}
REASON_LENGTH = 2000


class Strict(serializers.Serializer[Any]):
    """An object with these fields and no other."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse unknown names together with whatever else is wrong."""
        if not isinstance(data, Mapping):
            raise serializers.ValidationError("Give a JSON object.")
        known = {name for name, field in self.fields.items() if not field.read_only}
        unknown = {
            name: [f"There is no field {name!r} here. Known: {', '.join(sorted(known)) or 'none'}."]
            for name in sorted(set(data) - known)
        }
        try:
            found = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if unknown and isinstance(error.detail, dict):
                raise serializers.ValidationError({**error.detail, **unknown}) from error
            raise
        if unknown:
            raise serializers.ValidationError(unknown)
        return found


class Text(serializers.CharField):
    """A string and nothing that could be made one; control characters are refused."""

    def __init__(self, *, multiline: bool = False, **options: Any) -> None:
        self.multiline = multiline
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> str:
        """The text in NFC, stripped."""
        if not isinstance(data, str):
            raise serializers.ValidationError("Give a string.")
        try:
            return clean_text(data, multiline=self.multiline)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class Whole(serializers.IntegerField):
    """A JSON number without fraction; no strings, no booleans."""

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        if not isinstance(data, int) or isinstance(data, bool):
            raise serializers.ValidationError("Give a whole number.")
        return data


class Truth(serializers.BooleanField):
    """true or false, not their spellings."""

    def to_internal_value(self, data: Any) -> bool:
        """The value."""
        if not isinstance(data, bool):
            raise serializers.ValidationError("Say true or false.")
        return data


class Word(serializers.ChoiceField):
    """One word of a scale."""

    def to_internal_value(self, data: Any) -> Any:
        """The word."""
        if not isinstance(data, str):
            raise serializers.ValidationError("Give one of the words of this scale.")
        return super().to_internal_value(data)


class Day(serializers.DateField):
    """A date as YYYY-MM-DD."""

    def to_internal_value(self, value: Any) -> Any:
        """The date."""
        if not isinstance(value, str):
            raise serializers.ValidationError("Give a date as YYYY-MM-DD.")
        return super().to_internal_value(value)


@extend_schema_field({"type": "object", "additionalProperties": True})
class Free(serializers.JSONField):
    """Any JSON object."""

    def to_internal_value(self, data: Any) -> Any:
        """The object."""
        if not isinstance(data, dict):
            raise serializers.ValidationError("Give a JSON object.")
        return data


class Ref(serializers.Field[Any, Any, Any, Any]):
    """The public id of a record that the writer may see; what they may not see does not exist. One query."""

    def __init__(self, *nouns: str, **options: Any) -> None:
        self.nouns = nouns
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        """The record."""
        parsed = parse_id(data) if isinstance(data, str) else None
        kinds = " or ".join(f"{PREFIXES[noun]}12" for noun in self.nouns)
        if parsed is None or parsed[0] not in self.nouns:
            raise serializers.ValidationError(f"Give a public id such as {kinds}.")
        found = VISIBLE[parsed[0]](self.context["viewer"]).filter(pk=parsed[1]).first()
        if found is None:
            raise serializers.ValidationError(f"There is no {parsed[0]} {data}.")
        return found


@extend_schema_field({"type": "string", "maxLength": 150})
class Person(serializers.Field[Any, Any, Any, Any]):
    """Somebody with an account, for who assigns; accounts that are closed do not exist. One query.

    Nobody else may find out by it who has an account.
    """

    def to_internal_value(self, data: Any) -> Any:
        """The person. Raises Denied."""
        require(self.context["viewer"], Permission.ASSIGN)
        if not isinstance(data, str) or not 0 < len(data) <= 150 or "\x00" in data:
            raise serializers.ValidationError("Give a user name or a pseudonym.")
        named = models.Q(username=data) | models.Q(pseudonym=data)
        found = get_user_model().objects.filter(named, is_active=True).first()
        if found is None:
            raise serializers.ValidationError("There is no such person.")
        return found


class Effect(Strict):
    """An effect estimate with its interval."""

    measure = Text(max_length=40, help_text="RR, OR, HR, RD, MD, SMD ...")
    estimate = serializers.FloatField()
    low = serializers.FloatField(required=False, allow_null=True, help_text="Lower limit.")
    high = serializers.FloatField(required=False, allow_null=True, help_text="Upper limit.")
    level = serializers.FloatField(
        required=False, allow_null=True, min_value=0, max_value=1, help_text="0.95 for 95%."
    )

    def to_internal_value(self, data: Any) -> Any:
        """The estimate; numbers only, no spellings of them."""
        if isinstance(data, Mapping):
            wrong = {
                name: ["Give a number."]
                for name in ("estimate", "low", "high", "level")
                if isinstance(data.get(name), str | bool)
            }
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)


class QuoteInput(Strict):
    """A passage of the source (Web Annotation TextQuote and TextPosition)."""

    exact = Text(max_length=5000, multiline=True, help_text="The passage, word for word.")
    prefix = Text(max_length=500, multiline=True, required=False, allow_blank=True)
    suffix = Text(max_length=500, multiline=True, required=False, allow_blank=True)
    start = Whole(
        required=False, allow_null=True, min_value=0, max_value=2**31 - 1,
        help_text="First character, from 0, in the source's text.",
    )  # fmt: skip
    end = Whole(
        required=False, allow_null=True, min_value=0, max_value=2**31 - 1,
        help_text="Character after the last.",
    )  # fmt: skip
    locator = Text(max_length=300, required=False, allow_blank=True, help_text="Page, table.")
    note = Text(max_length=1000, required=False, allow_blank=True)


class ExclusionInput(Strict):
    """Why records were left out of a search, and how many."""

    reason = Text(max_length=LONGEST_REASON)
    n = Whole(min_value=1, max_value=BIGGEST)


class StudySourceInput(Strict):
    """A source and how it bears on the study."""

    source = Ref("source")  # type: ignore[assignment]
    role = Word(choices=[("reports", "Reports"), ("includes", "Includes")], required=False)

    def to_internal_value(self, data: Any) -> Any:
        """As the action takes it."""
        found = dict(super().to_internal_value(data))
        return found | {"source": found["source"].public_id}


def item(noun: str, name: str) -> Any:
    """One item of a list field."""
    if name in ("topics", "broader"):
        return Ref("topic")
    if name == "included_studies":
        return Ref("study")
    if name == "evidence":
        return Ref("evidence")
    if name == "aliases":
        return Text(max_length=200)
    return QuoteInput() if name == "quotes" else StudySourceInput()


def _options(field: models.Field[Any, Any], *, creating: bool) -> dict[str, Any]:
    needed = creating and not (field.blank or field.null or field.has_default())
    options: dict[str, Any] = {"required": needed, "help_text": str(field.help_text)}
    if field.null:
        options["allow_null"] = True
    return options


def field_for(noun: str, name: str, *, creating: bool) -> Any:
    """The input field of a column; types, lengths, scales and limits are the column's own."""
    if name == "effect":
        return Effect(required=False, allow_null=True)
    if name == "exclusions":
        return serializers.ListField(
            child=ExclusionInput(), required=False, max_length=MOST_EXCLUSIONS,
            help_text="What was left out, by reason; the numbers have to fit.",
        )  # fmt: skip
    field: Any = MODELS[noun]._meta.get_field(name)
    options = _options(field, creating=creating)
    if isinstance(field, models.ForeignKey):
        related: Any = field.related_model
        return Ref(related.NOUN, **options)
    if isinstance(field, models.JSONField):
        return Free(**options)
    if isinstance(field, models.BooleanField):
        return Truth(**options)
    if isinstance(field, models.DateField):
        return Day(**options)
    if isinstance(field, models.IntegerField):
        limits: dict[str, Any] = {
            v.code: v.limit_value for v in field.validators if isinstance(v, BaseValidator)
        }
        most = 32_767 if isinstance(field, models.PositiveSmallIntegerField) else 2**31 - 1
        return Whole(
            min_value=max(0, limits.get("min_value", 0)),
            max_value=min(most, limits.get("max_value", most)),
            **options,
        )
    if field.choices:
        return Word(
            choices=[pair for pair in field.choices if pair[0]],
            allow_blank=field.blank,
            **options,
        )
    return Text(
        multiline=isinstance(field, ProseField),
        max_length=field.max_length,
        allow_blank=field.blank,
        **options,
    )


class Difference(Strict):
    """How a list changes: by what is added and what is removed, never by replacement."""


def _difference(noun: str, name: str) -> Any:
    parts = {
        side: serializers.ListField(child=item(noun, name), required=False, max_length=500)
        for side in ("add", "remove")
    }
    title = f"{noun}_{name}_difference".title().replace("_", "")
    return type(title, (Difference,), {**parts, "__doc__": Difference.__doc__})(required=False)


def fields_of(noun: str, *, creating: bool) -> dict[str, Any]:
    """All input fields of a noun: lists whole when creating, as differences when changing."""
    found = {name: field_for(noun, name, creating=creating) for name in EDITABLE[noun]}
    for name in LISTS.get(noun, ()):
        found[name] = (
            serializers.ListField(child=item(noun, name), required=False, max_length=500)
            if creating
            else _difference(noun, name)
        )
    return found


def reason(*, required: bool) -> Text:
    """Why; kept in the history for everybody to read."""
    return Text(
        multiline=True,
        required=required,
        allow_blank=not required,
        max_length=REASON_LENGTH,
        help_text="Why; kept in the history.",
    )


def creation(noun: str, **more: Any) -> type[Strict]:
    """The body that makes a record."""
    fields = {**more, **fields_of(noun, creating=True), "reason": reason(required=False)}
    return type(f"New{noun.title()}", (Strict,), {**fields, "__doc__": f"A new {noun}."})


def change(noun: str) -> type[Strict]:
    """The body that changes a record: only the fields that are to change."""
    inner = type(
        f"{noun.title()}Changes",
        (Strict,),
        {**fields_of(noun, creating=False), "__doc__": "The fields that are to change."},
    )
    parts = {
        "changes": inner(),
        "reason": reason(required=False),
        "revision": Whole(
            required=False,
            min_value=1,
            max_value=2**31 - 1,
            help_text="`revision` of the record that the change started from; or send If-Match.",
        ),
    }
    return type(f"{noun.title()}Change", (Strict,), {**parts, "__doc__": f"A change of a {noun}."})


def scale(words: type[Choice], **options: Any) -> Word:
    """A field for one word of `words`."""
    return Word(choices=[pair for pair in words.choices() if pair[0]], **options)
