"""Sources and the studies that they report."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.access import Permission, may
from claims.queries import source_pairs, studies
from claims.queries import sources as queries
from claims.web import answers, decisions, figures, source_figures
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
    cursor = request.GET.get("cursor")
    evidence, following = (
        queries.borne_on(request.user, pk, cursor) if cursor else (record["evidence"], None)
    )
    if record["evidence_truncated"] and not cursor:
        following = queries.after(record["evidence"])
    drawn = source_figures.figures(record["evidence"])
    context = {
        "source": record,
        "acts": decisions.offered(request.user, "source", record),
        "evidence": evidence,
        "page": {"next": following},
        "figure": figures.shown(drawn["claims"], f"{record['url']}figures/claims.svg"),
    }
    return render(request, "web/source.html", context)


def source_figure(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A figure of the source as a file of its own."""
    record = answers.found(queries.detail(request.user, pk))
    return figures.answer(request, source_figures.figures(record["evidence"]), name, record["id"])


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
