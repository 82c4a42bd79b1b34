"""A conflict between raters, for the one who settles it."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import adjudication as actions
from claims.api import reads
from claims.api.endpoints import Endpoint
from claims.api.errors import SignInNeeded
from claims.api.schema import WRITE, Operation
from claims.api.shapes import adjudication as shapes
from claims.queries import adjudication


class Readings(Endpoint):
    """The blind readings of one piece of evidence, side by side and without names."""

    noun = "evidence"
    unkept = (
        "it holds closed ratings, which stand nowhere else; opening them again notes nothing new."
    )
    untriable = "the answer shows closed ratings, which has to be noted in the log."
    operations = {
        "GET": Operation(
            "Read a conflict in order to settle it",
            {200: shapes.Readings},
            about="For the editor who opened it with POST; 409 for one who may but has not yet.",
            problems=(400, 401, 403, 404, 409, 429),
        ),
        "POST": Operation(
            "Open a conflict in order to settle it",
            {200: shapes.Readings},
            about=(
                "For an editor who graded none of it and wrote none of it, and only while raters differ. It is noted"
                " in the log: from then on the reader cannot grade this evidence."
            ),
            problems=WRITE,
        ),
    }

    def get(self, request: Request, ident: str) -> Response:
        """The readings; 403 for who may not settle it, 409 where nothing is to be settled or it is not opened."""
        if not request.user.is_authenticated:
            raise SignInNeeded
        return self.readings(reads.record(self.noun, ident, self.viewer))

    def post(self, request: Request, ident: str) -> Response:
        """The same, opened by this very request."""
        row = reads.record(self.noun, ident, self.viewer)
        actions.open_to_settle(evidence=row, by=self.person)
        return self.readings(row)

    def readings(self, row: Any) -> Response:
        """What the raters say, without names."""
        found = adjudication.for_adjudication(self.viewer, row.pk)
        if found is None:
            raise Http404
        return Response({"evidence": row.public_id, **found})
