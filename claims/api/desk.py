"""The desk: what waits for the asker, the next piece of evidence, and holds."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import holds
from claims.api import parameters
from claims.api.bodies import NextOne
from claims.api.endpoints import Endpoint
from claims.api.listing import DEFAULT_LIMIT, Listing
from claims.api.schema import Operation
from claims.api.shapes import desk as shapes
from claims.api.shapes.evidence import EvidenceDetail
from claims.domain.vocabulary import Design
from claims.queries import desk as queries
from claims.queries import grading_queue
from claims.queries.grading_queue import QueueFilters
from claims.queries.pages import Page

ABOUT = (
    "Most consequential first, then oldest; each item says why it stands where it stands. How the order comes"
    " about: docs/explanation/desk.md."
)


class Desk(Endpoint):
    """All lists of the asker's desk."""

    operations = {
        "GET": Operation(
            "Read one's desk", {200: shapes.Desk}, about=ABOUT, problems=(400, 401, 429)
        )
    }

    def get(self, request: Request) -> Response:
        """The first few of each list; nobody's desk is empty."""
        return Response({"lists": queries.overview(self.viewer)})


class DeskList(Listing):
    """One list of the desk in full."""

    name = f"One of: {', '.join(one.name for one in queries.LISTS)}."
    filters = QueueFilters
    narrowing = (
        parameters.ident("topic", "topic", "The queue alone: of claims on this topic."),
        parameters.words("design", "The queue alone: of these designs.", Design),
    )
    operations = {
        "GET": Operation(
            "Read one list of one's desk",
            {200: shapes.DeskPage},
            about=ABOUT,
            problems=(400, 401, 404, 429),
        )
    }

    def get(self, request: Request, **path: str) -> Response:
        """The page; 404 for a list that is none of the asker's."""
        query: dict[str, Any] = dict(self.query)
        limit, cursor = query.pop("limit", DEFAULT_LIMIT), query.pop("cursor", None)
        return self.envelope(self._page(path["name"], QueueFilters(**query), cursor, limit))

    def _page(self, name: str, filters: QueueFilters, cursor: str | None, limit: int) -> Page:
        found = queries.page(self.viewer, name, cursor, limit)
        if found is None:
            raise Http404
        if name == "queue":
            return grading_queue.page(self.viewer, filters, cursor, limit)
        return found[1]


class Next(Endpoint):
    """The next piece of evidence to grade."""

    operations = {
        "POST": Operation(
            "Take the next evidence to grade",
            {201: EvidenceDetail},
            about="The most urgent that the asker may grade is held for them; 409 says that nothing is left.",
            body=NextOne,
            problems=(400, 401, 403, 409, 413, 415, 429),
        )
    }

    def post(self, request: Request) -> Response:
        """201 with the evidence."""
        given = self.body(NextOne)
        topic = given.get("topic")
        filters = QueueFilters(
            topic=topic.pk if topic is not None else None, design=tuple(given.get("design", ()))
        )
        held = holds.take_next(by=self.person, filters=filters)
        return self.show("evidence", held.evidence_id, 201)
