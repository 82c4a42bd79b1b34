"""Topics: by name, and each with its claims."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.queries import claims
from claims.queries import topics as queries
from claims.web import answers, decisions, figures, topic_figures
from claims.web.forms.filters import TopicFilterForm


def topic_list(request: HttpRequest) -> HttpResponse:
    """Published topics by name, one page at a time."""
    form = TopicFilterForm(request.GET)
    page = None
    if form.is_valid():
        page = queries.page(request.user, form.filters(), request.GET.get("cursor"), limit=100)
    return render(request, "web/topics.html", {"form": form, "page": page})


def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic, its place in the hierarchy and its claims, those of narrower topics included."""
    record = queries.detail(request.user, pk)
    if record is None:
        return answers.instead(request, queries.tombstone(request.user, pk))
    cursor = request.GET.get("cursor")
    page = claims.page(request.user, claims.ClaimFilters(topic=(pk,)), cursor)
    # The figures stand for all claims, so they go with the first page.
    drawn = {} if cursor else topic_figures.figures(pk)
    context = {
        "topic": record,
        "page": page,
        "acts": decisions.offered(request.user, "topic", record),
        "figures": {
            name: figures.shown(one, f"{record['url']}figures/{name}.svg")
            for name, one in drawn.items()
        },
    }
    return render(request, "web/topic.html", context)


def topic_figure(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A figure of the topic as a file of its own."""
    record = answers.found(queries.detail(request.user, pk))
    return figures.answer(request, topic_figures.figures(pk), name, record["id"])
