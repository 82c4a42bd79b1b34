"""Claims as they stood on a day: the day, and what versions themselves can be narrowed by."""

from __future__ import annotations

from datetime import date

from django import forms

from claims.domain.problems import Invalid
from claims.domain.vocabulary import Certainty, Consistency, Verdict
from claims.queries import versions
from claims.web.forms.base import several


class DayForm(forms.Form):
    """A day with filters; sent by GET."""

    as_of = forms.CharField(
        label="As it stood on",
        max_length=40,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    verdict = several(Verdict, "Verdict")
    certainty = several(Certainty, "Certainty")
    consistency = several(Consistency, "Consistency")

    def clean_as_of(self) -> date:
        """The day. Says at the field why it is none."""
        try:
            return versions.day(self.cleaned_data["as_of"])
        except Invalid as invalid:
            raise forms.ValidationError(invalid.errors["as_of"]) from invalid

    def filters(self) -> versions.DayFilters:
        """What the list is asked for; call it on a valid form."""
        names = versions.DayFilters.names()
        return versions.DayFilters(**{name: tuple(self.cleaned_data[name]) for name in names})

    def ignored(self) -> list[str]:
        """Filters of the present list that were given and that versions cannot answer."""
        known = {*self.fields, "cursor"}
        return sorted(name for name in self.data if name not in known and self.data.get(name))
