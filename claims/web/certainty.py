"""How certain a claim is, domain by domain; and where its independent studies disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.access import Permission, may, require
from claims.actions import judgements, syntheses
from claims.domain.vocabulary import CertaintyDomain, Stream
from claims.queries import certainty as queries
from claims.queries import conflicts
from claims.queries.conflicts import ConflictFilters
from claims.web import answers, decisions, records
from claims.web.forms.certainty import ConflictFilterForm, JudgeForm, RederiveForm
from claims.web.people import member

if TYPE_CHECKING:
    from evidence.accounts.models import User


def certainty(request: HttpRequest, pk: int) -> HttpResponse:
    """The certainty table of one claim; for editors with what they may decide."""
    table = answers.found(queries.detail(request.user, pk))
    editing = may(request.user, Permission.CONFIRM)
    context = {
        "table": table,
        "editing": editing,
        "rederive": RederiveForm() if editing else None,
    }
    return render(request, "web/certainty.html", context)


def judge(request: HttpRequest, pk: int, stream: str, domain: str) -> HttpResponse:
    """Ask (GET) and decide (POST) one domain of one body. 404 where the claim has no such body."""
    viewer = _editor(request)
    table = answers.found(queries.detail(viewer, pk))
    body, step = _step(table, stream, domain)
    form = JudgeForm(request.POST or None, step=step)
    if request.method == "POST" and form.is_valid():
        claim = records.visible(viewer, f"C{pk}")
        done = answers.attempt(
            form, lambda: _decide(claim, stream, domain, form.cleaned_data, viewer)
        )
        if done is not None:
            messages.success(request, f"Done: {step['label'].lower()} ({body['label'].lower()}).")
            return redirect("web:certainty", pk)
    context = {"table": table, "body": body, "step": step, "form": form}
    return render(request, "web/judge.html", context)


def rederive(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute the conclusion anew from what is known now (POST), for editors; back to the table."""
    viewer = _editor(request)
    claim = records.visible(viewer, f"C{pk}")
    if request.method == "POST":
        syntheses.rederive_one(claim=claim, by=viewer)
        messages.success(request, "Computed anew from what is known now.")
    return redirect("web:certainty", pk)


def conflict_list(request: HttpRequest) -> HttpResponse:
    """Conflicts between the studies of published claims, one page at a time."""
    form = ConflictFilterForm(request.GET)
    page = None
    if form.is_valid():
        filters = ConflictFilters(state=tuple(form.cleaned_data["state"]))
        page = conflicts.page(request.user, filters, request.GET.get("cursor"))
    return render(request, "web/conflicts.html", {"form": form, "page": page})


def conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """One conflict, with what an editor may decide."""
    record = answers.found(conflicts.detail(request.user, pk))
    acts = decisions.offered(request.user, "conflict", record)
    return render(request, "web/conflict.html", {"conflict": record, "acts": acts})


def _editor(request: HttpRequest) -> User:
    viewer = member(request)
    require(viewer, Permission.CONFIRM)
    return viewer


def _step(table: dict[str, Any], stream: str, domain: str) -> tuple[dict[str, Any], dict[str, Any]]:
    for body in table["streams"]:
        for step in body["steps"]:
            if (body["stream"], step["domain"]) == (stream, domain):
                return body, step
    raise Http404


def _decide(claim: Any, stream: str, domain: str, data: dict[str, Any], by: User) -> bool:
    where = {"claim": claim, "stream": Stream(stream), "domain": CertaintyDomain(domain)}
    if data["change"] == JudgeForm.WITHDRAW:
        judgements.withdraw_judgement(**where, reason=data["reason"], by=by)
    else:
        change = int(data["change"])
        judgements.judge_domain(**where, change=change, reason=data["reason"], by=by)
    return True
