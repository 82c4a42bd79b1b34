"""Claims: the list, the page of one, and its immutable versions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.access import Permission, may
from claims.domain.vocabulary import ClaimStatus
from claims.queries import claim_detail, independence, patients, searches, topics
from claims.queries import claims as queries
from claims.web import answers, decisions, effects
from claims.web.forms.filters import ClaimFilterForm

if TYPE_CHECKING:
    from claims.access import Viewer


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
        "cases": patients.of_claim(request.user, pk),
        "as_one": independence.of_claim(request.user, record),
        "search_age": searches.age(record["search_currency"], today=timezone.now().date()),
        "own_searches": [one for one in record["searches"] if one["claim"]],
        "topic_searches": [one for one in record["searches"] if not one["claim"]],
        "may_record_search": _may_record_search(request.user, record),
    }
    return render(request, "web/claim.html", context)


def _may_record_search(viewer: Viewer, record: dict[str, Any]) -> bool:
    """Whether to offer the form; the action has the last word. No query beyond the viewer's roles."""
    own = record["mine"] and record["status"] != ClaimStatus.PUBLISHED
    return may(viewer, Permission.EDIT) or (own and may(viewer, Permission.PROPOSE))


def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version as it was minted: the snapshot never changes, nor does its address."""
    record = answers.found(claim_detail.version(request.user, pk, number))
    snapshot = json.loads(record["snapshot"])
    pretty = json.dumps(snapshot, indent=2, ensure_ascii=False)
    context = {"version": record, "snapshot": snapshot, "pretty": pretty, "claim_id": f"C{pk}"}
    return render(request, "web/version.html", context)
