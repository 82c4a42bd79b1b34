"""A claim's summary of findings and its risk-of-bias judgements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import reads
from claims.api.endpoints import Endpoint
from claims.api.schema import READ, Operation
from claims.api.shapes import findings as shapes
from claims.queries import findings as queries


class _OfClaim(Endpoint):
    """What a query says about a claim, 304, or 404."""

    noun = "claim"
    answering: ClassVar[Callable[..., dict[str, Any] | None]]

    def get(self, request: Request, ident: str) -> Response:
        """The answer. The query's own queries, and the ETag's."""
        pk = reads.key("claim", ident)
        return self.cached(lambda: self.answer(pk))

    def answer(self, pk: int) -> Response:
        """The answer or 404."""
        found = type(self).answering(self.viewer, pk)
        if found is None:
            raise Http404
        return Response(found)


class Summary(_OfClaim):
    """The summary-of-findings table."""

    answering = staticmethod(queries.summary)
    operations = {
        "GET": Operation(
            "Read a claim's summary of findings",
            {200: shapes.SummaryOfFindings},
            about="One row for each stream of evidence, with effect, certainty, notes and a plain sentence.",
            problems=READ,
        )
    }


class RiskOfBias(_OfClaim):
    """The risk-of-bias judgements that the claim's open appraisals rest on."""

    answering = staticmethod(queries.risk_of_bias)
    operations = {
        "GET": Operation(
            "Read the risk of bias of a claim's studies", {200: shapes.RiskOfBias}, problems=READ
        )
    }
