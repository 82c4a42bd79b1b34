"""Columns with the house rules built in: clean text, keys in byte order, coded words."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from claims.domain.canonical import clean_text
from claims.domain.vocabulary import Choice

BYTE_ORDER = {"postgresql": "C", "sqlite": "BINARY"}


class _Clean(models.Field[str, str]):
    """NFC, no control characters; refused with a message rather than altered silently."""

    multiline = False

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if not isinstance(value, str):
            return value
        try:
            return clean_text(value, multiline=self.multiline)
        except ValueError as error:
            raise ValidationError(str(error), code="control_characters") from error


class LineField(_Clean, models.CharField[str, str]):
    """One line of text."""


class ProseField(_Clean, models.TextField[str, str]):
    """Several lines of text, with a length that forms, API and `full_clean` all enforce."""

    multiline = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))


_Set = TypeVar("_Set")
_Get = TypeVar("_Get")


class KeyField(models.CharField[_Set, _Get]):
    """An identifier: compared and sorted by byte, the same on both databases."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = super().db_parameters(connection)
        parameters["collation"] = BYTE_ORDER[connection.vendor]
        return parameters


class AddressField(models.URLField[_Set, _Get]):
    """A web address; in forms one without a scheme is taken as https."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", **kwargs})

    def deconstruct(self) -> Any:
        """As the plain field: the difference is in forms only."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.URLField", args, options


def coded(words: type[Choice], **options: Any) -> models.CharField[Any, Any]:
    """A column that holds one of `words`."""
    length = max(len(value) for value, _ in words.choices())
    return models.CharField(max_length=max(length, 8), choices=words.choices(), **options)


def on_scale(
    field: str, words: type[Choice], name: str, *, null: bool = False
) -> models.CheckConstraint:
    """The database's own check that `field` holds one of `words`."""
    condition = models.Q(**{f"{field}__in": [value for value, _ in words.choices()]})
    if null:
        condition |= models.Q(**{f"{field}__isnull": True})
    return models.CheckConstraint(condition=condition, name=name)
