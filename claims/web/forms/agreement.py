"""What the agreement page can be narrowed by."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from claims.domain.instruments.catalogue import catalogue
from claims.queries.rated_sets import SCALES, AgreementFilters
from claims.web.forms.base import IdField, TextField

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
RATERS = "agreement-raters"


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )


def _rater(label: str) -> TextField:
    widget = forms.TextInput(attrs={"list": RATERS, "autocomplete": "off"})
    return TextField(label=label, required=False, max_length=100, widget=widget)


def _instruments() -> list[tuple[str, str]]:
    return [("", "Any instrument"), *((tool.id, tool.short) for tool in catalogue().values())]


class AgreementForm(forms.Form):
    """Sent by GET, so that every set of ratings has an address."""

    scale = forms.ChoiceField(
        label="Agreement on",
        required=False,
        choices=[(name, name.capitalize()) for name in SCALES],
    )
    topic = forms.ChoiceField(label="Topic", required=False)
    claim = IdField(label="Claim", noun="claim", required=False)
    instrument = forms.ChoiceField(label="Instrument", required=False, choices=_instruments)
    rater = _rater("Rater")
    other = _rater("And rater")
    since = _day("Submitted from")
    until = _day("Submitted to")

    def __init__(self, *args: Any, topics: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic: Any = self.fields["topic"]
        topic.choices = [("", "Any topic"), *topics]

    def clean(self) -> dict[str, Any]:
        """A second rater needs a first; the period begins before it ends."""
        data = dict(super().clean() or {})
        if data.get("other") and not data.get("rater"):
            self.add_error("rater", "Name the first rater too.")
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "This is before the beginning.")
        return data

    def filters(self) -> AgreementFilters:
        """What the set is asked for; call it on a valid form."""
        data = self.cleaned_data
        return AgreementFilters(
            scale=data["scale"] or "direction",
            topic=int(data["topic"][1:]) if data["topic"] else None,
            claim=data["claim"],
            instrument=data["instrument"],
            rater=data["rater"],
            other=data["other"],
            since=_start(data["since"]),
            until=data["until"] and _start(data["until"] + timedelta(days=1)),
        )


def _start(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
