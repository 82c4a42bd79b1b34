"""Forms of the import pages."""

from __future__ import annotations

from typing import Any

from django import forms

from claims.domain.problems import Invalid
from claims.domain.vocabulary import ImportOutcome
from claims.formats.records import Kind
from claims.formats.tabular import HEADINGS

KINDS = {
    Kind.RIS: "RIS (.ris)",
    Kind.BIBTEX: "BibTeX, BibLaTeX (.bib)",
    Kind.NBIB: "PubMed (.nbib)",
    Kind.PUBMED_XML: "PubMed XML",
    Kind.ENDNOTE_XML: "EndNote XML",
    Kind.CSL_JSON: "CSL-JSON",
    Kind.CSV: "CSV",
    Kind.XLSX: "Excel (.xlsx)",
}


class UploadForm(forms.Form):
    """A file of references."""

    file = forms.FileField(
        label="File",
        help_text="An export of your reference manager: RIS, BibTeX, PubMed, EndNote XML, CSL-JSON, CSV or Excel.",
        allow_empty_file=True,
    )
    kind = forms.ChoiceField(
        label="Kind of file",
        required=False,
        choices=[
            ("", "Told by its content"),
            *((kind.value, name) for kind, name in KINDS.items()),
        ],
    )
    mapping = forms.CharField(
        label="Columns",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=(
            "Only for tables with headings of their own: one a line, such as “Titel = title”. Fields: "
            + ", ".join(HEADINGS)
            + "."
        ),
    )

    def columns(self) -> dict[str, str]:
        """Heading and field, from lines. Raises Invalid."""
        found = {}
        for line in self.cleaned_data["mapping"].splitlines():
            if not line.strip():
                continue
            heading, sign, field = line.rpartition("=")
            if not sign or not heading.strip():
                raise Invalid({"mapping": [f"“{line.strip()[:60]}” is not “heading = field”."]})
            found[heading.strip()] = field.strip()
        return found


class ColumnsForm(forms.Form):
    """Which column of a table is which field."""

    def __init__(self, *args: Any, fields: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Kept as it is"), *((name, name) for name in HEADINGS)]
        self.headings = list(fields)
        for number, (heading, field) in enumerate(fields.items()):
            self.fields[f"column{number}"] = forms.ChoiceField(
                label=heading or f"Column {number + 1}",
                choices=choices,
                initial=field,
                required=False,
            )

    def columns(self) -> dict[str, str]:
        """Heading and field."""
        return {
            heading: self.cleaned_data[f"column{number}"]
            for number, heading in enumerate(self.headings)
        }


class OutcomeForm(forms.Form):
    """The filter of the records."""

    outcome = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "All records"), *ImportOutcome.choices()],
    )
