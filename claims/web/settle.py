"""Where raters differ: their blind readings side by side, without names, and the third person's decision."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.access import Permission
from claims.actions import adjudication as actions
from claims.actions import consensus
from claims.queries import adjudication
from claims.queries import evidence as queries
from claims.web import answers, records
from claims.web.forms.acts import Adjudicate
from claims.web.people import member


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """First what opening means, then the readings and the form; 409 where nothing is to be settled."""
    by = member(request, Permission.ADJUDICATE)
    record = answers.found(queries.detail(by, pk))
    target = records.visible(by, record["id"])
    adjudication.require_conflict(by, target)
    if request.method == "POST" and "open" in request.POST:
        actions.open_to_settle(evidence=target, by=by)
        return redirect("web:settle", record["id"])
    if not adjudication.has_opened(by, pk):
        return render(request, "web/settle_open.html", {"e": record})
    form = Adjudicate(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = answers.attempt(form, lambda: _decide(target, by, form.cleaned_data))
        if done is not None:
            messages.success(request, "Settled. The readings are open to everyone from now on.")
            return redirect(record["url"])
    found = answers.found(adjudication.for_adjudication(by, pk))
    context = {
        "e": record,
        "form": form,
        "conflict": found,
        "differ": _by_part(found["differ"]),
        "agree": _by_part(found["agree"]),
    }
    return render(request, "web/settle.html", context)


def _decide(target: Any, by: Any, data: dict[str, Any]) -> Any:
    fields = {name: value for name, value in data.items() if name != "reason"}
    return consensus.adjudicate(evidence=target, fields=fields, reason=data["reason"], by=by)


def _by_part(lines: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(part, list(rows)) for part, rows in groupby(lines, key=lambda line: line["part"])]
