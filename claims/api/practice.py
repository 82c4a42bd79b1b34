"""Practice items and answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import calibration
from claims.api import reads
from claims.api.bodies import NewPracticeItem, PracticeAnswer
from claims.api.endpoints import Endpoint
from claims.api.listing import Listing
from claims.api.schema import LIST, READ, WRITE, Operation
from claims.api.shapes import practice as shapes
from claims.models import CalibrationItem
from claims.queries import calibration as queries
from claims.queries.pages import Page


@dataclass(frozen=True)
class NoFilters:
    """Nothing to narrow by."""


class Practice(Listing):
    """Items that the asker may grade for practice."""

    filters = NoFilters
    operations = {
        "GET": Operation("List practice items", {200: shapes.PracticeList}, problems=LIST),
        "POST": Operation(
            "Choose settled evidence for practice",
            {201: shapes.PracticeItem},
            body=NewPracticeItem,
            problems=WRITE,
        ),
    }

    def page(self, filters: NoFilters, cursor: str | None, limit: int) -> Page:
        """Two queries, and the ETag's."""
        return queries.page(self.viewer, cursor, limit)

    def post(self, request: Request) -> Response:
        """201 with the item."""
        given = self.body(NewPracticeItem)
        item = calibration.add(by=self.person, **given)
        return Response(queries.detail(self.viewer, item.evidence_id), status=201)


class PracticeOne(Endpoint):
    """One item, by the id of its evidence."""

    noun = "evidence"
    operations = {
        "GET": Operation(
            "Read a practice item",
            {200: shapes.PracticeItem},
            about="The key and the lesson come after the answer.",
            problems=READ,
        ),
        "DELETE": Operation(
            "Take an item out of practice", {204: None}, problems=(401, 403, 404, 409, 429)
        ),
    }

    def get(self, request: Request, ident: str) -> Response:
        """The item."""
        return Response(self._found(ident))

    def delete(self, request: Request, ident: str) -> Response:
        """204; answers are kept."""
        self._found(ident)
        calibration.retire(item=self._item(ident), by=self.person, reason="Taken out over the API.")
        return Response(status=204)

    def _found(self, ident: str) -> dict[str, object]:
        found = queries.detail(self.viewer, reads.key("evidence", ident))
        if found is None:
            raise Http404
        return found

    def _item(self, ident: str) -> CalibrationItem:
        return CalibrationItem.objects.select_related("evidence").get(
            evidence=reads.key("evidence", ident)
        )


class PracticeAnswering(PracticeOne):
    """The answer to one item."""

    operations = {
        "POST": Operation(
            "Answer a practice item",
            {201: shapes.PracticeItem},
            about="Once; seen by nobody else, and counted nowhere.",
            body=PracticeAnswer,
            problems=WRITE,
        ),
    }
    http_method_names = ["post"]
    untriable = "the answer shows the key, which is for those who have answered."

    def post(self, request: Request, ident: str) -> Response:
        """201 with the comparison."""
        self._found(ident)
        calibration.answer(item=self._item(ident), by=self.person, fields=self.body(PracticeAnswer))
        return Response(self._found(ident), status=201)
