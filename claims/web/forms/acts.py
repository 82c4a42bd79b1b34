"""What an editor's act asks for beside its reason."""

from __future__ import annotations

from typing import Any

from django import forms

from claims.domain.vocabulary import (
    Certainty,
    Consistency,
    Direction,
    Directness,
    Integrity,
    Interests,
    ReportStatus,
    Rung,
    Strength,
    Verdict,
)
from claims.queries.holds import reviewers
from claims.web.forms.base import IdField, Reason, TextField, coded


class Retire(Reason):
    """Retiring a claim, in favour of another where there is one."""

    superseded_by = IdField(
        noun="claim", required=False, label="Superseded by", help_text="For example C42."
    )


class Into(Reason):
    """Merging a record into another of its noun; `into` is that record's key."""

    def __init__(self, *args: Any, noun: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"] = IdField(noun=noun, label=f"Merge into which {noun}")
        self.order_fields(["into", "reason"])


class Apart(Reason):
    """Telling a record from its look-alike, or taking that back; `other` is the look-alike's key."""

    def __init__(self, *args: Any, noun: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = IdField(noun=noun, label=f"The other {noun}")
        self.order_fields(["other", "reason"])


class Reviewers(Reason):
    """How many independent reviewers each piece of evidence needs."""

    number = forms.IntegerField(min_value=1, max_value=9, label="Independent reviewers needed")
    field_order = ("number", "reason")


class Override(Reason):
    """A conclusion other than the suggested one; what is left empty stays as suggested."""

    verdict = coded(Verdict, required=False)
    certainty = coded(Certainty, required=False)
    consistency = coded(Consistency, required=False)
    rung_reached = coded(Rung, required=False, label="Rung reached")
    plain_sentence = TextField(
        lines=3, required=False, max_length=2000, label="Plain-language answer"
    )
    field_order = (
        "verdict",
        "certainty",
        "consistency",
        "rung_reached",
        "plain_sentence",
        "reason",
    )


class Adjudicate(Reason):
    """A third person's rating where raters differ."""

    direction = coded(Direction)
    directness = coded(Directness, required=False)
    strength = coded(Strength, required=False)
    declaration = coded(Interests, required=False, label="Your interests")
    interests = TextField(
        lines=2, required=False, max_length=2000, label="Which", help_text="Readers will see it."
    )
    field_order = ("direction", "directness", "strength", "declaration", "interests", "reason")


class Assign(forms.Form):
    """Whom to hand a piece of evidence to."""

    reviewer = forms.ChoiceField()
    until = forms.DateField(
        required=False,
        help_text="Empty: as long as one that is picked from the queue.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = TextField(required=False, max_length=300, help_text="The reviewer reads it.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reviewer: Any = self.fields["reviewer"]
        reviewer.choices = [("", "–"), *((str(pk), name) for pk, name in reviewers())]


class Practice(forms.Form):
    """What goes with evidence that is chosen for practice."""

    lesson = TextField(
        lines=4, required=False, max_length=2000,
        help_text="Shown after the answer: what makes it so.",
    )  # fmt: skip
    note = TextField(required=False, max_length=300, help_text="Why this one; for the log.")


class MarkIntegrity(forms.Form):
    """A retraction, concern or correction of a source, with where it was announced."""

    integrity = coded(Integrity)
    note = TextField(
        lines=3, max_length=2000, required=False, help_text="What the notice says, in our words."
    )
    on = forms.DateField(
        required=False,
        label="Date of the notice",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    url = forms.URLField(
        required=False, max_length=1000, label="Address of the notice", assume_scheme="https"
    )


class DecideReport(forms.Form):
    """What became of a reader's report."""

    status = forms.ChoiceField(
        choices=[pair for pair in ReportStatus.choices() if pair[0] != ReportStatus.OPEN]
    )
    decision = TextField(lines=3, max_length=3000, label="What was done, or why nothing")
