"""The versions of a claim: all, one, and two compared."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import parameters, reads
from claims.api.endpoints import Endpoint
from claims.api.listing import Listing
from claims.api.schema import READ, Operation
from claims.api.shapes import claims as shapes
from claims.api.shapes.versions import Comparison
from claims.queries import claim_detail, pages
from claims.queries import versions as queries
from claims.queries.pages import Page


def whole(found: dict[str, Any]) -> dict[str, Any]:
    """A version with its snapshot as it was hashed, byte for byte."""
    return found | {"snapshot": orjson.Fragment(found["snapshot"])}


class Versions(Listing):
    """The versions of a claim."""

    noun = "claim"
    filters = dict
    operations = {
        "GET": Operation("List a claim's versions", {200: shapes.VersionList}, problems=READ)
    }

    def get(self, request: Request, **path: str) -> Any:
        """Newest first; a retired claim's stay citable. Two queries, and the ETag's."""
        self.pk = reads.key("claim", path["ident"])
        return super().get(request)

    def page(self, filters: object, cursor: str | None, limit: int) -> Page:
        """Cut from all: a claim has few."""
        if not claim_detail.exists(self.viewer, self.pk):
            raise Http404
        rows = queries.of_claim(self.pk)
        if cursor:
            (last,) = pages.decode("versions", cursor, int)
            rows = [row for row in rows if row["number"] < last]
        kept, following = pages.cut(
            rows, limit, lambda row: pages.encode("versions", row["number"])
        )
        return Page(kept, following)


class Version(Endpoint):
    """One version."""

    noun = "claim"
    operations = {
        "GET": Operation("Read a version of a claim", {200: shapes.Version}, problems=READ)
    }

    def get(self, request: Request, ident: str, number: int) -> Response:
        """The snapshot, byte for byte as it was hashed. One query, and the ETag's."""
        pk = reads.key("claim", ident)
        return self.cached(lambda: self.answer(pk, number))

    def answer(self, pk: int, number: int) -> Response:
        """The version or 404."""
        found = queries.one(self.viewer, pk, number)
        if found is None:
            raise Http404
        return Response(whole(found))


class Compare(Endpoint):
    """Two versions of a claim side by side."""

    noun = "claim"
    parameters = (
        parameters.number("from", "Number of the earlier version.", least=1, most=queries.MOST),
        parameters.number("to", "Number of the later version.", least=1, most=queries.MOST),
    )
    operations = {
        "GET": Operation(
            "Compare two versions of a claim",
            {200: Comparison},
            about=(
                "Words, evidence added, taken out and re-rated, certainty domain by domain, and the"
                " verdict. Without `to` the latest version, without `from` the one before it."
            ),
            problems=READ,
        )
    }

    def get(self, request: Request, ident: str) -> Response:
        """What differs. Two queries, and the ETag's."""
        pk = reads.key("claim", ident)
        return self.cached(lambda: self.answer(pk))

    def answer(self, pk: int) -> Response:
        """The comparison, or 404 where the claim or one of the versions is not there."""
        numbers = queries.pair(self.viewer, pk, self.query.get("from"), self.query.get("to"))
        found = queries.compared(self.viewer, pk, numbers) if numbers else None
        if found is None:
            raise Http404
        return Response(found)
