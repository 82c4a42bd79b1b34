"""Coded values as readers of the page's language see them, and the marks that go with them."""

from __future__ import annotations

from functools import cache

from django.utils.translation import gettext

from claims.domain import changes, vocabulary

# Value -> (tone, shape). The shape and the word carry the meaning; the tone only helps.
VERDICT_MARKS = {
    "supported": ("good", "up"),
    "limited_support": ("good", "up"),
    "reported": ("mixed", "dot"),
    "conflicting": ("mixed", "diamond"),
    "doubtful": ("bad", "down"),
    "contradicted": ("bad", "down"),
}
NO_VERDICT_MARK = ("none", "dot")


@cache
def _labels(scale: str) -> dict[str, str]:
    home = vocabulary if hasattr(vocabulary, scale) else changes
    words: type[vocabulary.Choice] = getattr(home, scale)
    return {str(value): label for value, label in words.choices()}


def said(value: str | None, scale: str) -> str:
    """The label of a coded value, by the name of its scale, in the language of the page; "" for nothing."""
    label = _labels(scale).get(value or "", value or "")
    return gettext(label) if label else ""
