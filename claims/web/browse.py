"""The list of claims with its facets. The address is the state: no form keeps anything else."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from claims.domain.problems import Invalid
from claims.queries import filter_address
from claims.queries.claim_filters import ClaimFilters
from claims.queries.facets import FACETS, browse, claim_index, facets
from claims.web import versions

# These stand open from the start; the others say how many values they have.
OPEN = ("exposure", "outcome", "verdict", "certainty")
MOST_VALUES = 500


def filters_of(
    request: HttpRequest, *beside: str
) -> tuple[ClaimFilters | None, list[dict[str, Any]]]:
    """The filters of the address, or None with what is wrong in it, by key."""
    try:
        return filter_address.read(dict(request.GET.lists()), beside), []
    except Invalid as invalid:
        return None, [
            {"name": name, "messages": messages} for name, messages in invalid.errors.items()
        ]


def claim_list(request: HttpRequest) -> HttpResponse:
    """Published claims under the filters of the address, one page at a time, with counts of each facet."""
    if request.GET.get("as_of"):
        return versions.listed(request)
    filters, errors = filters_of(request, "cursor", "as_of")
    context: dict[str, Any] = {"errors": errors, "q": request.GET.get("q", "")}
    if filters is not None:
        page, counted = browse(filters, request.GET.get("cursor"))
        context |= {
            "page": page,
            "filters": filters,
            "narrowed": filters.narrowed,
            "found": counted,
            "shown": groups(counted),
        }
    return render(request, "web/claims.html", context)


def groups(counted: dict[str, Any], opened: Collection[str] = OPEN) -> list[dict[str, Any]]:
    """The facets that have something to choose, in the language of the page: how many are chosen, whether open."""
    shown = []
    for one in counted["facets"]:
        if not one["values"]:
            continue
        chosen = sum(row["chosen"] for row in one["values"])
        values = [row | {"label": _said(one["name"], row)} for row in one["values"]]
        told = {"label": gettext(one["label"]), "values": values, "chosen": chosen}
        shown.append(one | told | {"open": chosen or one["name"] in opened})
    return shown


def _said(name: str, row: dict[str, Any]) -> str:
    """A value in the language of the page; names of topics and people, and years, are as they are."""
    return gettext(row["label"]) if FACETS[name].words else str(row["label"])


def facet(request: HttpRequest, name: str) -> HttpResponse:
    """Every value of one facet, most claims first, each as a link to the list with it, or without."""
    if name not in FACETS:
        raise Http404
    filters, errors = filters_of(request)
    context: dict[str, Any] = {"errors": errors, "facet": FACETS[name]}
    if filters is not None:
        with claim_index() as index:
            counted = facets(index, filters, limit=MOST_VALUES, only=(name,), flat=True)
        context |= {
            "found": counted,
            "more": counted["facets"][0]["more"],
            "values": [
                row | {"address": _toggled(filters, name, row)}
                for row in counted["facets"][0]["values"]
            ],
        }
    return render(request, "web/facet.html", context)


def _toggled(filters: ClaimFilters, name: str, row: dict[str, Any]) -> str:
    """The filters' address with the value, or without it where it is chosen."""
    value = filter_address.KEYS[name].read(row["value"])
    if row["chosen"]:
        return filter_address.write(filters.without_value(name, value))
    return filter_address.write(filters.with_value(name, value))
