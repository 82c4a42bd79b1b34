"""Topics by name in a plain text box: the browser's own list of suggestions helps, and no script is needed."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_ID_AT_END = re.compile(r"\((T[0-9]{1,18})\)\s*$|^(T[0-9]{1,18})$")


class TopicBook:
    """The names that may be typed, from (public id, name) pairs."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.shown = {ident: f"{name} ({ident})" for ident, name in pairs}
        self.by_name: dict[str, list[str]] = {}
        for ident, name in pairs:
            self.by_name.setdefault(name.casefold(), []).append(ident)

    def find(self, text: str) -> str:
        """The public id for what was typed: a name, or anything that ends in an id. ValidationError if neither."""
        if match := _ID_AT_END.search(text.strip()):
            return match[1] or match[2]
        found = self.by_name.get(text.strip().casefold(), [])
        if len(found) == 1:
            return found[0]
        if found:
            several = " or ".join(self.shown[ident] for ident in found)
            raise ValidationError(f"Several topics have this name: say {several}.")
        raise ValidationError(
            f"There is no topic “{text.strip()[:80]}”: use the words field instead."
        )


class TopicField(forms.CharField):
    """One topic; cleans to its public id, or None."""

    book: TopicBook

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"list": "topic-names"})
        super().__init__(required=False, max_length=300, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        """The public id of what was typed."""
        text = super().clean(value)
        return self.book.find(text) if text else None


class TopicsField(forms.CharField):
    """Several topics, one a line; cleans to a sorted list of public ids."""

    book: TopicBook

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "One a line, by name or id.")
        widget = forms.Textarea(attrs={"rows": 3})
        super().__init__(required=False, max_length=5000, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        """The public ids of what was typed."""
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        return sorted({self.book.find(line) for line in lines}, key=lambda ident: int(ident[1:]))
