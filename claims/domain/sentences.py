"""Sentences that the rules put together, each with the pattern that it was made from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Sentence(str):
    """English text that remembers its pattern and parts, so that a page can say it in the reader's language.

    It is the English text itself wherever nobody asks: in answers of the API, in files, in the database (where the
    pattern is lost). `plural` is the pattern for another number than one of the part `n`. Parts that are sentences are
    said in the other language too; plain text (a title, an identifier) stays as it is.
    """

    __slots__ = ("parts", "pattern", "plural")

    pattern: str
    plural: str
    parts: dict[str, Any]

    def __new__(cls, pattern: str, *, plural: str = "", **parts: Any) -> Sentence:
        """The text of `pattern` with `%(name)s` for each part."""
        chosen = plural if plural and parts["n"] != 1 else pattern
        made = super().__new__(cls, chosen % parts if parts else chosen)
        made.pattern, made.plural, made.parts = pattern, plural, parts
        return made


def together(sentences: Iterable[str], between: str = ". ", end: str = "") -> Sentence:
    """Several sentences as one."""
    parts = {f"part{place}": one for place, one in enumerate(sentences)}
    return Sentence(between.join(f"%({name})s" for name in parts) + end, **parts)
