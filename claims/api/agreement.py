"""Agreement of raters: of the site's own, and the calculator for anyone's ratings."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import examples, parameters
from claims.api.endpoints import Endpoint
from claims.api.lenient import Calculator
from claims.api.schema import COMPUTE, LIST, Operation
from claims.api.shapes.agreement import AgreementFigures, AgreementInput, AgreementOfRaters
from claims.domain.agreement.reading import (
    MOST_CATEGORIES,
    MOST_RATERS,
    MOST_RATINGS,
    MOST_UNITS,
    read,
)
from claims.domain.agreement.report import flat
from claims.domain.problems import Invalid
from claims.queries import agreement as queries
from claims.queries.rated_sets import SCALES, AgreementFilters, rated


class AgreementCalculator(Calculator):
    """Every statistic of one set of ratings."""

    operations = {
        "POST": Operation(
            "Compute agreement statistics",
            {200: AgreementFigures},
            about=(
                "Percent agreement, Cohen's and weighted kappa, Fleiss' kappa, Gwet's AC1 and AC2, "
                "Krippendorff's alpha, each with its interval and how that was made. What is not "
                "defined is null, and `undefined` says why. Stores nothing. At most "
                f"{MOST_RATERS} raters, {MOST_UNITS} units, {MOST_RATINGS} ratings, "
                f"{MOST_CATEGORIES} categories."
            ),
            body=AgreementInput,
            problems=COMPUTE,
            examples=examples.AGREEMENT,
            public=True,
        )
    }

    def post(self, request: Request) -> Response:
        """The figures; 400 with a pointer to each fault. No query."""
        ratings, kind = read(self.body(AgreementInput))
        return Response({**flat(ratings), "read_as": kind})


class Agreement(Endpoint):
    """Every statistic of a set of the site's own ratings."""

    parameters = (
        parameters.word("scale", "What was rated: direction if not given.", list(SCALES)),
        parameters.ident("topic", "topic", "On claims of this topic or a narrower one."),
        parameters.ident("claim", "claim", "On this claim."),
        parameters.text("instrument", "With this instrument, by id or short name.", longest=60),
        parameters.text("rater", "Of evidence that this rater rated.", longest=100),
        parameters.text("other", "With `rater`: the ratings of these two.", longest=100),
        parameters.moment("since", "Submitted at this time or later."),
        parameters.moment("until", "Submitted before this time."),
    )
    operations = {
        "GET": Operation(
            "Read agreement statistics",
            {200: AgreementOfRaters},
            about=(
                "Of raw ratings that were made blind, on evidence whose ratings are open; the same for "
                "everybody. Of a rater who thought again the first rating counts, and adjudication "
                "changes nothing."
            ),
            problems=LIST,
        )
    }

    def get(self, request: Request) -> Response:
        """The figures, or 304. At most eight queries, and the ETag's."""
        filters = AgreementFilters(**self.query)
        if filters.other and not filters.rater:
            raise Invalid({"other": ["Give rater too."]})
        return self.cached(lambda: Response(queries.report(rated(filters))))
