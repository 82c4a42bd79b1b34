"""Agreement of raters: the calculator for anyone's own ratings."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import examples
from claims.api.lenient import Calculator
from claims.api.schema import COMPUTE, Operation
from claims.api.shapes.agreement import AgreementFigures, AgreementInput
from claims.domain.agreement.reading import (
    MOST_CATEGORIES,
    MOST_RATERS,
    MOST_RATINGS,
    MOST_UNITS,
    read,
)
from claims.domain.agreement.report import flat


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
