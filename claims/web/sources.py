"""Sources and the studies that they report."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.access import Permission, may
from claims.queries import source_pairs, studies
from claims.queries import sources as queries
from claims.web import answers, decisions
from claims.web.forms.filters import SourceFilterForm


def source_list(request: HttpRequest) -> HttpResponse:
    """Published sources under the filters of the query string, one page at a time."""
    form = SourceFilterForm(request.GET)
    page = None
    if form.is_valid():
        page = queries.page(request.user, form.filters(), request.GET.get("cursor"))
    alike = source_pairs.waiting() if may(request.user, Permission.MERGE) else 0
    query = request.GET.copy()
    query.pop("cursor", None)
    context = {"form": form, "page": page, "look_alikes": alike, "take": query.urlencode()}
    return render(request, "web/sources.html", context)


def source(request: HttpRequest, pk: int) -> HttpResponse:
    """One source with every claim that it bears on."""
    record = queries.detail(request.user, pk)
    if record is None:
        return answers.instead(request, queries.tombstone(request.user, pk))
    acts = decisions.offered(request.user, "source", record)
    return render(request, "web/source.html", {"source": record, "acts": acts})


def study(request: HttpRequest, pk: int) -> HttpResponse:
    """One study: its reports, what it pools, and the claims it bears on."""
    record = studies.detail(request.user, pk)
    if record is None:
        return answers.instead(request, studies.tombstone(request.user, pk))
    acts = decisions.offered(request.user, "study", record)
    return render(request, "web/study.html", {"study": record, "acts": acts})


def study_list(request: HttpRequest) -> HttpResponse:
    """Published studies, one page at a time."""
    page = studies.page(request.user, studies.StudyFilters(), request.GET.get("cursor"))
    return render(request, "web/studies.html", {"page": page})
