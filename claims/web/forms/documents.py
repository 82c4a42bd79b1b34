"""Forms of the pages on which articles are checked."""

from __future__ import annotations

from django import forms

from claims.domain.articles import MatchState, Wording


class CheckForm(forms.Form):
    """An article as text or as a file, and where it is from."""

    text = forms.CharField(
        label="Text of the article",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Plain text or Markdown, in English.",
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        allow_empty_file=True,
        help_text="Plain text, Markdown, a saved web page (.html), PDF with text, or Word (.docx).",
    )
    title = forms.CharField(label="Title", required=False, max_length=300)
    address = forms.URLField(
        label="Address of the original", required=False, max_length=2000, assume_scheme="https"
    )
    retrieved_on = forms.DateField(
        label="Copied there on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    citation = forms.CharField(
        label="Who wrote it, where, when",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DecisionForm(forms.Form):
    """What a person says of one passage and one claim."""

    passage = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    claim = forms.RegexField(r"^\s*C?[1-9][0-9]{0,17}\s*$", label="Claim")
    state = forms.ChoiceField(choices=MatchState.choices())
    wording = forms.ChoiceField(
        label="Wording", required=False, choices=[("", ""), *Wording.choices()]
    )
    instead = forms.RegexField(
        r"^\s*C[1-9][0-9]{0,17}\s*$",
        label="In place of",
        required=False,
    )
    note = forms.CharField(label="Why", required=False, max_length=300)
