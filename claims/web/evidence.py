"""One piece of evidence: what it says, who rated it how, and the reviewer's own form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.access import Permission, may, visible_appraisals
from claims.actions import appraisals as actions
from claims.queries import appraisals, holds
from claims.queries import evidence as queries
from claims.web import answers, decisions, records
from claims.web.forms.other import AppraisalForm
from claims.web.people import member


def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The evidence with the ratings that are open to the viewer; how many more there are is said."""
    record = answers.found(queries.detail(request.user, pk))
    acts = decisions.offered(request.user, "evidence", record)
    open_to_rating = record["status"] not in ("proposed", "excluded")
    context: dict[str, Any] = {
        "e": record,
        "acts": acts,
        "may_rate": open_to_rating and may(request.user, Permission.APPRAISE),
    }
    if open_to_rating and record["status"] != "settled":
        if context["may_rate"]:
            context["hold"] = holds.state(request.user, pk)
        if may(request.user, Permission.ASSIGN):
            context["holders"] = holds.holders(pk)
    return render(request, "web/evidence.html", context)


def appraise(request: HttpRequest, pk: int) -> HttpResponse:
    """The reviewer's form: keep a draft, submit, or throw the draft away."""
    by = member(request, Permission.APPRAISE)
    record = answers.found(queries.detail(by, pk))
    kept = appraisals.own_draft(by, pk)
    draft = kept if kept and kept["status"] == "draft" else None
    form = AppraisalForm(request.POST or None, initial=kept)
    if request.method == "POST":
        target = records.visible(by, record["id"])
        if "discard" in request.POST and draft is not None:
            own = visible_appraisals(by).filter(pk=int(draft["id"][1:])).first()
            if own is not None:
                actions.discard(appraisal=own, by=by)
            messages.success(request, "Your draft is gone.")
            return redirect(record["url"])
        if form.is_valid():
            done = answers.attempt(form, lambda: _write(request, target, by, form.cleaned_data))
            if done is not None:
                messages.success(request, _said(request))
                return redirect(record["url"])
    return render(request, "web/appraise.html", {"e": record, "form": form, "draft": draft})


def _write(request: HttpRequest, target: Any, by: Any, data: dict[str, Any]) -> Any:
    if "submit" in request.POST:
        return actions.submit(evidence=target, by=by, fields=data)
    return actions.save_draft(evidence=target, by=by, fields=data)


def _said(request: HttpRequest) -> str:
    if "submit" in request.POST:
        return "Submitted. It is fixed now; a second thought is a new appraisal."
    return "Draft kept. Nobody else sees it."
