"""Patients that case reports describe: one's page, a new one, and a claim's table for a spreadsheet."""

from __future__ import annotations

import csv
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from claims.access import Permission
from claims.actions import patients as actions
from claims.queries import claim_detail
from claims.queries import patients as queries
from claims.web import answers, case_assessments, decisions, editing, records
from claims.web.forms.cases import PatientForm
from claims.web.people import member

RECORDED = "Recorded. It stands in the claim's table of patients."


def patient(request: HttpRequest, pk: int) -> HttpResponse:
    """One patient: what was reported, by which reports, and who was told apart from it."""
    record = queries.detail(request.user, pk)
    if record is None:
        return answers.instead(request, queries.tombstone(request.user, pk))
    acts = decisions.offered(request.user, "patient", record)
    context = {"patient": record, "acts": acts, "tools": case_assessments.tools()}
    return render(request, "web/patient.html", context)


def record_patient(request: HttpRequest, pk: int) -> HttpResponse:
    """A patient whom evidence on the claim describes."""
    by = member(request, Permission.RECORD_CASE)
    claim = records.visible(by, f"C{pk}")
    asked = request.GET.getlist("evidence")
    form = PatientForm(
        request.POST or None,
        reports=queries.evidence_of(by, pk),
        initial={"evidence": asked},
    )

    def write() -> Any:
        return actions.create(by=by, claim=claim, fields=form.fields_of_record(), reason=form.why)

    return editing.new(
        request,
        form,
        write,
        "Record a patient",
        claim.text,
        stored=RECORDED,
        button="Record",
        back=claim.get_absolute_url(),
    )


def table(request: HttpRequest, pk: int) -> HttpResponse:
    """The claim's patients as CSV, for a spreadsheet: a cell that begins like a formula gets an apostrophe."""
    if not claim_detail.exists(request.user, pk):
        raise Http404
    found = queries.of_claim(request.user, pk)["patients"]
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="C{pk}-patients.csv"'
    writer = csv.writer(response)
    for row in queries.table(found):
        writer.writerow([_harmless(cell) for cell in row])
    return response


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
