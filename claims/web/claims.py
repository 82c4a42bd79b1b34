"""Claims: the list, the page of one, and its immutable versions."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.queries import claim_detail, topics
from claims.queries import claims as queries
from claims.web import answers, decisions, effects
from claims.web.forms.filters import ClaimFilterForm


def claim_list(request: HttpRequest) -> HttpResponse:
    """Published claims under the filters of the query string, one page at a time."""
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


def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one claim; its tombstone where it was retired, 404 where it may not be seen."""
    record = queries.detail(request.user, pk)
    if record is None:
        return answers.instead(request, queries.tombstone(request.user, pk))
    settling = ("supports", "contradicts", "no_effect", "mixed")
    context = {
        "claim": record,
        "rated": [one for one in record["evidence"] if one["consensus"]["direction"] in settling],
        "all_evidence": record["evidence"] + record["excluded"],
        "acts": decisions.offered(request.user, "claim", record),
        "effects": effects.section(request.user, record),
    }
    return render(request, "web/claim.html", context)


def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version as it was minted: the snapshot never changes, nor does its address."""
    record = answers.found(claim_detail.version(request.user, pk, number))
    snapshot = json.loads(record["snapshot"])
    pretty = json.dumps(snapshot, indent=2, ensure_ascii=False)
    context = {"version": record, "snapshot": snapshot, "pretty": pretty, "claim_id": f"C{pk}"}
    return render(request, "web/version.html", context)
