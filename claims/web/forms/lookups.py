"""The look-up page's one field."""

from __future__ import annotations

from django import forms

from claims.web.forms.base import TextField


class LookUpForm(forms.Form):
    """What is known of the publication."""

    query = TextField(
        max_length=1000,
        label="DOI, PubMed id, ISBN, arXiv id, address or title",
        help_text="As you have it: https://doi.org/10.1000/182, PMID: 123456, or the whole title.",
    )
