"""What a webhook asks for, and which of its messages are sent again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from claims.domain.addresses import LONGEST_ADDRESS
from claims.domain.changes import ChangeKind
from claims.web.forms.base import IdsField, TextField, several


class WebhookForm(forms.Form):
    """A webhook; what is left empty means all."""

    address = forms.CharField(
        label="Address",
        max_length=LONGEST_ADDRESS,
        help_text="Begins with https://. Each message is sent there by POST.",
        widget=forms.URLInput(attrs={"placeholder": "https://example.org/hook"}),
    )
    name = TextField(
        label="Name",
        max_length=200,
        required=False,
        help_text="For yourself, to know it again.",
    )
    kinds = several(ChangeKind, "Kinds of change")
    claims = IdsField(
        noun="claim",
        label="Claims",
        help_text="Such as C42, one a line or by comma: they and all that bears on them.",
    )
    topics = IdsField(
        noun="topic",
        label="Topics",
        help_text="Such as T3: the topic and its claims, those of narrower topics too.",
    )
    query = forms.ChoiceField(
        label="Saved search",
        required=False,
        help_text="The claims that the search holds, and those that leave it.",
    )

    def __init__(
        self, *args: Any, searches: Iterable[Mapping[str, Any]] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["kinds"].help_text = "None ticked: all of them."
        found = {one["query"]: one["name"] for one in searches if one["query"]}
        kept = str((options.get("initial") or {}).get("query") or "")
        # What was chosen stays a choice, even if the search was deleted since.
        named = {"": "–", **found, **({kept: found.get(kept, kept)} if kept else {})}
        field = self.fields["query"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(named.items())


class ReplayForm(forms.Form):
    """Since when, and whether what was delivered too."""

    since = forms.DateTimeField(
        label="Since (UTC)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    everything = forms.BooleanField(
        label="Also what was delivered",
        required=False,
        help_text="Such as after the receiver lost what it had.",
    )
