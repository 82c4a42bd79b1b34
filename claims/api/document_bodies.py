"""The bodies of writes about articles that are checked."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from claims.api.inputs import Day, Ref, Strict, Text, Whole, Word
from claims.domain.articles import MatchState, Wording


class Article(serializers.CharField):
    """A text as it is, blanks included: offsets count from its first character."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        """The text."""
        if not isinstance(data, str):
            raise serializers.ValidationError("Give a string.")
        return data


class NewDocument(Strict):
    """An article to be checked."""

    title = Text(required=False, allow_blank=True, max_length=300, help_text="Its title.")
    text = Article(
        help_text="Its text, plain or Markdown. Line ends become one newline, letters NFC; nothing else is changed."
    )
    citation = Text(
        required=False,
        allow_blank=True,
        multiline=True,
        max_length=2000,
        help_text="Who wrote it, where, when.",
    )
    address = serializers.URLField(
        required=False, allow_blank=True, max_length=2000, help_text="Where the original is."
    )
    retrieved_on = Day(required=False, allow_null=True, help_text="When it was copied there.")


class MatchDecision(Strict):
    """What a person says of a passage and a claim."""

    passage = Whole(min_value=1, max_value=2**31 - 1, help_text="Its `position`.")
    claim = Ref("claim", help_text="Id of the claim.")
    state = Word(
        choices=[(value, value) for value, _ in MatchState.choices()],
        help_text="confirmed (with a claim that is not offered for the passage: added), corrected, rejected;"
        " suggested takes the last decision back.",
    )
    wording = Word(
        required=False,
        choices=[(value, value) for value, _ in Wording.choices()],
        help_text="With corrected, and for a claim that is added.",
    )
    note = Text(required=False, allow_blank=True, max_length=300, help_text="Why.")
    key = Text(required=False, max_length=64, help_text="Of its link, where it has one.")
