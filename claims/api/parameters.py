"""Query parameters: each is declared once, for reading, for the refusal of others, and for OpenAPI."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from claims.api.deprecation import Deprecated
from claims.api.errors import BadParameter
from claims.domain.canonical import clean_text
from claims.domain.vocabulary import PREFIXES, Choice
from claims.domain.words import LONGEST_QUESTION, clean_question
from claims.queries.links import parse_id
from claims.queries.pages import LONGEST_CURSOR, MOST

LONGEST = 500
#: A character that a line may hold: no control character, no line break.
ON_A_LINE = r"[^\u0000-\u001f\u007f-\u009f\u2028\u2029]"


@dataclass(frozen=True)
class Parameter:
    """`read` turns the text into the value and raises ValueError with what to say; `target` is the filter's field."""

    name: str
    about: str
    read: Callable[[str], Any]
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})
    many: bool = False
    target: str = ""
    deprecated: Deprecated | None = None
    # Of many: how many at most; 0 for as many as an address can hold.
    most: int = 0

    @property
    def field_name(self) -> str:
        """The name of the filter's field."""
        return self.target or self.name


def text(name: str, about: str, *, longest: int = LONGEST) -> Parameter:
    """Free text on one line."""

    def read(value: str) -> str:
        if len(value) > longest:
            raise ValueError(f"Give at most {longest} characters.")
        return clean_text(value, multiline=False)

    return Parameter(
        name, about, read, {"type": "string", "maxLength": longest, "pattern": f"^{ON_A_LINE}*$"}
    )


def question(name: str, about: str) -> Parameter:
    """What to search for: pasted text of any shape, line breaks included. Only its length can be refused."""

    def read(value: str) -> str:
        if len(value) > LONGEST_QUESTION:
            raise ValueError(f"Give at most {LONGEST_QUESTION} characters.")
        return clean_question(value)

    about = f"{about} Whole sentences are welcome: no word is demanded, rare ones count most."
    return Parameter(name, about, read, {"type": "string", "maxLength": LONGEST_QUESTION})


def number(name: str, about: str, *, least: int, most: int) -> Parameter:
    """A whole number from `least` to `most`."""

    def read(value: str) -> int:
        if not (value.isascii() and value.isdecimal() and len(value) <= len(str(most))):
            raise ValueError(f"Give a number from {least} to {most}.")
        if not least <= int(value) <= most:
            raise ValueError(f"Give a number from {least} to {most}.")
        return int(value)

    return Parameter(name, about, read, {"type": "integer", "minimum": least, "maximum": most})


def flag(name: str, about: str) -> Parameter:
    """true or false."""

    def read(value: str) -> bool:
        if value not in ("true", "false"):
            raise ValueError("Say true or false.")
        return value == "true"

    return Parameter(name, about, read, {"type": "boolean"})


def ident(name: str, noun: str, about: str) -> Parameter:
    """The public id of a record of `noun`."""
    prefix = PREFIXES[noun]

    def read(value: str) -> int:
        parsed = parse_id(value)
        if parsed is None or parsed[0] != noun:
            raise ValueError(f"Give the id of a {noun}, such as {prefix}12.")
        return parsed[1]

    pattern = f"^{prefix}[1-9][0-9]{{0,17}}$"
    return Parameter(name, about, read, {"type": "string", "pattern": pattern})


def idents(name: str, noun: str, about: str, *, most: int = 0) -> Parameter:
    """Public ids of records of `noun`: repeated, or separated by commas; joined by "or"."""
    one = ident(name, noun, about)
    about = f"{about} Several may be given, repeated or separated by commas."
    return Parameter(name, about, one.read, one.schema, many=True, most=most)


def word(name: str, about: str, words: Sequence[str]) -> Parameter:
    """One of `words`."""

    def read(value: str) -> str:
        if value not in words:
            raise ValueError(f"{value!r} is none of: {', '.join(words)}.")
        return value

    return Parameter(name, about, read, {"type": "string", "enum": list(words)})


def words(name: str, about: str, scale: type[Choice]) -> Parameter:
    """Some words of a scale: repeated, or separated by commas; joined by "or"."""
    one = word(name, about, [value for value, _ in scale.choices() if value])
    about = f"{about} Several may be given, repeated or separated by commas."
    return Parameter(name, about, one.read, one.schema, many=True)


def matching(name: str, about: str, pattern: str) -> Parameter:
    """Words that a regular expression fits: repeated, or separated by commas; joined by "or"."""
    whole = re.compile(pattern)

    def read(value: str) -> str:
        if not whole.fullmatch(value):
            raise ValueError(f"Give what fits {pattern}.")
        return value

    about = f"{about} Several may be given, repeated or separated by commas."
    return Parameter(name, about, read, {"type": "string", "pattern": f"^{pattern}$"}, many=True)


def moment(name: str, about: str) -> Parameter:
    """A date with time (RFC 3339)."""

    def read(value: str) -> datetime:
        try:
            found = parse_datetime(value)
        except ValueError:
            found = None
        if found is None:
            raise ValueError("Give a date and time such as 2026-03-01T12:00:00Z.")
        return found if found.tzinfo else timezone.make_aware(found)

    return Parameter(name, about, read, {"type": "string", "format": "date-time"})


LIMIT = number("limit", "How many results a page holds (25 if not given).", least=1, most=MOST)
CURSOR = text(
    "cursor", "Where the page begins: taken from `next`, never made up.", longest=LONGEST_CURSOR
)


def values(query: QueryDict, known: Sequence[Parameter]) -> dict[str, Any]:
    """The values by field name. Raises BadParameter for unknown names and unusable values."""
    names = {parameter.name: parameter for parameter in known}
    errors: dict[str, str] = {}
    found: dict[str, Any] = {}
    listed = ", ".join(sorted(names)) or "none"
    for name, given in query.lists():
        parameter = names.get(name)
        if parameter is None:
            errors[name] = f"There is no parameter {name!r} here. Known: {listed}."
            continue
        if not parameter.many and len(given) > 1:
            errors[name] = f"Give {name} once."
            continue
        parts = [part for one in given for part in one.split(",")] if parameter.many else given
        if parameter.most and len(parts) > parameter.most:
            errors[name] = f"{name}: Give at most {parameter.most}; these are {len(parts)}."
            continue
        try:
            read = tuple(parameter.read(part) for part in parts)
        except ValueError as error:
            errors[name] = f"{name}: {error}"
            continue
        found[parameter.field_name] = read if parameter.many else read[0]
    if errors:
        raise BadParameter(errors)
    return found
