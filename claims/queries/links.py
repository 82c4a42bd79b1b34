"""Public ids, addresses and labels: the small change of every dict."""

from __future__ import annotations

import re
from functools import cache

from django.urls import reverse

from claims.domain.vocabulary import PREFIXES, Choice

NOUNS: dict[str, str] = {prefix: noun for noun, prefix in PREFIXES.items()}

_PUBLIC_ID = re.compile(r"([A-Z])([1-9][0-9]{0,17})")


def public_id(noun: str, pk: int) -> str:
    """Prefix and number, e.g. C42. No query."""
    return f"{PREFIXES[noun]}{pk}"


def maybe_id(noun: str, pk: int | None) -> str | None:
    """The same, or None where there is no record."""
    return None if pk is None else f"{PREFIXES[noun]}{pk}"


def parse_id(text: str) -> tuple[str, int] | None:
    """("claim", 42) for "C42"; None for anything else. No query."""
    match = _PUBLIC_ID.fullmatch(text)
    if match is None or match[1] not in NOUNS:
        return None
    return NOUNS[match[1]], int(match[2])


def url(noun: str, pk: int) -> str:
    """The path of the record's page, without host; reversing once per noun, not once per row."""
    before, after = _around(noun)
    return f"{before}{pk}{after}"


@cache
def _around(noun: str) -> tuple[str, str]:
    """What stands in such a path before and after the number."""
    sample = public_id(noun, 0)
    before, _, after = reverse(f"web:{noun}", args=[sample]).partition(sample)
    return before + PREFIXES[noun], after


@cache
def _labels(words: type[Choice]) -> dict[str, str]:
    return dict(words.choices())


def label(words: type[Choice], value: str) -> str:
    """What readers see for a stored word; an empty value has an empty label."""
    return _labels(words).get(value, value)
