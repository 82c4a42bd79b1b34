"""The list of claims."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.queries import claims as queries
from claims.queries import topics
from claims.web import versions
from claims.web.forms.filters import ClaimFilterForm


def claim_list(request: HttpRequest) -> HttpResponse:
    """Published claims under the filters of the query string, one page at a time."""
    if request.GET.get("as_of"):
        return versions.listed(request)
    offered = topics.choices(request.GET.get("topic", ""), limit=300)
    form = ClaimFilterForm(request.GET, topics=offered)
    page = None
    narrowed = False
    if form.is_valid():
        filters = form.filters()
        narrowed = filters.narrowed
        page = queries.page(request.user, filters, request.GET.get("cursor"))
    context = {"form": form, "page": page, "narrowed": narrowed}
    return render(request, "web/claims.html", context)
