"""The desk of reviewers and editors: what waits for them, in the order in which it should be looked at, and why so."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from claims.access import Permission
from claims.actions import holds as hold_actions
from claims.actions import reports as actions
from claims.models import Report
from claims.queries import desk as queries
from claims.queries import grading_queue, reports, topics
from claims.queries.links import public_id
from claims.web import answers, records
from claims.web.forms.acts import DecideReport
from claims.web.forms.filters import QueueForm
from claims.web.people import member


def desk(request: HttpRequest) -> HttpResponse:
    """Every list of the viewer's with its first few, and the button that takes the next piece of evidence."""
    viewer = member(request, Permission.COMMENT)
    context = {"lists": queries.overview(viewer), "form": _filters(request)}
    return render(request, "web/desk.html", context)


def desk_list(request: HttpRequest, name: str) -> HttpResponse:
    """One whole list, page by page; the queue can be narrowed by topic and kind of study."""
    viewer = member(request, Permission.COMMENT)
    cursor = request.GET.get("cursor")
    found = queries.page(viewer, name, cursor)
    if found is None:
        raise Http404
    shown, page = found
    context = {"list": shown, "page": page}
    if name == "queue":
        form = _filters(request)
        if form.is_valid():
            page = grading_queue.page(viewer, form.filters(), cursor)
        context |= {"form": form, "page": page}
    return render(request, "web/desk_list.html", context)


@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the most urgent evidence that fits, and go straight to its form."""
    by = member(request, Permission.APPRAISE)
    form = _filters(request)
    filters = form.filters() if form.is_valid() else grading_queue.QueueFilters()
    hold = hold_actions.take_next(by=by, filters=filters)
    messages.success(request, f"It is yours until {hold.until:%-d %B}.")
    return redirect("web:appraise", public_id("evidence", hold.evidence_id))


@require_POST
def hold(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Pick, renew or give back one piece of evidence."""
    by = member(request, Permission.APPRAISE)
    target = records.visible(by, public_id("evidence", pk))
    done = {
        "pick": hold_actions.pick,
        "renew": hold_actions.renew,
        "give-back": hold_actions.give_back,
    }.get(deed)
    if done is None:
        raise Http404
    held = done(evidence=target, by=by)
    if deed == "give-back":
        messages.success(request, f"{target.public_id} is back in the queue.")
        return redirect("web:desk")
    messages.success(request, f"It is yours until {held.until:%-d %B}.")
    return redirect(
        "web:appraise" if deed == "pick" else "web:desk", *_only(deed, target.public_id)
    )


def _only(deed: str, ident: str) -> list[str]:
    return [ident] if deed == "pick" else []


def _filters(request: HttpRequest) -> QueueForm:
    given = request.POST if request.method == "POST" else request.GET
    return QueueForm(given, topics=topics.choices(given.get("topic", ""), limit=300))


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
