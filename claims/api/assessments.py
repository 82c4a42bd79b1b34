"""Assessments: answers to an instrument about what the instrument judges."""

from __future__ import annotations

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import assessments as actions
from claims.api import examples, parameters
from claims.api.bodies import NewAssessment
from claims.api.changing import Discardable
from claims.api.listing import Listing
from claims.api.schema import LIST, READ, WRITE, Operation
from claims.api.shapes import assessments as shapes
from claims.queries import assessments
from claims.queries.assessments import AssessmentFilters
from claims.queries.pages import Page

BLIND = (
    "Listed are those that are open to the asker: an appraisal that they may read cites it, it is about a"
    " patient whose evidence has open ratings, or about a claim's whole body of evidence; or it is their own."
)


class Assessments(Listing):
    """Submitted assessments that are open to the asker."""

    noun = "assessment"
    filters = AssessmentFilters
    narrowing: ClassVar[tuple[parameters.Parameter, ...]] = (
        parameters.ident("evidence", "evidence", "Of this evidence's result."),
        parameters.ident("source", "source", "Of this report or review."),
        parameters.ident("patient", "patient", "Of this patient."),
        parameters.ident("claim", "claim", "Of this claim's body of evidence."),
        parameters.text("instrument", "By this instrument: id or short name.", longest=60),
    )
    operations = {
        "GET": Operation(
            "List assessments", {200: shapes.AssessmentList}, about=BLIND, problems=LIST
        ),
        "POST": Operation(
            "Answer an instrument",
            {201: shapes.AssessmentDetail},
            about="A draft is judged as far as it goes; a submission needs every answer that the rules need.",
            body=NewAssessment,
            problems=WRITE,
            examples=examples.NEW_ASSESSMENT,
        ),
    }

    def page(self, filters: AssessmentFilters, cursor: str | None, limit: int) -> Page:
        """Two queries, and the ETag's."""
        return assessments.page(self.viewer, filters, cursor, limit)

    def where(self, name: str) -> str:
        """JSON pointer of a fault that a rule of the domain names, by its path (`problems.path`)."""
        return f"{self.pointer}/{name}" if name else self.pointer

    def post(self, request: Request) -> Response:
        """201 with the assessment, or its draft."""
        given = self.body(NewAssessment)
        draft = given.pop("status", "submitted") == "draft"
        keep = actions.save_draft if draft else actions.submit
        made = keep(
            instrument=given.pop("instrument"),
            on=given.pop("on"),
            by=self.person,
            base=given.pop("revision", None),
            fields=given,
        )
        return self.show("assessment", made.pk, 201)


class Assessment(Discardable):
    """One assessment."""

    noun = "assessment"
    operations = {
        "GET": Operation(
            "Read an assessment", {200: shapes.AssessmentDetail}, about=BLIND, problems=READ
        ),
        "DELETE": Operation(
            "Discard one's own draft", {204: None}, problems=(400, 401, 403, 404, 409, 428, 429)
        ),
    }

    discard = staticmethod(actions.discard)
