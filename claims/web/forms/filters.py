"""The filter forms of the lists: sent by GET, so that every view of a list has an address."""

from __future__ import annotations

from typing import Any

from django import forms

from claims.domain.vocabulary import (
    Design,
    Identity,
    Integrity,
    TopicKind,
)
from claims.queries.grading_queue import QueueFilters
from claims.queries.sources import SourceFilters
from claims.queries.topics import TopicFilters
from claims.web.forms.base import EMPTY, QuestionField, TextField, several


def _year(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1000, max_value=2200)


class SourceFilterForm(forms.Form):
    """What a list of sources can be narrowed by."""

    q = QuestionField(label="Words in title, authors or journal")
    year_from = _year("From year")
    year_to = _year("To year")
    identity = several(Identity, "Identity")
    integrity = several(Integrity, "Notices")

    def filters(self) -> SourceFilters:
        """What the list is asked for; call it on a valid form."""
        data = self.cleaned_data
        return SourceFilters(
            q=data["q"],
            year_from=data["year_from"],
            year_to=data["year_to"],
            identity=tuple(data["identity"]),
            integrity=tuple(data["integrity"]),
        )


class TopicFilterForm(forms.Form):
    """What a list of topics can be narrowed by."""

    q = TextField(label="Name", required=False, max_length=200)
    kind = forms.ChoiceField(label="Kind", required=False, choices=EMPTY + TopicKind.choices())

    def filters(self) -> TopicFilters:
        """What the list is asked for; call it on a valid form."""
        kind = self.cleaned_data["kind"]
        return TopicFilters(q=self.cleaned_data["q"], kind=(kind,) if kind else ())


class QueueForm(forms.Form):
    """What the queue of evidence to grade can be narrowed by."""

    topic = forms.ChoiceField(label="Topic", required=False)
    design = several(Design, "Kind of study")

    def __init__(self, *args: Any, topics: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic: Any = self.fields["topic"]
        topic.choices = [("", "Any topic"), *topics]

    def filters(self) -> QueueFilters:
        """What the queue is asked for; call it on a valid form."""
        data = self.cleaned_data
        topic = int(data["topic"][1:]) if data["topic"] else None
        return QueueFilters(topic=topic, design=tuple(data["design"]))
