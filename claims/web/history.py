"""What happened to a record, newest first, field by field."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from claims.access import Permission, may
from claims.queries import events, source_pairs
from claims.queries.links import parse_id
from claims.queries.proposals import PAGES
from claims.web import answers


def history(request: HttpRequest, ident: str) -> HttpResponse:
    """The events of one record that the viewer may read."""
    noun, pk = parse_id(ident) or ("", 0)
    page = events.history(request.user, noun, pk, request.GET.get("cursor"))
    if page is None:
        answers.found(None)
    address = reverse(f"web:{noun}", args=[ident]) if noun in PAGES else ""
    context: dict[str, Any] = {"page": page, "id": ident, "noun": noun, "record_url": address}
    if noun == "source" and may(request.user, Permission.MERGE):
        context["joins"] = source_pairs.joins(request.user, pk)
    return render(request, "web/history.html", context)
