"""What was counted as one study, and studies that may be one."""

from __future__ import annotations

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.access import Permission, may
from claims.api import reads
from claims.api.endpoints import Endpoint
from claims.api.schema import LIST, READ, Operation
from claims.api.shapes import independence as shapes
from claims.queries import claims, independence


class OfClaim(Endpoint):
    """Which reports count once on a claim, and why."""

    noun = "claim"
    operations = {
        "GET": Operation(
            "Read what was counted as one study", {200: shapes.Independence}, problems=READ
        )
    }

    def get(self, request: Request, ident: str) -> Response:
        """Companion reports, reviews set aside, and look-alikes for those who may join them."""
        pk = reads.key("claim", ident)
        return self.cached(lambda: self.answer(pk))

    def answer(self, pk: int) -> Response:
        """The parts, or 404: a retired claim counts nothing. Eighteen queries at most."""
        claim = claims.detail(self.viewer, pk)
        if claim is None:
            raise Http404
        return Response(independence.of_claim(self.viewer, claim))


class LookAlikes(Endpoint):
    """Studies that may be one, over the whole base."""

    operations = {
        "GET": Operation(
            "List studies that may be one",
            {200: shapes.LookAlikeStudies},
            about=(
                "For those who may join them; empty for others. Hints decide nothing: merge the two, or say"
                " that they are distinct."
            ),
            problems=LIST,
        )
    }

    def get(self, request: Request) -> Response:
        """Most alike first. Six queries, and one for the asker's roles."""
        deciding = may(self.viewer, Permission.MERGE)
        return Response({"results": independence.look_alikes() if deciding else []})
