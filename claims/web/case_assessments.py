"""A patient judged with a causality instrument (Naranjo, WHO-UMC): the form, drafts and submission."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.access import Permission, require
from claims.actions import assessments as actions
from claims.domain.assessing import OVERALL, unit_of
from claims.domain.instruments import Instrument, catalogue, get
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import AssessedUnit, RecordStatus
from claims.queries import assessments as queries
from claims.queries import patients
from claims.web import answers, instrument_form, records
from claims.web.instrument_form import Filled
from claims.web.people import member

KEPT = "Kept as your draft. Nobody else sees it."
SUBMITTED = "Submitted. It is fixed from now on, and shown once ratings of the reports are open."


def tools() -> list[Instrument]:
    """The instruments that judge one patient and event. No query."""
    return [tool for tool in catalogue().values() if unit_of(tool) == AssessedUnit.PATIENT]


def assess(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Fill in one instrument for one patient: check, keep as a draft, or submit."""
    by = member(request)
    patient = records.visible(by, f"N{pk}")
    tool = get(name)
    if tool is None or tool not in tools():
        raise Http404
    require(by, Permission.APPRAISE)
    if patient.status != RecordStatus.PUBLISHED:
        raise NotAllowedNow(f"{patient.public_id} is {patient.status}: it is not assessed.")
    draft = queries.own_draft(by, tool.id, AssessedUnit.PATIENT.value, pk)
    given: dict[str, Any] = {"judgement": "", "reason": "", "base": 0}
    errors: list[str] = []
    if request.method == "POST":
        filled = instrument_form.read(tool, request.POST)
        given = {
            "judgement": request.POST.get("judgement", "")[:60],
            "reason": request.POST.get("reason", "").strip()[:2000],
            "base": request.POST.get("base", ""),
        }
        if "check" not in request.POST:
            try:
                return _store(request, by, patient, tool, filled, given)
            except Invalid as invalid:
                errors = [
                    f"{field}: {m}".lstrip(": ") for field, ms in invalid.errors.items() for m in ms
                ]
    elif draft is not None:
        filled = Filled(
            answers=draft["answers"],
            domains=draft["domain_judgements"],
            options=draft["evaluation"].get("options") or {},
            notes=draft["notes"],
        )
        given = {
            "judgement": draft["judgement"],
            "reason": draft["departures"].get(OVERALL, ""),
            "base": draft["revision"],
        }
    else:
        filled = Filled()
    context = {
        "patient": answers.found(patients.detail(by, pk)),
        "tool": tool,
        "form": instrument_form.build(tool, filled, with_notes=True),
        "given": given,
        "errors": errors,
        "judgements": tool.judgements,
        "draft": draft,
    }
    status = 400 if errors else 200
    return render(request, "web/assess_patient.html", context, status=status)


def _store(
    request: HttpRequest,
    by: Any,
    patient: Any,
    tool: Instrument,
    filled: Filled,
    given: dict[str, Any],
) -> HttpResponse:
    """Keep or submit what was filled in. Raises Invalid; Moved where another window kept something else."""
    fields = {
        "answers": filled.answers,
        "notes": filled.notes,
        "domain_judgements": filled.domains,
        "judgement": given["judgement"],
        "departures": {OVERALL: given["reason"]} if given["reason"] else {},
        **({"options": filled.options} if filled.options else {}),
    }
    base = str(given["base"])
    act = actions.submit if "submit" in request.POST else actions.save_draft
    act(
        instrument=tool.id,
        on=patient,
        by=by,
        fields=fields,
        base=int(base) if base.isascii() and base.isdecimal() and len(base) < 10 else None,
    )
    submitted = "submit" in request.POST
    messages.success(request, SUBMITTED if submitted else KEPT)
    return redirect(patient.get_absolute_url() if submitted else request.path)
