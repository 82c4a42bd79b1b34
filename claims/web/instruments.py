"""Appraisal instruments for readers: which there are, and each as a calculator that stores nothing."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from claims.domain.instruments import catalogue, get, suggested_for, telling
from claims.domain.vocabulary import Design
from claims.web import instrument_form

VERIFIED = {
    "verified": "Compared with its sources",
    "partly": "Partly compared with its sources",
    "from_memory": "From memory: compare the official form",
}


def instrument_list(request: HttpRequest) -> HttpResponse:
    """All instruments, and which suit which study design. No query."""
    rows = [
        telling.brief(tool) | {"verified": VERIFIED[tool.document["verification"]["status"]]}
        for tool in catalogue().values()
    ]
    by_id = {row["id"]: row for row in rows}
    designs = [
        (design.label, [by_id[ident] for ident in suggested_for(design)])
        for design in Design
        if suggested_for(design)
    ]
    return render(request, "web/instruments.html", {"instruments": rows, "designs": designs})


def instrument(request: HttpRequest, name: str) -> HttpResponse:
    """One instrument as a form: 400, with what is wrong, where an answer cannot be used. No query."""
    tool = get(name)
    if tool is None:
        raise Http404
    if name != tool.id:
        query = request.GET.urlencode()
        address = reverse("web:instrument", args=[tool.id])
        return redirect(f"{address}?{query}" if query else address)
    filled = instrument_form.read(tool, request.GET)
    form = instrument_form.build(tool, filled)
    context = {
        "tool": telling.whole(tool)
        | {"verified": VERIFIED[tool.document["verification"]["status"]]},
        "form": form,
        "filled": bool(filled),
    }
    status = 400 if form.errors else 200
    return render(request, "web/instrument.html", context, status=status)
