"""One text for one value: canonical JSON, its digest, and clean text."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import rfc8785

_ALLOWED_IN_PROSE = frozenset("\n\t")


def canonical(value: Any) -> bytes:
    """Return `value` as canonical JSON in UTF-8 (RFC 8785, JSON Canonicalization Scheme).

    Raises ValueError for what JSON or the scheme cannot hold: NaN, infinities, integers beyond
    2**53, other types, lone surrogates.
    """
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as problem:
        raise ValueError(str(problem)) from problem


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of `value`, as 64 lower-case hex digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def clean_text(value: str, *, multiline: bool) -> str:
    """Return `value` in Unicode Normalization Form C, stripped, with line ends as a single newline.

    Raises ValueError for NUL, other control characters (newline and tab are allowed where
    `multiline`) and lone surrogates: PostgreSQL cannot store the first, no reader can see the
    others.
    """
    if value.isascii() and value.isprintable():
        return value.strip()
    value = value.replace("\r\n", "\n").replace("\r", "\n") if multiline else value.strip()
    for character in value:
        if multiline and character in _ALLOWED_IN_PROSE:
            continue
        category = unicodedata.category(character)
        if category == "Cc":
            name = "NUL" if character == "\0" else f"U+{ord(character):04X}"
            raise ValueError(f"Control character {name} is not allowed in text.")
        if category == "Cs":
            raise ValueError("Half of a surrogate pair is not text.")
        if category in ("Zl", "Zp") and not multiline:
            raise ValueError("A line break is not allowed here.")
    return unicodedata.normalize("NFC", value).strip()
