"""Instruments and what they make of answers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.shapes.common import Anything, Shape, Whatever, coded, listing, string, truth, whole
from claims.domain.vocabulary import Design, Strength


@extend_schema_field(
    {"type": "object", "additionalProperties": {"type": ["integer", "string", "null"]}}
)
class Scores(serializers.JSONField):
    """Numbers and words by name."""


def strings(about: str, **options: Any) -> serializers.ListField:
    """A list of strings."""
    return serializers.ListField(child=serializers.CharField(), help_text=about, **options)


class InstrumentLicence(Shape):
    """On which terms the tool itself stands, and what follows for the wording here."""

    terms = string("The tool's own licence.")
    consequence = string("What is therefore shown here.")


class InstrumentVerification(Shape):
    """How far the instrument was compared with its sources."""

    status = serializers.ChoiceField(
        choices=[("verified", "Verified"), ("partly", "Partly"), ("from_memory", "From memory")],
        help_text="verified, partly or from_memory.",
    )
    how = string("How it was compared.")
    unverified = strings("What was not.")


class InstrumentWord(Shape):
    """One word of a scale."""

    id = string("Its id.")
    label = string("The same in words.")  # type: ignore[assignment]


class InstrumentNotFor(InstrumentWord):
    """Something for which the instrument is not made."""

    why = string("Why not.")


class InstrumentBrief(Shape):
    """An instrument as the list shows it."""

    id = string("Its id, such as rob2_assignment_2019.")
    name = string("Its name.")
    short = string("Its short name.")
    aliases = strings("Short names that addresses accept instead of the id.")
    version = string("The tool's own version.")
    edition = whole("Number of this project's wording of it; a file never changes within one.")
    sha256 = string("Of the file's content.")
    purpose = string("What it judges.")
    unit = string("What one assessment is about: a result, a report, a review, a patient ...")
    unit_in_words = string("The same as a sentence.")
    designs = strings("Study designs that it suits.")
    judgements = InstrumentWord(many=True, help_text="Its scale; empty where it has none.")
    algorithm = string("How it comes to a judgement; `none` and `counts` come to none.")
    items = whole("How many questions it has.")
    citation = string("Where it was published.")
    guidance = string("Address of the official guidance, which is needed to answer well.")
    licence = InstrumentLicence()
    verification = InstrumentVerification()


class InstrumentOption(InstrumentWord):
    """One answer."""

    value = serializers.IntegerField(
        allow_null=True, help_text="Points, stars, steps or level; null where it has none."
    )


class InstrumentPart(Shape):
    """One of the parts in which an item may be answered."""

    id = string("Its id.")
    label = string("Which studies it is about.")  # type: ignore[assignment]
    options = InstrumentOption(many=True)


class InstrumentItem(Shape):
    """One question, in our own words."""

    id = string("Its id, as in `answers`.")
    text = string("The question.")
    paraphrase_of = string("Of which item of the tool it is a paraphrase.")
    options = InstrumentOption(many=True, help_text="Possible answers. NA is never one of them.")
    parts = InstrumentPart(
        many=True, help_text="May be answered as an object with one answer for each."
    )
    ask_if = serializers.ListField(
        child=Anything(),
        help_text="Asked where any of these conditions holds; empty: always. Each: item to answers.",
    )
    asked_if = string('The same in words; "" where it is always asked.')
    critical = truth("Whether a flaw here is a critical one.")
    optional = truth("Whether it may stay open.")
    note = string("What helps to answer it.")
    unverified = string('What about it is not verified; "" where nothing.')


class InstrumentRule(Shape):
    """One row of a decision table; the first that fits counts."""

    id = string("Its id, as in `rules` of an evaluation.")
    when = Anything(help_text="Item to the answers that fit; all have to.")
    then = string("The judgement.")
    text = string("The row in words.")


class InstrumentTable(Shape):
    """A decision table."""

    id = string("Its id.")
    rules = InstrumentRule(many=True)
    leaves_open = string('Why some answers fit no row; "" where all fit one.')


class InstrumentDomain(Shape):
    """Questions that belong together."""

    id = string("Its id.")
    name = string("Its name.")
    note = string("How it is judged, where that needs saying.")
    judged_by = serializers.ChoiceField(
        choices=[("tables", "Tables"), ("assessor", "The assessor"), ("", "Not by itself")],
        help_text="By its tables (the worst of them), by the assessor, or not by itself.",
    )
    items = InstrumentItem(many=True)
    tables = InstrumentTable(many=True)


class InstrumentSetting(Shape):
    """An option of the evaluation."""

    id = string("Its name in `options`.")
    label = string("What it decides.")  # type: ignore[assignment]
    kind = string("choice, items (a list of item ids) or text.")
    default = Whatever(help_text="What holds where it is not given; null: nothing.")
    choices = InstrumentWord(many=True, help_text="Of a choice.")


class Instrument(InstrumentBrief):
    """An instrument with all that it asks and every rule by which it judges."""

    not_for = InstrumentNotFor(many=True, help_text="What it is not made for.")
    cautions = strings("What to keep in mind.")
    override = string("What the assessor may decide, whatever the rules say.")
    settings = InstrumentSetting(many=True)
    domains = InstrumentDomain(many=True)
    tables = InstrumentTable(many=True, help_text="Tables of the whole instrument.")
    rules = Anything(help_text="Its other rules, by kind, as its file writes them.")


class DomainJudgement(Shape):
    """A domain's judgement and what gave it."""

    judgement = string("Null while something is missing.", allow_null=True)
    label = string('In words; "" for null.')  # type: ignore[assignment]
    by = string("algorithm or assessor.")
    suggested = string("The algorithm's, where it has one.", allow_null=True)
    rules = strings("Rules that fired.")
    because = strings("The same rules in words.")
    missing = strings("Questions that the judgement still needs; or the domain, if judged as such.")


class Evaluation(Shape):
    """What an instrument makes of answers. Nothing is stored."""

    instrument = string("Id of the instrument.")
    edition = whole("Of the wording.")
    judgement = string(
        "The overall judgement, or that of the domain asked for. Null while `missing` names anything,"
        " where no rule fits, and where the tool publishes none.",
        allow_null=True,
    )
    judgement_label = string('In words; "" for null.')
    overall = string("The overall judgement, whichever was asked for.", allow_null=True)
    domains = serializers.DictField(
        child=DomainJudgement(),
        help_text="By domain; by item in SYRCLE; empty where none is judged.",
    )
    score = serializers.IntegerField(
        allow_null=True, help_text="Where the tool publishes one, and nothing is missing."
    )
    scores = Scores(help_text="Parts of it: stars by section, total, conversion; level.")
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="Answers by kind, where only they are told."
    )
    critical_flaws = whole("AMSTAR 2.", allow_null=True)
    noncritical_weaknesses = whole("AMSTAR 2.", allow_null=True)
    rules = strings("Ids of the rules that fired.")
    because = strings("The same rules in words.")
    missing = strings("What the judgement still needs.")
    unanswered = strings("All questions that apply and are open.")
    not_applicable = strings("Questions that do not apply, given the answers.")
    pending = strings("Questions that may apply, which hangs on open ones.")
    ignored = strings("Answers that were given to such questions, and not used.")
    warnings = strings("What the assessor should think about.")
    complete = truth("Whether nothing is missing.")
    answers = Anything(help_text="The answers as they count, NA included.")


class SuggestedStrength(Shape):
    """What strength the whole evaluation suggests for a study, by this project's rule."""

    design = coded(Design, "For a study of this design.")
    strength = coded(Strength, "The strength; null where none is suggested.", allow_null=True)
    rules = strings("Ids of the rules that gave it.")
    reason = string("Why, in words.")


class EvaluationAnswer(Evaluation):
    """What an instrument makes of answers, and what that suggests about a study's strength."""

    strength = SuggestedStrength(many=True, help_text="For each design that the tool is made for.")


InstrumentList = listing("InstrumentList", InstrumentBrief, "All instruments, by id.")
