"""The filters of a list of claims as the query string of its address, and back: one way for every door.

Pages, saved searches and figures speak of "these claims" by this string. It is canonical: the same filters
give the same string, whatever the order in which they were chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from claims.domain.canonical import clean_text
from claims.domain.problems import Invalid
from claims.domain.vocabulary import (
    PREFIXES,
    Certainty,
    ClaimType,
    Consistency,
    Design,
    Direction,
    Scope,
    Verdict,
)
from claims.domain.words import LONGEST_QUESTION, clean_question
from claims.queries.claim_filters import NEVER, ClaimFilters
from claims.queries.links import parse_id

MOST_VALUES = 100
FIRST_YEAR, LAST_YEAR = 1000, 2200
WORDS = {
    "verdict": Verdict,
    "certainty": Certainty,
    "consistency": Consistency,
    "claim_type": ClaimType,
    "direction": Direction,
    "design": Design,
}
TOPICS = ("topic", "exposure", "outcome")


def read(query: Mapping[str, Sequence[str]], beside: Sequence[str] = ()) -> ClaimFilters:
    """The filters in a query string's lists of values; blank values are as good as none. No query.

    Several values are repeated or separated by commas. Raises Invalid that names each key that is unknown
    (`beside` lists those that are somebody else's) and each value that no filter can take.
    """
    errors: dict[str, list[str]] = {}
    found: dict[str, Any] = {}
    for name, texts in query.items():
        key = KEYS.get(name)
        if key is None:
            if name not in beside:
                errors[name] = [
                    f"There is no filter {name!r}: take it away. Known: {', '.join(KEYS)}."
                ]
            continue
        parts = texts if name == "q" else [part for text in texts for part in text.split(",")]
        given = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
        try:
            if not key.many and len(given) > 1:
                raise ValueError("Give it once.")
            if len(given) > MOST_VALUES:
                raise ValueError(f"Choose at most {MOST_VALUES}.")
            values = sorted({key.read(text) for text in given})
        except ValueError as error:
            errors[name] = [str(error)]
            continue
        if values:
            found[name] = tuple(values) if key.many else values[0]
    if errors:
        raise Invalid(errors)
    return ClaimFilters(**found)


def pairs(filters: ClaimFilters) -> list[tuple[str, str]]:
    """Every chosen value as (key, text), in the canonical order. `status` and `by` have no address. No query."""
    found = []
    for name, key in sorted(KEYS.items()):
        value = getattr(filters, name)
        if value == () or value is None or value == "":
            continue
        values = sorted(set(value)) if key.many else [value]
        found += [(name, key.write(one)) for one in values]
    return found


def write(filters: ClaimFilters) -> str:
    """The canonical query string, without "?"; "" where nothing is filtered. No query."""
    joined: dict[str, list[str]] = {}
    for name, text in pairs(filters):
        joined.setdefault(name, []).append(text)
    return urlencode({name: ",".join(texts) for name, texts in joined.items()}, safe=",")


@dataclass(frozen=True)
class _Key:
    """`read` turns text into the filter's value and raises ValueError with what to say; `write` turns it back."""

    read: Callable[[str], Any]
    many: bool = True
    write: Callable[[Any], str] = str


def _words(words: Any) -> _Key:
    known = [value for value, _ in words.choices() if value]

    def read_one(text: str) -> str:
        if text not in known:
            raise ValueError(f"{text[:40]!r} is none of: {', '.join(known)}.")
        return text

    return _Key(read_one)


def _topic(text: str) -> int:
    named = parse_id(text.upper())
    if named is None or named[0] != "topic":
        raise ValueError("Give the id of a topic, such as T12.")
    return named[1]


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and FIRST_YEAR <= int(text[:9]) <= LAST_YEAR):
        raise ValueError(f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.")
    return int(text)


def _decade(text: str) -> int:
    if _year(text) % 10:
        raise ValueError("Give the first year of a decade, such as 2010.")
    return int(text)


def _reviewed(text: str) -> str:
    return text if text == NEVER else str(_year(text))


def _rater(text: str) -> str:
    if not settings.SHOW_REVIEWER_NAMES:
        raise ValueError("This site does not show who rated.")
    return clean_text(text[:60], multiline=False)


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("Say true or false.")
    return text == "true"


def _scope(text: str) -> str:
    if text not in [value for value, _ in Scope.choices()]:
        raise ValueError(f"Say one of: {', '.join(value for value, _ in Scope.choices())}.")
    return text


def _text(text: str) -> str:
    if len(text) > LONGEST_QUESTION:
        raise ValueError(f"Give at most {LONGEST_QUESTION} characters.")
    return clean_question(text)


KEYS: dict[str, _Key] = {
    "q": _Key(_text, many=False),
    **{name: _Key(_topic, write=lambda key: f"{PREFIXES['topic']}{key}") for name in TOPICS},
    **{name: _words(words) for name, words in WORDS.items()},
    "decade": _Key(_decade),
    "year_from": _Key(_year, many=False),
    "year_to": _Key(_year, many=False),
    "reviewed": _Key(_reviewed),
    "rater": _Key(_rater),
    "scope": _Key(_scope, many=False),
    "stale": _Key(_flag, many=False, write=lambda value: "true" if value else "false"),
    "confirmed": _Key(_flag, many=False, write=lambda value: "true" if value else "false"),
}
