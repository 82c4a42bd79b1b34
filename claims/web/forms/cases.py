"""Forms of what is recorded around evidence: patients of case reports, and searches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.domain.privacy import WARNING
from claims.domain.searching import exclusion_fault
from claims.web.forms.base import IdField, TextField
from claims.web.forms.records import RecordForm

_LINE = re.compile(r"(.+?)\s*[:=]\s*(\d{1,9})")


def _why() -> TextField:
    return TextField(
        lines=2, required=False, max_length=2000, label="Why", help_text="Kept in the history."
    )


class PatientForm(RecordForm):
    """One patient and event, as published; nothing that tells who it was."""

    lists = ("evidence",)

    evidence = forms.MultipleChoiceField(
        label="Reports that describe this patient",
        widget=forms.CheckboxSelectMultiple,
        help_text="Several, where the same patient is reported more than once.",
    )
    label = TextField(
        max_length=200, label="Name of the case", help_text=f"Such as Case 2. {WARNING}"
    )
    age = TextField(
        required=False,
        max_length=40,
        help_text="As the report says it: 34, 30s, infant. Never a date of birth.",
    )
    sex = TextField(required=False, max_length=40)
    country = TextField(
        required=False, max_length=80, help_text="The country and no smaller place."
    )
    exposure_note = TextField(
        required=False, max_length=500, label="Exposure", help_text="Product, dose, duration."
    )
    event = TextField(required=False, max_length=300, help_text="What happened.")
    onset = TextField(
        required=False,
        max_length=120,
        help_text="How long after the exposure began, or the month and year. Not an exact day.",
    )
    outcome = TextField(required=False, max_length=300, help_text="How it ended.")
    note = TextField(lines=3, required=False, max_length=2000, help_text=WARNING)
    reason = _why()

    def __init__(self, *args: Any, reports: list[tuple[str, str]] | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.offered = dict(reports or [])
        field: Any = self.fields["evidence"]
        field.choices = list(self.offered.items())

    def differing(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """As for every record; evidence that the person cannot see stays as it is."""
        seen = [ident for ident in values["evidence"] if ident in self.offered]
        return super().differing({**values, "evidence": seen})


class ExclusionsField(TextField):
    """One reason a line with its number (wrong population: 12); cleans to [{"reason", "n"}, ...]."""

    def clean(self, value: Any) -> Any:
        """The reasons with their numbers; ValidationError names the line that is none."""
        found = []
        for line in str(super().clean(value)).splitlines():
            if not line.strip():
                continue
            match = _LINE.fullmatch(line.strip())
            if match is None:
                raise ValidationError(f"“{line.strip()[:60]}” does not end in a number.")
            found.append({"reason": match[1].strip(), "n": int(match[2])})
        if fault := exclusion_fault(found):
            raise ValidationError(fault)
        return found


def _date(**options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


def _number(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        required=False, min_value=0, max_value=2_147_483_647, label=label, help_text=help_text
    )


class SearchForm(RecordForm):
    """A recorded look for evidence."""

    where = TextField(max_length=500, help_text="Databases, registers, sites.")
    query = TextField(lines=3, max_length=5000, help_text="As it was sent.")
    searched_on = _date(label="Day of the search")
    covers_from = _date(required=False, label="Covers publications from")
    covers_to = _date(
        required=False, label="Covers publications to", help_text="Evidence is current to this day."
    )
    eligible_designs = TextField(
        required=False, max_length=500, help_text="Which kinds of study would have been taken."
    )
    results = _number("Records found")
    screened = _number("Records screened", "After duplicates were taken out.")
    included = _number("Records included")
    exclusions = ExclusionsField(
        lines=4,
        required=False,
        max_length=12_000,
        label="Left out, by reason",
        help_text="One a line with its number, such as “wrong population: 12”. The numbers have to fit.",
    )
    excluded_note = TextField(
        lines=2, required=False, max_length=5000, label="Left out, in other words"
    )
    searched_by = TextField(required=False, max_length=300, label="Who searched")
    reason = _why()

    def _typed(self, name: str, value: Any) -> Any:
        """Reasons and numbers one a line."""
        if name == "exclusions":
            return "\n".join(f"{item['reason']}: {item['n']}" for item in value)
        return super()._typed(name, value)


class LookAlikeForm(forms.Form):
    """What an editor decides of two studies that may be one."""

    DECISIONS = (
        ("first", "One study: keep the first record"),
        ("second", "One study: keep the second record"),
        ("distinct", "Two studies"),
    )

    first = IdField(noun="study", widget=forms.HiddenInput)
    second = IdField(noun="study", widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=DECISIONS)
    reason = TextField(
        lines=2, max_length=2000, help_text="Kept in the history, for everyone to read."
    )
