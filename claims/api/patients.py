"""Patients that case reports describe."""

from __future__ import annotations

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import patients as actions
from claims.api import examples, parameters, reads
from claims.api.bodies import CHANGES, NewPatient
from claims.api.changing import Changeable
from claims.api.endpoints import Endpoint
from claims.api.listing import Listing
from claims.api.schema import LIST, READ, WRITE, Operation
from claims.api.shapes import patients as shapes
from claims.api.shapes.common import or_tombstone
from claims.queries import claim_detail, patients
from claims.queries.pages import Page
from claims.queries.patients import PatientFilters


class Patients(Listing):
    """Patients, each once, however many reports describe them."""

    noun = "patient"
    filters = PatientFilters
    narrowing = (
        parameters.ident("claim", "claim", "On this claim."),
        parameters.ident("evidence", "evidence", "Described by this evidence."),
    )
    operations = {
        "GET": Operation("List patients", {200: shapes.PatientList}, problems=LIST),
        "POST": Operation(
            "Record a patient",
            {201: shapes.PatientDetail},
            about="For reviewers and editors. Nothing that tells who the patient was.",
            body=NewPatient,
            problems=WRITE,
            examples=examples.NEW_PATIENT,
        ),
    }

    def page(self, filters: PatientFilters, cursor: str | None, limit: int) -> Page:
        """Four queries, and the ETag's."""
        return patients.page(self.viewer, filters, cursor, limit)

    def post(self, request: Request) -> Response:
        """201 with the patient."""
        given = self.body(NewPatient)
        reason, claim = given.pop("reason", ""), given.pop("claim")
        made = actions.create(by=self.person, claim=claim, fields=given, reason=reason)
        return self.show("patient", made.pk, 201)


class Patient(Changeable):
    """One patient."""

    noun = "patient"
    operations = {
        "GET": Operation(
            "Read a patient",
            {200: or_tombstone(shapes.PatientDetail)},
            about="A withdrawn one answers with its tombstone; a merged one with 308.",
            problems=READ,
        ),
        "PATCH": Operation(
            "Correct what is recorded of a patient",
            {200: shapes.PatientDetail},
            body=CHANGES["patient"],
            problems=(*WRITE, 428),
        ),
    }


class PatientsOfClaim(Endpoint):
    """The per-case table of one claim."""

    noun = "claim"
    operations = {
        "GET": Operation(
            "Read a claim's patients",
            {200: shapes.PatientsOfClaim},
            about="They stand beside the claim's certainty and are no part of it.",
            problems=READ,
        )
    }

    def get(self, request: Request, ident: str) -> Response:
        """All of them, with look-alikes for those who may join them. Six queries, and the ETag's."""
        pk = reads.key("claim", ident)
        return self.cached(lambda: self.answer(pk))

    def answer(self, pk: int) -> Response:
        """The table or 404."""
        if not claim_detail.exists(self.viewer, pk):
            raise Http404
        return Response(patients.of_claim(self.viewer, pk))
