"""Reference fields of the desk: a public id or name typed in, with the browser's own suggestions.

The stock autocomplete draws a control of its own, which the strict Content-Security-Policy refuses parts of and
which screen readers find no name for.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.sites import AdminSite
from django.db.models import ForeignKey
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.domain.vocabulary import PREFIXES


class SuggestInput(forms.TextInput):
    """A line of text with an empty suggestion list, which a script fills as one types."""

    class Media:
        js = ("claims/suggest.js",)

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        """The line, and the list beside it."""
        return format_html("{}<datalist></datalist>", super().render(*args, **kwargs))


class SuggestField(forms.ModelChoiceField[Any]):
    """Takes `T5`, `T5 Kratom` as suggested, or a number; shows the public id and the record's words."""

    widget = SuggestInput

    def __init__(self, field: ForeignKey[Any, Any], site: AdminSite, **options: Any) -> None:
        model: Any = field.related_model
        self.prefix = PREFIXES[model.NOUN]
        self.records = model.objects.all()
        super().__init__(self.records, **options)
        self.widget.attrs |= {
            "data-suggest": "",
            "data-app": field.model._meta.app_label,
            "data-model": field.model._meta.model_name,
            "data-field": field.name,
            "data-prefix": self.prefix,
            "autocomplete": "off",
            "size": "50",
        }
        self.site = site

    def prepare_value(self, value: Any) -> Any:
        """The record behind a key, as it is suggested; what was typed stays as typed."""
        self.widget.attrs["data-url"] = reverse(f"{self.site.name}:autocomplete")
        if value in (None, "") or (isinstance(value, str) and not value.isdigit()):
            return value
        record = value if hasattr(value, "pk") else self.records.filter(pk=value).first()
        return f"{self.prefix}{record.pk} {record}" if record is not None else value

    def to_python(self, value: Any) -> Any:
        """The record, or an error that says what to type."""
        if value in self.empty_values:
            return None
        word = str(value).split()[0] if str(value).split() else ""
        number = word.removeprefix(self.prefix)
        if number.isdigit() and len(number) <= 18:
            record = self.records.filter(pk=int(number)).first()
            if record is not None:
                return record
        raise forms.ValidationError(
            f"There is no record {word!r}. Choose a suggestion, or type an id such as {self.prefix}5."
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compared by record: the words behind the id do not matter."""
        try:
            record = self.to_python(data)
        except forms.ValidationError:
            return True
        before = getattr(initial, "pk", initial)
        return str(before or "") != str(record.pk if record else "")
