"""Bring in files of sources: upload, look, decide, store, undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from claims.access import Permission, visible_imports
from claims.actions.importing import batches, columns, ending, reading, storing, undoing
from claims.domain.problems import Invalid
from claims.domain.vocabulary import ImportOutcome, ImportStatus
from claims.models import Import
from claims.queries import import_pairs
from claims.queries import imports as queries
from claims.queries.imports import ImportFilters, RecordFilters
from claims.web import answers
from claims.web.forms.imports import ColumnsForm, OutcomeForm, UploadForm
from claims.web.people import member


def upload(request: HttpRequest) -> HttpResponse:
    """The form, and the file."""
    by = member(request, Permission.PROPOSE)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]

        def write() -> Import:
            return batches.create(
                pieces=file.chunks(),
                filename=file.name or "",
                kind=form.cleaned_data["kind"],
                mapping=form.columns(),
                by=by,
            )

        made = answers.attempt(form, write)
        if made is not None:
            reading.begin(batch=made, by=by)
            return redirect(made)
    return render(request, "web/import_new.html", {"form": form})


def import_list(request: HttpRequest) -> HttpResponse:
    """One's own imports; all for editors. Two queries."""
    by = member(request, Permission.PROPOSE)
    page = queries.page(by, ImportFilters(), request.GET.get("cursor"))
    return render(request, "web/imports.html", {"page": page})


def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The report with its records; POST stores, undoes, or reads a table anew."""
    by = member(request, Permission.PROPOSE)
    if request.method == "POST":
        return _do(request, _found(request, pk), by)
    report = answers.found(queries.detail(by, pk))
    form = OutcomeForm(request.GET)
    outcome = form.cleaned_data["outcome"] if form.is_valid() else ""
    page = queries.records(pk, RecordFilters(outcome), request.GET.get("cursor"))
    context = {
        "batch": report,
        "form": form,
        "outcome": outcome,
        "page": page,
        "outcomes": [
            (word, label, report[word]) for word, label in ImportOutcome.choices() if report[word]
        ],
        "columns": _columns(report, pk),
        "undecided": report["needs_decision"] and import_pairs.next_undecided(pk, after=0),
    }
    return render(request, "web/import.html", context)


def record(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """One record beside what it looks like; POST decides, and goes on to the next that needs it."""
    by = member(request, Permission.PROPOSE)
    report = answers.found(queries.detail(by, pk))
    if request.method == "POST":
        chosen = request.POST.get("choice", "")
        outcome, _, target = chosen.partition(":")
        batches.decide(
            batch=_found(request, pk),
            position=position,
            outcome=outcome,
            source=target if not target.isdecimal() else "",
            other=int(target[:9]) if target.isdecimal() else None,
            by=by,
        )
        following = import_pairs.next_undecided(pk, after=position)
        messages.success(request, f"Decided on record {position}.")
        if following is None:
            return redirect("web:import", pk)
        return redirect("web:import_record", pk, following)
    one = answers.found(queries.one_record(pk, position))
    context = {
        "batch": report,
        "record": one,
        "sides": import_pairs.sides(by, pk, one),
        "decidable": report["status"] in batches.DECIDABLE
        and not one["dealt_with"]
        and one["outcome"] != ImportOutcome.REJECTED,
    }
    return render(request, "web/import_record.html", context)


def _found(request: HttpRequest, pk: int) -> Import:
    found: Import | None = visible_imports(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _do(request: HttpRequest, row: Import, by: Any) -> HttpResponse:
    deed = request.POST.get("do")
    if deed == "store":
        storing.begin(batch=row, by=by)
        done = row.status == ImportStatus.DONE
        messages.success(request, "Stored." if done else "The worker stores it now.")
    elif deed == "retry":
        ending.retry(batch=row, by=by)
        messages.success(request, "The worker takes it up again.")
    elif deed == "undo":
        undoing.undo(batch=row, by=by)
        messages.success(request, "Undone: the import is taken back.")
    elif deed == "read":
        form = ColumnsForm(request.POST, fields=columns.of(row))
        if not form.is_valid():
            raise Invalid("Choose one of the fields for each column.")
        batches.remap(batch=row, mapping=form.columns(), by=by)
        reading.begin(batch=row, by=by)
    else:
        return HttpResponseNotAllowed(["GET"])
    return redirect(row)


def _columns(report: dict[str, Any], pk: int) -> ColumnsForm | None:
    if report["status"] != ImportStatus.PREVIEW or report["kind"] not in ("csv", "xlsx"):
        return None
    return ColumnsForm(fields=columns.of(Import.objects.get(pk=pk)))
