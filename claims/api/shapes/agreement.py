"""Ratings in, agreement statistics out."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.inputs import Strict
from claims.api.shapes.common import Anything, ClaimName, Shape, string, whole
from claims.domain.agreement.report import ALPHAS, COEFFICIENTS, KAPPAS

INTERVAL = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
RATING = {"type": ["number", "string", "null"]}


@extend_schema_field({"type": "array", "items": {"type": "array", "items": {"type": "integer"}}})
class Counts(serializers.JSONField):
    """A table of counts, which the domain checks."""


@extend_schema_field({"type": "array", "items": {"type": "array", "items": RATING}})
class Cells(serializers.JSONField):
    """A table of ratings, which the domain checks."""


@extend_schema_field({"type": "array", "items": RATING})
class Scale(serializers.JSONField):
    """A list of categories, which the domain checks."""


@extend_schema_field(
    {"oneOf": [{"type": "integer"}, {"type": "array", "items": {"type": "string"}}]}
)
class Number(serializers.JSONField):
    """A number or a list of names, which the domain checks."""


@extend_schema_field({"type": "string"})
class Kind(serializers.JSONField):
    """A word, which the domain checks."""


def _given(field: type[serializers.JSONField], about: str) -> serializers.JSONField:
    return field(required=False, allow_null=True, help_text=about)


class AgreementInput(Strict):
    """Ratings in one of three shapes: `table`, `data` or `counts`."""

    type = _given(
        Kind,
        "two_raters_table, raters_x_units (or units_x_raters), units_x_categories. Where it is missing, the "
        "field's name and the table's form decide.",
    )
    table = _given(Counts, "Two raters: rows are the first one's categories, cells count units.")
    matrix = _given(Counts, "The same as `table`.")
    counts = _given(Counts, "A row per unit, a column per category: how many raters chose it.")
    data = _given(  # type: ignore[assignment]
        Cells, "A row per rater, a column per unit; null where not rated."
    )
    ratings = _given(Cells, "The same as `data`.")
    categories = _given(Scale, "The whole scale in order. Levels that nobody used matter.")
    levels = _given(Scale, "The same as `categories`.")
    raters = _given(Number, "How many raters, or their names; checked against the ratings.")
    n_raters = _given(Number, "The same as `raters`.")
    units = _given(Number, "How many units, or their names; checked against the ratings.")
    n_units = _given(Number, "The same as `units`.")
    subjects = _given(Number, "The same as `units`.")


def figure(about: str) -> serializers.FloatField:
    """A number, null where it is not defined."""
    return serializers.FloatField(allow_null=True, required=False, help_text=about)


@extend_schema_field(INTERVAL)
class Interval(serializers.JSONField):
    """Lower and upper limit."""


def interval(about: str) -> Interval:
    """Two numbers, null where not defined."""
    return Interval(allow_null=True, required=False, help_text=about)


def _figures() -> dict[str, Any]:
    found: dict[str, Any] = {
        "percent_agreement": figure("Share of pairs of ratings of a unit that agree."),
        "percent_agreement_ci95_wilson": interval("Where every unit has two ratings."),
        "percent_agreement_se": figure("Where units have more than two ratings."),
        "percent_agreement_ci95_t": interval("Where units have more than two ratings."),
    }
    named = [*KAPPAS, ("", "fleiss_kappa", "Fleiss' kappa")]
    named.append(("", "fleiss_generalised", "Fleiss' kappa, generalised to gaps"))
    for _, key, label in [*named, *COEFFICIENTS, *ALPHAS]:
        cohen = key.startswith("kappa")
        found[key] = figure(f"{label}.")
        found[f"{key}_se"] = figure("Its standard error.")
        if cohen or key == "fleiss_kappa":
            found[f"{key}_se_null"] = figure("Standard error under no agreement, for testing only.")
        found[f"{key}_ci95_{'z' if cohen else 't'}"] = interval("Its 95% interval.")
    found["gwet_pa"] = figure("Agreement seen, as AC1 has it.")
    found["gwet_pe"] = figure("Agreement by chance, as AC1 has it.")
    found["alpha_nominal_se_gwet_R"] = figure("alpha_nominal_se by the name of its source.")
    return found


class AgreementCounts(Shape):
    """What the figures rest on, and how they were made."""

    n_units = whole("Units with at least one rating.")
    n_units_compared = whole("Units with at least two.")
    n_raters = serializers.IntegerField(
        allow_null=True, help_text="Raters; null where ratings are only counted."
    )
    n_ratings = whole("Ratings.")
    categories = Scale(help_text="The scale that was used.")
    methods = Anything(help_text="How each interval was made, by its name.")
    undefined = Anything(help_text="Why a figure is null, by its name.")
    notes = serializers.ListField(child=serializers.CharField(), help_text="What to mind.")


class RaterOfSet(Shape):
    """A rater."""

    rater = string("Pseudonym, or the name in the data set that the rating came from.")
    name = string("What the site shows of them.")
    ratings = whole("Their ratings in this set.")


class PairOfRaters(Shape):
    """Two raters and what they share."""

    raters = serializers.ListField(child=serializers.CharField(), help_text="As `rater`.")
    names = serializers.ListField(child=serializers.CharField(), help_text="As `name`.")
    units = whole("Evidence that both rated.")
    percent_agreement = figure("Share of it on which they agree.")
    percent_agreement_ci95_wilson = interval("Its 95% interval.")
    kappa = figure("Cohen's kappa.")
    kappa_ci95_z = interval("Its 95% interval.")
    undefined = string('Why kappa is null; "" where it is not.')


class TableOfRatings(Shape):
    """How often two ratings met."""

    rows = string('Whose ratings the rows are; "" for more than two raters: then in both orders.')
    columns = string("Whose the columns are.")
    categories = serializers.ListField(child=serializers.CharField(), help_text="Coded words.")
    labels = serializers.ListField(child=serializers.CharField(), help_text="The same for readers.")
    cells = Counts(help_text="Row by row.")


class DifferingEvidence(Shape):
    """A piece of evidence whose raters differ."""

    id = string("Public id, such as E108.")
    url = string("Path of its page.")
    claim = ClaimName()


class Differing(Shape):
    """Where raters differ."""

    n = whole("Pieces of evidence.")
    evidence = DifferingEvidence(many=True, help_text="The newest 50.")


class ItemAgreement(Shape):
    """Agreement on one item of the instrument asked for."""

    item = string("Id of the item.")
    text = string('What it asks, in our words; "" where the instrument is none of ours.')
    n_units_compared = whole("Units with at least two answers.")
    percent_agreement = figure("Share of pairs of answers that agree.")
    gwet_ac1 = figure("Gwet's AC1.")
    gwet_ac1_ci95_t = interval("Its 95% interval.")
    alpha_nominal = figure("Krippendorff's alpha, nominal.")
    alpha_nominal_ci95_t = interval("Its 95% interval.")


class AgreementFigures(AgreementCounts):
    """Every statistic with its interval; null is "not defined", never 0 or 1."""

    read_as = string("As which of the three shapes the ratings were read.")

    def get_fields(self) -> dict[str, Any]:
        """The figures' fields, made from the list of statistics."""
        return {**_figures(), **super().get_fields()}


class AgreementOfRaters(AgreementCounts):
    """The same of the site's own ratings, with raters, pairs, table and what differs."""

    scale = string("What was rated.")
    raters = RaterOfSet(many=True)
    pairs = PairOfRaters(many=True, help_text="Those who share most first, at most 50.")
    table = TableOfRatings()
    differ = Differing()
    items = ItemAgreement(many=True, help_text="By item, where an instrument was asked for.")

    def get_fields(self) -> dict[str, Any]:
        """The figures' fields, made from the list of statistics."""
        return {**_figures(), **super().get_fields()}
