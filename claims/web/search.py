"""The search box: straight to the record that was named, else claims and sources by their words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from claims.queries import claims, sources
from claims.queries import search as queries
from claims.queries.links import public_id
from claims.queries.proposals import PAGES
from claims.web.forms.base import Find

SHOWN = 10


def search(request: HttpRequest) -> HttpResponse:
    """Redirects to the record whose id, DOI or PMID was typed; otherwise lists the best of both."""
    form = Find(request.GET)
    if not form.is_valid() or not form.cleaned_data["q"]:
        return render(request, "web/search.html", {"form": form, "q": ""})
    asked = form.cleaned_data["q"]
    named = queries.jump(asked)
    if named is not None and named[0] in PAGES:
        return redirect(reverse(f"web:{named[0]}", args=[public_id(*named)]))
    context = {
        "form": form,
        "q": asked,
        "claims": claims.page(request.user, claims.ClaimFilters(q=asked), limit=SHOWN),
        "sources": sources.page(request.user, sources.SourceFilters(q=asked), limit=SHOWN),
    }
    return render(request, "web/search.html", context)
