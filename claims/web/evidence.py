"""One piece of evidence: what it says, and who rated it how."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from claims.access import Permission, may
from claims.queries import evidence as queries
from claims.queries import holds
from claims.web import answers, decisions


def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The evidence with the ratings that are open to the viewer; how many more there are is said."""
    record = answers.found(queries.detail(request.user, pk))
    acts = decisions.offered(request.user, "evidence", record)
    if record["status"] == "conflict" and may(request.user, Permission.ADJUDICATE):
        acts.append(
            {"label": "Settle", "url": reverse("web:settle", args=[record["id"]]), "verb": "settle"}
        )
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
