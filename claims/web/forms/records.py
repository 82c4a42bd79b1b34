"""The forms of the records themselves, for new ones and for changes alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from claims.domain.vocabulary import (
    About,
    BenefitOrHarm,
    ClaimType,
    CountUnit,
    Design,
    Identity,
    Quantifier,
    ReadDepth,
    Rung,
    Scope,
    TopicKind,
)
from claims.web.forms import effects
from claims.web.forms.base import IdField, IdsField, TextField, coded
from claims.web.forms.topics import TopicBook, TopicField, TopicsField


class RecordForm(forms.Form):
    """A record's fields; `fields_of_record` is what the actions are given, without the reason.

    Line lists (aliases) and topics are edited whole and handed on as what was added and what removed.
    """

    lists: ClassVar[tuple[str, ...]] = ()
    by_line: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, topics: list[tuple[str, str]] | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.book = TopicBook(topics or [])
        for field in self.fields.values():
            if isinstance(field, TopicField | TopicsField):
                field.book = self.book

    @property
    def suggestions(self) -> list[str]:
        """What the browser offers in topic fields."""
        return list(self.book.shown.values())

    @property
    def columns(self) -> list[str]:
        """The columns and lists of the record that the form is about."""
        return list(self.fields)

    def fields_of_record(self) -> dict[str, Any]:
        """The cleaned values by column; call it on a valid form."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        for name in self.by_line:
            values[name] = [line.strip() for line in values[name].splitlines() if line.strip()]
        return values

    @property
    def why(self) -> str:
        """Why, in the person's own words."""
        return str(self.cleaned_data.get("reason", ""))

    def show(self, values: Mapping[str, Any]) -> None:
        """Fill the form with a record's present values (references as public ids)."""
        for name, value in values.items():
            self.initial[name] = self._typed(name, value)

    def _typed(self, name: str, value: Any) -> Any:
        """A stored value as one would type it."""
        field = self.fields.get(name)
        if isinstance(field, TopicField):
            return self.book.shown.get(value, value)
        if isinstance(field, TopicsField):
            return "\n".join(self.book.shown.get(one, one) for one in value)
        return "\n".join(value) if name in self.by_line else value

    def differing(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What the form changes of `values`: plain fields by value, lists by what is added and removed."""
        changed: dict[str, Any] = {}
        for name, value in self.fields_of_record().items():
            if name not in values:
                continue
            now = values[name]
            if name in self.lists:
                add = [item for item in value if item not in now]
                remove = [item for item in now if item not in value]
                if add or remove:
                    changed[name] = {"add": add, "remove": remove}
            elif _comparable(value) != _comparable(now):
                changed[name] = value
        return changed


def _comparable(value: Any) -> Any:
    """None and "" are the same nothing; dates compare as ISO text."""
    if value is None or value == "":
        return None
    return value.isoformat() if hasattr(value, "isoformat") else value


def _why() -> TextField:
    return TextField(
        lines=3, required=False, max_length=5000, label="Why", help_text="For who decides on it."
    )


class ClaimForm(RecordForm):
    """One checkable sentence and its parts."""

    lists = ("topics",)

    text = TextField(
        label="The claim",
        max_length=600,
        help_text="One sentence that could be checked, e.g. “Long-term kratom use is linked to…”.",
    )
    claim_type = coded(ClaimType, label="Kind of claim")
    exposure = TopicField(label="Exposure: topic")
    exposure_text = TextField(label="Exposure: words", required=False, max_length=300)
    relation = TextField(
        required=False, max_length=200, help_text="The verb: is linked to, causes, lowers."
    )
    outcome = TopicField(label="Outcome: topic")
    outcome_text = TextField(label="Outcome: words", required=False, max_length=300)
    population = TopicField(label="In whom: topic")
    population_text = TextField(label="In whom: words", required=False, max_length=300)
    comparator = TopicField(label="Compared with: topic")
    comparator_text = TextField(label="Compared with: words", required=False, max_length=300)
    quantifier = coded(Quantifier, initial="some")
    scope = coded(Scope, initial="general", label="Speaks of")
    about = coded(About, initial="people")
    rung_claimed = coded(Rung, initial="none", label="How much the wording claims")
    benefit_or_harm = coded(BenefitOrHarm, required=False, label="Benefit or harm")
    magnitude = TextField(required=False, max_length=300, label="How much")
    threshold = TextField(required=False, max_length=300, label="Smallest effect that would matter")
    wording_note = TextField(
        lines=3, required=False, max_length=2000, label="What the wording gets wrong"
    )
    topics = TopicsField(label="Topics")
    reason = _why()


class SourceForm(RecordForm):
    """One publication or document. Identifiers may be pasted in any of their usual spellings."""

    title = TextField(max_length=1000)
    authors = TextField(
        required=False,
        max_length=2000,
        help_text="Family name and initials, separated by semicolons.",
    )
    container_title = TextField(required=False, max_length=500, label="Journal, book or site")
    year = forms.IntegerField(required=False, min_value=1000, max_value=2200)
    doi = TextField(required=False, max_length=300, label="DOI")
    pmid = TextField(required=False, max_length=20, label="PMID")
    pmcid = TextField(required=False, max_length=20, label="PMCID")
    isbn = TextField(required=False, max_length=20, label="ISBN")
    url = forms.URLField(required=False, max_length=1000, label="Address", assume_scheme="https")
    language = TextField(required=False, max_length=20)
    identity = coded(
        Identity,
        initial="unchecked",
        label="Is it really this work?",
        help_text="How you know that identifier and title belong together.",
    )
    identity_note = TextField(lines=2, required=False, max_length=2000)
    funding = TextField(lines=2, required=False, max_length=2000)
    interests = TextField(lines=2, required=False, max_length=2000, label="Authors' interests")
    is_preprint = forms.BooleanField(required=False, label="It is a preprint")
    copy_read = coded(ReadDepth, required=False, label="What was read of it")
    copy_note = TextField(lines=2, required=False, max_length=1000, label="Which copy was read")
    missing = TextField(
        required=False, max_length=300, label="Citation fields that nobody has confirmed"
    )
    summary = TextField(
        lines=4, required=False, max_length=3000, label="What it found, in your words"
    )
    reason = _why()


class EvidenceForm(RecordForm):
    """What one source says on one claim. How far it can be trusted is the reviewers' to say."""

    source = IdField(
        noun="source", help_text="Its id here, for example S17. Propose it first if it is not here."
    )
    finding = TextField(
        lines=4, max_length=2000, label="What it found on this claim, in your words"
    )
    design = coded(Design, label="Kind of study")
    population = TextField(required=False, max_length=500, label="In whom")
    comparison_made = forms.NullBooleanField(
        required=False, label="For comparative claims: did it make that very comparison?"
    )
    n = forms.IntegerField(required=False, min_value=0, max_value=2_147_483_647)
    n_unit = coded(CountUnit, required=False, label="n counts")
    n_note = TextField(required=False, max_length=300, label="Note on n")
    read = coded(ReadDepth, required=False, label="What you read of it")
    locator = TextField(required=False, max_length=300, label="Page or table")
    effect_measure = TextField(
        required=False,
        max_length=40,
        label="Effect: measure",
        help_text="RR, OR, HR, IRR, RD, SMD, or MD with its unit: MD (mmHg). Others are listed, not pooled.",
    )
    effect_estimate = forms.FloatField(
        required=False, label="Effect: estimate", help_text="A ratio as such, not its logarithm."
    )
    effect_low = forms.FloatField(required=False, label="Effect: lower limit of its interval")
    effect_high = forms.FloatField(required=False, label="Effect: upper limit of its interval")
    effect_level = forms.FloatField(
        required=False,
        label="Effect: level of the interval, percent",
        help_text="95 in most reports. Leave it empty where the report does not say.",
    )
    benefit_or_harm = coded(BenefitOrHarm, required=False, label="Benefit or harm")
    magnitude = TextField(required=False, max_length=300, label="How much")
    quote = TextField(
        lines=3,
        required=False,
        max_length=5000,
        label="A quotation that shows it",
        help_text="Word for word, and no longer than needed.",
    )
    quote_locator = TextField(required=False, max_length=300, label="Where the quotation stands")
    reason = _why()

    def clean(self) -> dict[str, Any]:
        """The values; what is wrong with the effect stands at its part."""
        cleaned = super().clean() or {}
        if not any(f"effect_{part}" in self.errors for part in effects.PARTS):
            effect = effects.typed(cleaned)
            for part, fault in (effects.faults(effect) if effect else {}).items():
                self.add_error(f"effect_{part}", fault)
        return cleaned

    def fields_of_record(self) -> dict[str, Any]:
        """The cleaned values by column, without source and quotation; the parts of the effect as one."""
        values = super().fields_of_record()
        kept = {
            name: value
            for name, value in values.items()
            if name not in ("source", "quote", "quote_locator") and not name.startswith("effect_")
        }
        return kept | {"effect": effects.typed(values)}

    def show(self, values: Mapping[str, Any]) -> None:
        """As for every record; an effect is shown in its parts."""
        super().show(values)
        self.initial = {**self.initial, **effects.shown(values.get("effect"))}

    def quotes(self) -> list[dict[str, Any]]:
        """The quotation that was typed, in the shape of the list field."""
        exact = self.cleaned_data["quote"]
        if not exact:
            return []
        locator = self.cleaned_data["quote_locator"]
        return [{"exact": exact, **({"locator": locator} if locator else {})}]

    def differing(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """As for every record; a quotation that was typed is added to those there are."""
        changed = super().differing({**values, "effect": effects.tidy(values.get("effect"))})
        if added := [quote for quote in self.quotes() if quote not in values["quotes"]]:
            changed["quotes"] = {"add": added, "remove": []}
        return changed


class EvidenceEditForm(EvidenceForm):
    """The same for evidence that is there: its source stays."""

    source = None  # type: ignore[assignment]


class StudyForm(RecordForm):
    """The unit that evidence is counted by."""

    label = TextField(max_length=300, label="Name")
    design = coded(Design, label="Kind of study")
    registry_id = TextField(required=False, max_length=60, label="Register number")
    n = forms.IntegerField(required=False, min_value=0, max_value=2_147_483_647)
    n_unit = coded(CountUnit, required=False, label="n counts")
    population = TextField(required=False, max_length=500)
    note = TextField(lines=3, required=False, max_length=2000)
    reports = IdsField(
        noun="source",
        label="Reports of this study",
        help_text="Ids of sources, one a line. However many there are, the study counts once.",
    )
    primary_source = IdField(
        noun="source",
        required=False,
        label="Report that speaks for it",
        help_text="The primary report. A preprint gives way to the article when that is added.",
    )
    included_by = IdsField(
        noun="source", label="Reviews that include it", help_text="Ids of sources, one a line."
    )
    included_studies = IdsField(
        noun="study",
        label="For a review: the studies that it pools",
        help_text="Ids of studies, one a line. A review does not count beside them.",
    )
    reason = _why()

    lists = ("sources", "included_studies")

    @property
    def columns(self) -> list[str]:
        """As for every record; both kinds of source stand in one list."""
        return [n for n in self.fields if n not in ("reports", "included_by")] + ["sources"]

    def fields_of_record(self) -> dict[str, Any]:
        """The cleaned values by column and list."""
        values = super().fields_of_record()
        speaks = values["primary_source"]
        values["primary_source"] = None if speaks is None else f"S{speaks}"
        values["sources"] = [
            {"source": ident, "role": role}
            for name, role in (("reports", "reports"), ("included_by", "includes"))
            for ident in values.pop(name)
        ]
        return values

    def show(self, values: Mapping[str, Any]) -> None:
        """Fill the form; the sources go to the field of their role."""
        super().show({name: value for name, value in values.items() if name != "sources"})
        for name, role in (("reports", "reports"), ("included_by", "includes")):
            kept = [one["source"] for one in values["sources"] if one["role"] == role]
            self.initial[name] = "\n".join(kept)

    def _typed(self, name: str, value: Any) -> Any:
        """Lists of ids one a line."""
        if name == "included_studies":
            return "\n".join(value)
        return super()._typed(name, value)

    def clean(self) -> dict[str, Any]:
        """A source reports a study or pools it, and what speaks for the study reports it."""
        given = super().clean() or {}
        reports = given.get("reports") or []
        both = set(reports) & set(given.get("included_by") or [])
        if both:
            self.add_error("included_by", f"{min(both)} stands among the reports too.")
        speaks = given.get("primary_source")
        if speaks is not None and f"S{speaks}" not in reports and "reports" not in self.errors:
            self.add_error("primary_source", f"S{speaks} does not stand among the reports.")
        return given


class TopicForm(RecordForm):
    """A controlled term."""

    lists = ("aliases", "broader")
    by_line = ("aliases",)

    name = TextField(max_length=200)
    kind = coded(TopicKind)
    description = TextField(lines=3, required=False, max_length=2000)
    aliases = TextField(
        lines=3, required=False, max_length=5000, label="Other names", help_text="One a line."
    )
    broader = TopicsField(label="Broader topics")
    reason = _why()


FORMS: dict[str, type[RecordForm]] = {
    "claim": ClaimForm,
    "source": SourceForm,
    "evidence": EvidenceEditForm,
    "study": StudyForm,
    "topic": TopicForm,
}
