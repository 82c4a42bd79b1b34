"""The page of one claim: the answer first, then what it rests on, then everything behind it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.access import Permission, may
from claims.domain.vocabulary import ClaimStatus
from claims.queries import claims as queries
from claims.queries import independence, patients, searches
from claims.web import (
    answers,
    claim_figures,
    decisions,
    effects,
    evidence_rows,
    figures,
    versions,
)

if TYPE_CHECKING:
    from claims.access import Viewer

API = "/api/v1"


def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one claim; its tombstone where it was retired, 404 where it may not be seen.

    With `?as_of=` the version that stood on that day. `?sort=` and `?rows=` order the evidence.
    """
    if request.GET.get("as_of"):
        return versions.on_day(request, pk)
    record = queries.detail(request.user, pk)
    if record is None:
        return answers.instead(request, queries.tombstone(request.user, pk))
    drawn = claim_figures.figures(record)
    every = record["evidence"] + record["excluded"]
    context = {
        "claim": record,
        "figures": {
            name: figures.shown(figure, f"{record['url']}figures/{name}.svg")
            for name, figure in drawn.items()
        },
        "table": evidence_rows.table(record["evidence"], request.GET.dict()),
        "standings": standings(record["evidence"]),
        "all_evidence": every,
        "acts": decisions.offered(request.user, "claim", record),
        "effects": effects.section(request.user, record),
        "cases": patients.of_claim(request.user, pk),
        "as_one": independence.of_claim(request.user, record),
        "search_age": searches.age(record["search_currency"], today=timezone.now().date()),
        "own_searches": [one for one in record["searches"] if one["claim"]],
        "topic_searches": [one for one in record["searches"] if not one["claim"]],
        "may_record_search": _may_record_search(request.user, record),
        "today": timezone.now().date(),
    }
    context["sections"] = sections(context)
    context["addresses"] = addresses(context)
    return render(request, "web/claim.html", context)


def figure(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One figure of the claim as a file of its own."""
    record = answers.found(queries.detail(request.user, pk))
    return figures.answer(request, claim_figures.figures(record), name, record["id"])


def standings(evidence: list[dict[str, Any]]) -> dict[str, Any]:
    """How much of the evidence counts, and why the rest does not: reasons with how many, most first."""
    why = Counter(
        (one["standing"], one["standing_reason"])
        for one in evidence
        if one["standing"] in ("background", "not_counted", "awaiting")
    )
    return {
        "counted": sum(one["standing"] == "counted" for one in evidence),
        "reasons": [
            {"standing": standing, "reason": reason, "n": n}
            for (standing, reason), n in why.most_common()
        ],
    }


def sections(context: dict[str, Any]) -> list[tuple[str, str]]:
    """The table of contents: (anchor, heading) of what the page has, in its order."""
    record, drawn = context["claim"], context["figures"]
    synthesis = record["synthesis"]
    found = [("rests-on", _("What it rests on"), True)]
    found += [
        (
            "change",
            _("What would change it"),
            bool(synthesis["what_would_change"] or synthesis["certainty_would_change"]),
        ),
        ("conflict", _("Conflict"), bool(record["conflict"])),
        ("evidence", _("Evidence"), True),
        ("excluded", _("Left out"), bool(record["excluded"] or context["standings"]["reasons"])),
        ("effects", _("Effects"), bool(context["effects"])),
        ("published", _("When it was published"), bool(drawn["published"])),
        ("patients", _("Patients"), bool(context["cases"]["patients"])),
        ("steps", _("How this was concluded"), bool(synthesis["steps"])),
        ("searches", _("Where we looked"), True),
        ("versions", _("Versions"), True),
        ("cite", _("Cite and take away"), True),
    ]
    return [(anchor, heading) for anchor, heading, there in found if there]


def addresses(context: dict[str, Any]) -> list[tuple[str, str]]:
    """(what, address in the API) of everything that the page shows."""
    ident = context["claim"]["id"]
    own = f"{API}/claims/{ident}/"
    return [
        (_("The claim with its evidence and conclusion"), own),
        (_("Evidence, page by page"), f"{API}/evidence/?claim={ident}"),
        (_("Certainty, domain by domain"), f"{own}certainty/"),
        (_("Summary of findings"), f"{own}summary-of-findings/"),
        (_("Risk of bias"), f"{own}risk-of-bias/"),
        (_("Effects, pooled where comparable"), f"{own}effects/"),
        (_("What was counted as one study"), f"{own}independence/"),
        (_("Patients in case reports"), f"{own}patients/"),
        (_("Searches"), f"{API}/searches/?claim={ident}"),
        (_("Versions"), f"{own}versions/"),
        (_("Two versions compared"), f"{own}compare/"),
        (_("History"), f"{API}/events/?object={ident}"),
    ]


def _may_record_search(viewer: Viewer, record: dict[str, Any]) -> bool:
    """Whether to offer the form; the action has the last word. No query beyond the viewer's roles."""
    own = record["mine"] and record["status"] != ClaimStatus.PUBLISHED
    return may(viewer, Permission.EDIT) or (own and may(viewer, Permission.PROPOSE))
