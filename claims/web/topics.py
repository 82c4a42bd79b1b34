"""Topics: by name, and each with its claims."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.queries import claims
from claims.queries import topics as queries
from claims.web import answers, decisions
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
    page = claims.page(request.user, claims.ClaimFilters(topic=(pk,)), request.GET.get("cursor"))
    acts = decisions.offered(request.user, "topic", record)
    return render(request, "web/topic.html", {"topic": record, "page": page, "acts": acts})
