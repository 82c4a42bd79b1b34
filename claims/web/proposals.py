"""The queue of proposals, and one of them with what it would change."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.domain.vocabulary import ProposalStatus
from claims.queries import proposals as queries
from claims.web import answers, decisions
from claims.web.people import member


def proposal_list(request: HttpRequest) -> HttpResponse:
    """Proposals that the viewer may see, oldest first: all for editors, one's own for others."""
    viewer = member(request)
    asked = request.GET.get("status", ProposalStatus.OPEN.value)
    known = {value for value, _ in ProposalStatus.choices()}
    status = (asked,) if asked in known else ()
    page = queries.page(viewer, queries.ProposalFilters(status=status), request.GET.get("cursor"))
    choices = [*ProposalStatus.choices(), ("all", "All")]
    context = {"page": page, "status": asked if status else "all", "choices": choices}
    return render(request, "web/proposals.html", context)


def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: the fields as they were, are and would be, and the decision."""
    viewer = member(request)
    record = answers.found(queries.detail(viewer, pk))
    acts = decisions.offered(viewer, "proposal", record)
    return render(request, "web/proposal.html", {"proposal": record, "acts": acts})
