"""Forms of the pages on which articles are checked."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.domain.articles import MatchState, Wording


class CheckForm(forms.Form):
    """An article as text or as a file, and where it is from."""

    text = forms.CharField(
        label=_("Text of the article"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Plain text or Markdown, in English."),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "Plain text, Markdown, a saved web page (.html), PDF with text, or Word (.docx)."
        ),
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=300,
        help_text=_("Left empty: the file's own, or the first line."),
    )
    address = forms.URLField(
        label=_("Address of the original"), required=False, max_length=2000, assume_scheme="https"
    )
    retrieved_on = forms.DateField(
        label=_("Copied there on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    citation = forms.CharField(
        label=_("Who wrote it, where, when"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DecisionForm(forms.Form):
    """What a person says of one passage and one claim."""

    passage = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    claim = forms.RegexField(r"^\s*C?[1-9][0-9]{0,17}\s*$", label=_("Claim"))
    state = forms.ChoiceField(choices=MatchState.choices())
    wording = forms.ChoiceField(
        label=_("Wording"), required=False, choices=[("", ""), *Wording.choices()]
    )
    instead = forms.RegexField(
        r"^\s*C[1-9][0-9]{0,17}\s*$",
        label=_("In place of"),
        required=False,
    )
    note = forms.CharField(label=_("Why"), required=False, max_length=300)


def pressed(given: Mapping[str, str]) -> dict[str, str]:
    """What was posted, with the one value of a button of the report ("confirmed 12 C5") taken apart.

    All short buttons of a report share one form: a form of its own for each match made its page heavy.
    """
    data = {name: given[name] for name in given}
    state, _space, what = data.pop("say", "").partition(" ")
    if state:
        place, _space, claim = what.partition(" ")
        data |= {"state": state, "passage": place, "claim": claim}
    return data
