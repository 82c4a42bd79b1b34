"""Versions: each at its own address, all in a line, two side by side, and what stood on a day."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from claims.domain.problems import Invalid
from claims.domain.version_brief import evidence
from claims.domain.version_compare import compare, line
from claims.queries import versions as queries
from claims.queries.links import public_id
from claims.web import answers, figures
from claims.web.claim_figures import by_version
from claims.web.forms.days import DayForm
from claims.web.words import said

# Fields that hold a code -> the scale of its words.
SCALES = {
    "direction": "Direction",
    "directness": "Directness",
    "strength": "Strength",
    "state": "ConsensusState",
    "design": "Design",
    "read": "ReadDepth",
    "n_unit": "CountUnit",
    "integrity": "Integrity",
    "claim_type": "ClaimType",
    "quantifier": "Quantifier",
    "scope": "Scope",
    "about": "About",
    "rung_claimed": "Rung",
    "benefit_or_harm": "BenefitOrHarm",
}


def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version as it was minted: the snapshot never changes, nor does its address."""
    return _page(request, pk, answers.found(queries.one(request.user, pk, number)))


def raw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The snapshot alone, byte for byte as it was hashed."""
    found = answers.found(queries.one(request.user, pk, number))
    response = HttpResponse(found["snapshot"], content_type="application/json")
    response["Content-Disposition"] = f'inline; filename="{found["id"]}.json"'
    return response


def on_day(request: HttpRequest, pk: int) -> HttpResponse:
    """The version that stood at the end of the day in `?as_of=`; 404 with the first day before there was one."""
    day = queries.day(request.GET["as_of"])
    found = queries.standing_on(request.user, pk, day)
    if found is not None:
        return _page(request, pk, found, day=day)
    first = answers.found(
        {"at": at} if (at := queries.first_minted(request.user, pk)) is not None else None
    )
    context = {"claim_id": public_id("claim", pk), "day": day, "first": first["at"]}
    return render(request, "web/no_version_yet.html", context, status=404)


def _page(request: HttpRequest, pk: int, found: dict[str, Any], **more: Any) -> HttpResponse:
    number = found["number"]
    snapshot = json.loads(found["snapshot"])
    before = queries.one(request.user, pk, number - 1)
    rows = evidence(snapshot)
    context = {
        "version": found | {"path": f"{number}/"},
        "snapshot": snapshot,
        "synthesis": found["synthesis"],
        "counted": [one for one in rows if not one["excluded_reason"]],
        "left_out": [one for one in rows if one["excluded_reason"]],
        "steps": ((snapshot.get("synthesis") or {}).get("suggestion") or {}).get("steps") or [],
        "searches": snapshot.get("searches") or [],
        "evidence": rows,
        "line": line(compare(json.loads(before["snapshot"]), snapshot)) if before else "",
        "previous": number - 1 if before else None,
        "next": number + 1 if number < found["latest"] else None,
        "claim_id": public_id("claim", pk),
        **more,
    }
    return render(request, "web/version.html", context)


def version_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version of a claim, newest first, with what changed in one line."""
    page = queries.page(request.user, pk, request.GET.get("cursor"))
    if page is None:
        raise Http404
    every = queries.of_claim(pk)
    drawn = by_version(every)
    address = reverse("web:claim_figure", args=[public_id("claim", pk), "versions"])
    context = {
        "page": page,
        "claim_id": public_id("claim", pk),
        "numbers": [one["number"] for one in every],
        "figure": figures.shown(drawn, address),
    }
    return render(request, "web/versions.html", context)


def compared(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions side by side: `?from=1&to=3`; without them the latest and the one before."""
    given = {name: _number(request, name) for name in ("from", "to")}
    numbers = queries.pair(request.user, pk, given["from"], given["to"])
    found = answers.found(queries.compared(request.user, pk, numbers) if numbers else None)
    evidence_changed = [
        one | {"rated": _in_words(one["rated"]), "other": _in_words(one["other"])}
        for one in found["evidence"]["changed"]
    ]
    context = {
        "found": found | {"fields": _in_words(found["fields"])},
        "evidence_changed": evidence_changed,
        "old": found["from"],
        "new": found["to"],
        "versions": [found["from"], found["to"]],
        # Templates cannot say `from`.
        "steps": [one | {"before": one["from"], "after": one["to"]} for one in found["certainty"]],
        "moves": [one | {"before": one["from"], "after": one["to"]} for one in found["steps"]],
        "claim_id": public_id("claim", pk),
        "numbers": [one["number"] for one in queries.of_claim(pk)],
    }
    return render(request, "web/compare.html", context)


def _in_words(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Field changes with the labels of their codes."""
    return [
        change | {side: said(change[side], SCALES[change["field"]]) for side in ("before", "after")}
        if change["field"] in SCALES and "before" in change
        else change
        for change in changes
    ]


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:12]) <= queries.MOST):
        raise Invalid({name: ["Give the number of a version, such as 2."]})
    return int(text)


def listed(request: HttpRequest) -> HttpResponse:
    """Claims as they stood at the end of the day in `?as_of=`, from versions alone."""
    form = DayForm(request.GET)
    context: dict[str, Any] = {"form": form, "page": None}
    if form.is_valid():
        day = form.cleaned_data["as_of"]
        page = queries.list_on(day, form.filters(), request.GET.get("cursor"))
        context |= {"page": page, "day": day, "ignored": form.ignored()}
    return render(request, "web/claims_on_day.html", context)
