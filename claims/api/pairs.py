"""Sources that look alike: the pairs, and what is decided of them."""

from __future__ import annotations

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import likeness as actions
from claims.api import parameters
from claims.api.bodies import PairDecision
from claims.api.endpoints import Endpoint
from claims.api.listing import Listing
from claims.api.schema import LIST, Operation
from claims.api.shapes import pairs as shapes
from claims.domain.vocabulary import PairState
from claims.queries import source_pairs as queries
from claims.queries.pages import Page
from claims.queries.source_pairs import PairFilters


class SourcePairs(Listing):
    """Two sources each that may be one."""

    filters = PairFilters
    narrowing = (
        parameters.word(
            "state", "Open ones if not given.", [value for value, _ in PairState.choices()]
        ),
        parameters.ident("source", "source", "That this source is in."),
    )
    operations = {
        "GET": Operation(
            "List sources that look alike",
            {200: shapes.SourcePairList},
            about="Likeliest first; empty for those who may not join sources. Found by `manage.py find_duplicates`.",
            problems=LIST,
        )
    }

    def page(self, filters: PairFilters, cursor: str | None, limit: int) -> Page:
        """Two queries."""
        return queries.page(self.viewer, filters, cursor, limit)


class DecidePair(Endpoint):
    """Same, related or distinct."""

    ident = "Number of the pair."
    operations = {
        "POST": Operation(
            "Decide a pair of look-alikes",
            {200: shapes.SourcePair},
            about="Same: one is joined into the other. Related: both become reports of one study.",
            body=PairDecision,
            problems=(400, 401, 403, 404, 409, 413, 415, 429),
        )
    }

    def post(self, request: Request, ident: str) -> Response:
        """The pair as decided."""
        known = ident.isascii() and ident.isdecimal() and len(ident) < 19
        # Whoever may not decide learns nothing of which pairs there are.
        if queries.one(self.viewer, int(ident) if known else 0) is None:
            raise Http404
        pair = queries.pair(int(ident))
        if pair is None:
            raise Http404
        given = self.body(PairDecision)
        actions.decide(pair=pair, by=self.person, **given)
        return Response(queries.one(self.viewer, pair.pk))
