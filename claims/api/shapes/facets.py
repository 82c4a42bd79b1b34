"""Facets with counts, and the evidence map."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import Shape, coded, string, truth, whole
from claims.domain.vocabulary import Certainty, Verdict
from claims.queries.facets import FACETS


class FacetValue(Shape):
    """One value that a facet offers."""

    value = string("What to give as the parameter's value.")
    label = string("The same in words.")  # type: ignore[assignment]
    count = whole("Claims there would be with this value, the facet's other choices left aside.")
    chosen = truth("Whether the filters hold it.")
    depth = whole("Of topics: how far below the broadest one listed.")


class Facet(Shape):
    """One facet: values are joined by "or", facets by "and"."""

    name = serializers.ChoiceField(choices=list(FACETS), help_text="The parameter's name.")
    label = string("The same in words.")  # type: ignore[assignment]
    values = FacetValue(many=True)
    more = whole("How many values are not listed.")


class ChosenFilter(Shape):
    """One filter that is set."""

    name = string("The parameter.")
    value = string("Its value.")
    facet = string("What it is about, in words.")
    label = string("The value in words.")  # type: ignore[assignment]
    words = truth("Whether the label is a word of a scale.")
    without = string("The query string without it.")


class Drop(Shape):
    """A filter to drop where nothing fits."""

    name = string("The filter; `years` is year_from and year_to.")
    label = string("The same in words.")  # type: ignore[assignment]
    count = whole("Claims there would be without it.")
    without = string("The query string without it.")


class Facets(Shape):
    """How many claims fit, and what each further filter would leave."""

    total = whole("Claims that fit.")
    cut = truth("Whether the search ranked its best hits only; then all counts are of those.")
    address = string("The filters as a canonical query string.")
    facets = Facet(many=True)
    chosen = ChosenFilter(many=True)
    drops = Drop(many=True, help_text="Only where nothing fits: what to drop, best first.")


class MapTopic(Shape):
    """A row or column of the map."""

    topic = string("Id of the topic; narrower ones are included.")
    label = string("Its name.")  # type: ignore[assignment]
    depth = whole("How far below a broader one that is listed too.")
    claims = whole("Claims of the topic that fit.")
    address = string("Query string of those claims.")


class CertaintyCount(Shape):
    """How many claims of a cell have this certainty."""

    word = coded(Certainty, "Certainty.")
    label = string("The same in words.")  # type: ignore[assignment]
    claims = whole("Claims.")


class VerdictCount(Shape):
    """How many claims of a cell have this verdict."""

    word = coded(Verdict, "Verdict.")
    label = string("The same in words.")  # type: ignore[assignment]
    claims = whole("Claims.")


class RatedBy(Shape):
    """How many claims of a cell were rated by how many people."""

    nobody = whole("By nobody here.")
    one = whole("By one person.")
    several = whole("By two or more.")


class MapCell(Shape):
    """The claims on one exposure and one outcome: told apart, never averaged."""

    exposure = string("Id of the topic of its row.")
    outcome = string("Id of the topic of its column.")
    claims = whole("Claims.")
    studies = whole(
        "Independent studies behind them, each once; 1000 stands for that many or more."
    )
    certainties = CertaintyCount(many=True, help_text="Best first.")
    verdicts = VerdictCount(many=True)
    confirmed = whole("Claims whose conclusion an editor confirmed; the others are suggested.")
    stale = whole("Claims of which an input changed since.")
    rated_by = RatedBy()
    address = string("Query string of the claims.")


class EvidenceMap(Shape):
    """Exposures by outcomes."""

    total = whole("Claims that fit.")
    placed = whole("Those with a topic as exposure and one as outcome.")
    cut = truth("Whether the search ranked its best hits only.")
    address = string("The filters as a canonical query string.")
    rows = MapTopic(many=True, help_text="Exposures, most claims first, narrower below broader.")
    columns = MapTopic(many=True, help_text="Outcomes, likewise.")
    rows_total = whole("How many exposures there are.")
    columns_total = whole("How many outcomes there are.")
    rows_from = whole("How many were passed over.")
    columns_from = whole("How many were passed over.")
    cells = MapCell(many=True, help_text="Row by row; a pair that is missing has no claim.")
    chosen = ChosenFilter(many=True)
    drops = Drop(many=True, help_text="Only where nothing fits: what to drop, best first.")
