"""The editors' desk: what waits, in the order in which it should be looked at."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims import access
from claims.access import Permission
from claims.actions import reports as actions
from claims.domain.vocabulary import ClaimStatus, EvidenceStatus
from claims.models import Report
from claims.queries import appraisals, claims, evidence, home, proposals, reports
from claims.queries.claims import ClaimFilters
from claims.web import answers
from claims.web.forms.acts import DecideReport
from claims.web.people import member

FEW = 10


def desk(request: HttpRequest) -> HttpResponse:
    """Stale claims, ratings that differ, proposals, reports, claims to publish, evidence to appraise."""
    viewer = member(request)
    access.require(viewer, Permission.COMMENT)
    context = {
        "counts": home.desk(viewer),
        "to_appraise": appraisals.to_appraise(viewer, limit=FEW).results,
        "editor": access.is_editor(viewer),
    }
    if access.is_editor(viewer):
        differing = evidence.EvidenceFilters(status=(EvidenceStatus.CONFLICT.value,))
        in_review = ClaimFilters(status=ClaimStatus.IN_REVIEW.value)
        context |= {
            "stale": claims.page(viewer, ClaimFilters(stale=True), limit=FEW).results,
            "conflicts": evidence.page(viewer, differing, limit=FEW).results,
            "in_review": claims.page(viewer, in_review, limit=FEW).results,
            "proposals": proposals.page(viewer, proposals.ProposalFilters(), limit=FEW).results,
            "reports": reports.page(viewer, reports.ReportFilters(), limit=FEW).results,
        }
    return render(request, "web/desk.html", context)


def decide_report(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a reader's report: one form."""
    by = member(request, Permission.HANDLE_REPORT)
    record = answers.found(reports.detail(by, pk))
    form = DecideReport(request.POST or None)
    if request.method == "POST" and form.is_valid():
        report = Report.objects.filter(pk=pk).first()
        if report is None:
            raise Http404
        done = answers.attempt(
            form, lambda: actions.decide(report=report, by=by, **form.cleaned_data)
        )
        if done is not None:
            messages.success(request, "Noted.")
            return redirect("web:desk")
    return render(request, "web/report_decide.html", {"report": record, "form": form})
