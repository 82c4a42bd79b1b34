"""Fields that several forms share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.domain.canonical import clean_text
from claims.domain.vocabulary import PREFIXES, Choice
from claims.domain.words import LONGEST_QUESTION, clean_question
from claims.queries.links import parse_id

EMPTY = [("", "–")]


class TextField(forms.CharField):
    """Text in NFC without control characters, so that form and database agree on what was typed."""

    def __init__(self, *, lines: int = 1, **options: Any) -> None:
        self.lines = lines
        if lines > 1:
            options.setdefault("widget", forms.Textarea(attrs={"rows": lines}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """The cleaned text; ValidationError on control characters."""
        text = super().to_python(value) or ""
        try:
            return clean_text(text.replace("\r\n", "\n"), multiline=self.lines > 1)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class IdField(forms.CharField):
    """A public id of one noun, as its key: "S17" -> 17; a pasted address of ours works too."""

    def __init__(self, *, noun: str, **options: Any) -> None:
        self.noun = noun
        super().__init__(max_length=200, **options)

    def clean(self, value: Any) -> Any:
        """The key, None where nothing was typed."""
        text = str(super().clean(value)).strip().rstrip("/").rsplit("/", 1)[-1]
        if not text:
            return None
        named = parse_id(text.upper())
        if named is None or named[0] != self.noun:
            raise ValidationError(f"Give the id of a {self.noun}, as it stands on its page.")
        return named[1]


class IdsField(forms.CharField):
    """Public ids of one noun, one a line or separated by commas; cleans to a list of them, in order."""

    def __init__(self, *, noun: str, **options: Any) -> None:
        self.one = IdField(noun=noun)
        options.setdefault("widget", forms.Textarea(attrs={"rows": 2}))
        super().__init__(required=False, max_length=20_000, **options)

    def clean(self, value: Any) -> Any:
        """The ids, each once; ValidationError names the line that is none."""
        found = []
        for line in str(super().clean(value)).replace(",", "\n").splitlines():
            if line.strip():
                try:
                    key = self.one.clean(line)
                except ValidationError as error:
                    raise ValidationError(
                        f"{line.strip()[:40]}: {' '.join(error.messages)}"
                    ) from error
                found.append(f"{PREFIXES[self.one.noun]}{key}")
        return list(dict.fromkeys(found))


def coded(words: type[Choice], *, required: bool = True, **options: Any) -> forms.ChoiceField:
    """A choice of `words`; with an empty first line where nothing need be chosen."""
    given = [(value, label) for value, label in words.choices() if value]
    initial = options.get("initial")
    choices = given if required and initial else EMPTY + given
    return forms.ChoiceField(choices=choices, required=required, **options)


def several(
    words: type[Choice], label: str, without: Iterable[str] = ()
) -> forms.MultipleChoiceField:
    """Any number of `words`, as check boxes."""
    left_out = set(without)
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=[pair for pair in words.choices() if pair[0] and pair[0] not in left_out],
        widget=forms.CheckboxSelectMultiple,
    )


class Reason(forms.Form):
    """A reason, which the history keeps."""

    reason = TextField(
        lines=3, max_length=5000, help_text="Kept in the history, for everyone to read."
    )

    def __init__(self, *args: Any, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed


class QuestionField(forms.CharField):
    """What to search for: a pasted passage of any shape, line breaks included."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def clean(self, value: Any) -> str:
        """The text on one line; ValidationError only where it is too long to be read."""
        text = clean_question(str(value or ""))
        if len(text) > LONGEST_QUESTION:
            raise ValidationError(f"Give at most {LONGEST_QUESTION} characters.")
        return text


class Find(forms.Form):
    """The search box."""

    q = QuestionField(label="Search claims, evidence and sources")
