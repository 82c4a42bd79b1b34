"""Coded values as readers of the page's language see them, and the marks that go with them."""

from __future__ import annotations

from functools import cache

from django.utils.translation import gettext, ngettext

from claims.domain import articles, changes, vocabulary
from claims.domain.sentences import Sentence

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
    home = next(one for one in (vocabulary, articles, changes) if hasattr(one, scale))
    words: type[vocabulary.Choice] = getattr(home, scale)
    return {str(value): label for value, label in words.choices()}


def said(value: str | None, scale: str) -> str:
    """The label of a coded value, by the name of its scale, in the language of the page; "" for nothing."""
    label = _labels(scale).get(value or "", value or "")
    return gettext(label) if label else ""


def in_words(text: str) -> str:
    """What a rule says, in the language of the page: a `Sentence` part by part, any other text where it is known."""
    if not text:
        return ""
    if not isinstance(text, Sentence):
        return gettext(text)
    parts = {
        name: in_words(part) if isinstance(part, Sentence) else part
        for name, part in text.parts.items()
    }
    if text.plural:
        pattern = ngettext(text.pattern, text.plural, text.parts["n"])
    else:
        pattern = gettext(text.pattern) if text.pattern else ""
    return pattern % parts if parts else pattern
