"""The search box: straight to the record that was named, else claims, evidence and sources by their words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from claims.queries import everything as queries
from claims.queries import search as engine
from claims.web.forms.base import Find


def search(request: HttpRequest) -> HttpResponse:
    """Redirects to the record whose id, DOI, PMID or register number was typed; otherwise the best of each noun."""
    form = Find(request.GET)
    if not form.is_valid() or not form.cleaned_data["q"]:
        return render(request, "web/search.html", {"form": form, "q": ""})
    asked = form.cleaned_data["q"]
    named = queries.straight_to(asked)
    if named is not None:
        return redirect(reverse(f"web:{named['noun']}", args=[named["id"]]))
    question = engine.read(asked)
    found = queries.everything(request.user, asked)
    context = {
        "form": form,
        "q": asked,
        "found": found,
        "meant": queries.meant(asked, found),
        "unquoted": question.words if question.phrases or question.without else "",
    }
    return render(request, "web/search.html", context)


def suggestions(request: HttpRequest) -> HttpResponse:
    """How what is being typed may go on, as JSON for the box; without a script nobody asks."""
    form = Find(request.GET)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    return JsonResponse({"suggestions": queries.suggestions(asked)})
