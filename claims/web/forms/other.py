"""Appraising, and reporting an error."""

from __future__ import annotations

from django import forms

from claims.domain.vocabulary import Direction, Directness, Interests, ReadDepth, Strength
from claims.web.forms.base import TextField, coded


class AppraisalForm(forms.Form):
    """One reviewer's judgement. A draft may leave anything open; what a submission needs, the action says."""

    direction = coded(Direction, required=False, help_text="Of this finding, towards the claim.")
    directness = coded(
        Directness,
        required=False,
        help_text="How close population, exposure, comparison and outcome are to the claim's.",
    )
    strength = coded(
        Strength,
        required=False,
        help_text="How far this study's own finding can be trusted. Leave directness out of it.",
    )
    read = coded(ReadDepth, required=False, label="How much of the source you read")
    rationale = TextField(lines=5, required=False, max_length=5000, label="Why")
    departure = TextField(
        lines=2,
        required=False,
        max_length=2000,
        label="Why the strength differs from the suggested one",
    )
    declaration = coded(
        Interests,
        required=False,
        label="Your interests in this matter",
        help_text="Readers see your declaration beside the rating.",
    )
    interests = TextField(
        lines=2,
        required=False,
        max_length=2000,
        label="Interests of yours that readers should know",
    )
    not_author = forms.BooleanField(
        required=False,
        label="That author is somebody else",
        help_text="An author of this source has a name like yours. The log keeps that you said so.",
    )
    has_conflict = forms.BooleanField(
        required=False,
        label="I have a conflict of interest",
        help_text="Then somebody else has to appraise it; a draft may be kept.",
    )


class PracticeForm(forms.Form):
    """A practice rating."""

    direction = coded(Direction)
    directness = coded(Directness, required=False)
    strength = coded(
        Strength,
        required=False,
        help_text="How far this study's own finding can be trusted. Leave directness out of it.",
    )
    rationale = TextField(
        lines=3, required=False, max_length=2000, label="Why", help_text="For yourself alone."
    )


class ReportForm(forms.Form):
    """What a reader found wrong."""

    text = TextField(lines=5, max_length=3000, label="What is wrong, and how do you know?")
    email = forms.EmailField(
        required=False,
        label="Your e-mail address",
        help_text="Only if you want an answer. Editors see it, nobody else.",
    )
