"""What is taken away of sources: the list's filters, a claim, topic, import or ids, and in which form."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from claims.formats import citations
from claims.queries.links import parse_id
from claims.queries.references import MOST_IDS, Selection
from claims.web.forms.filters import SourceFilterForm


class ReferencesForm(SourceFilterForm):
    """A selection of sources, and the style of formatted ones. `import` is a word of Python: here `batch`."""

    ids = forms.CharField(required=False, max_length=20 * MOST_IDS)
    claim = forms.CharField(required=False, max_length=20)
    topic = forms.CharField(required=False, max_length=20)
    batch = forms.CharField(required=False, max_length=20)
    style = forms.ChoiceField(
        label="Style",
        required=False,
        choices=[(name, style.label) for name, style in citations.STYLES.items()],
    )

    NOUNS: ClassVar[dict[str, str]] = {"claim": "claim", "topic": "topic", "batch": "import"}

    def __init__(self, data: QueryDict) -> None:
        given = data.copy()
        if "import" in given:
            given.setlist("batch", given.getlist("import"))
        super().__init__(given)
        self.query = given

    def _key(self, name: str) -> int | None:
        text = self.cleaned_data[name].strip()
        if not text:
            return None
        parsed = parse_id(text.upper())
        if parsed is None or parsed[0] != self.NOUNS[name]:
            raise forms.ValidationError(f"This is not the id of a {self.NOUNS[name]}.")
        return parsed[1]

    def clean_claim(self) -> int | None:
        """The claim's key."""
        return self._key("claim")

    def clean_topic(self) -> int | None:
        """The topic's key."""
        return self._key("topic")

    def clean_batch(self) -> int | None:
        """The import's key."""
        return self._key("batch")

    def clean_ids(self) -> tuple[int, ...]:
        """Keys of sources."""
        found = []
        for text in self.cleaned_data["ids"].replace(",", " ").split():
            parsed = parse_id(text.upper())
            if parsed is None or parsed[0] != "source":
                raise forms.ValidationError(f"{text[:30]} is not the id of a source, such as S17.")
            found.append(parsed[1])
        return tuple(dict.fromkeys(found))

    def clean_style(self) -> str:
        """The style's name; the usual one where none is given."""
        return self.cleaned_data["style"] or citations.DEFAULT

    def selection(self) -> Selection:
        """What is asked for; call it on a valid form."""
        data = self.cleaned_data
        return Selection(
            ids=data["ids"],
            claim=data["claim"],
            topic=data["topic"],
            batch=data["batch"],
            filters=self.filters(),
        )

    def address(self) -> str:
        """The query string of the selection alone, without style."""
        known = ("q", "year_from", "year_to", "identity", "integrity", "ids", "claim", "topic")
        pairs = [(name, value) for name in known for value in self.query.getlist(name) if value]
        pairs += [("import", value) for value in self.query.getlist("batch") if value]
        return urlencode(pairs)
