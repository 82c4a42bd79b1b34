"""Facets with counts, and the evidence map."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import parameters
from claims.api.claim_narrowing import NARROWING
from claims.api.endpoints import Endpoint
from claims.api.schema import LIST, Operation
from claims.api.shapes import facets as shapes
from claims.formats import map_csv
from claims.queries import evidence_map as maps
from claims.queries.claim_filters import ClaimFilters
from claims.queries.facets import FACETS, claim_index, facets

MOST_VALUES = 500
FARTHEST = 999_999


class Facets(Endpoint):
    """How many claims each further filter would leave."""

    parameters = (
        *NARROWING,
        parameters.Parameter(
            "facet",
            "Only these facets. Several may be given, repeated or separated by commas.",
            parameters.word("facet", "", list(FACETS)).read,
            {"type": "string", "enum": list(FACETS)},
            many=True,
        ),
        parameters.number(
            "values",
            "How many values of a facet at most (8 if not given).",
            least=1,
            most=MOST_VALUES,
        ),
    )
    operations = {
        "GET": Operation(
            "Count claims by facet",
            {200: shapes.Facets},
            about=(
                "Of published claims. Values of one facet are joined by or, facets by and; a facet's counts"
                " leave its own choice aside. Topics include narrower ones. Who rated is offered only where"
                " the site shows names, and only of ratings that are open."
            ),
            problems=LIST,
        )
    }

    def get(self, request: Request) -> Response:
        """The counts, or 304. Three queries where the index is current, those of the search, and the ETag's."""
        query = dict(self.query)
        only, limit = query.pop("facet", ()), query.pop("values", 8)
        return self.cached(lambda: self.answer(ClaimFilters(**query), only, limit))

    def answer(self, filters: ClaimFilters, only: tuple[str, ...], limit: int) -> Response:
        """The counts."""
        with claim_index() as index:
            return Response(facets(index, filters, limit=limit, only=only))


class EvidenceMap(Endpoint):
    """Exposures by outcomes."""

    parameters = (
        *NARROWING,
        parameters.number("rows", "Exposures at most (12).", least=1, most=maps.MOST),
        parameters.number("columns", "Outcomes at most (8).", least=1, most=maps.MOST),
        parameters.number("rows_from", "Pass over so many exposures.", least=0, most=FARTHEST),
        parameters.number("columns_from", "Pass over so many outcomes.", least=0, most=FARTHEST),
    )
    operations = {
        "GET": Operation(
            "Read the evidence map",
            {200: shapes.EvidenceMap},
            about=(
                "Claims by exposure and outcome, under the filters of the list of claims. Where the claims of"
                " a cell differ in certainty or verdict, each is counted: nothing is averaged."
            ),
            problems=LIST,
        )
    }

    def get(self, request: Request) -> Response:
        """The map, or 304. Three queries where the index is current, those of the search, and the ETag's."""
        query = dict(self.query)
        names = ("rows", "columns", "rows_from", "columns_from")
        part = {name: query.pop(name) for name in names if name in query}
        return self.cached(lambda: self.answer(ClaimFilters(**query), part))

    def answer(self, filters: ClaimFilters, part: dict[str, int]) -> Response:
        """The map."""
        with claim_index() as index:
            found = maps.evidence_map(index, filters, **part)
        cells = [
            {"exposure": row["topic"], "outcome": column["topic"]} | cell
            for row, column, cell in map_csv.cells(found)
        ]
        return Response(found | {"cells": cells})
