"""The grading page: the source on one side, the instrument and the judgement on the other."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from claims.access import Denied, Permission
from claims.actions import grading as actions
from claims.actions import raters
from claims.actions.appraisals import NO_INSTRUMENT
from claims.domain.problems import Invalid, Moved, NotAllowedNow, Problem
from claims.domain.strength import Suggestion
from claims.queries import evidence as queries
from claims.web import answers, records
from claims.web.grading_form import Grading, load
from claims.web.people import member

if TYPE_CHECKING:
    from evidence.accounts.models import User


def appraise(request: HttpRequest, pk: int) -> HttpResponse:
    """The reviewer's form. Whatever is typed is kept as a draft; nothing of others' ratings is on the page."""
    by = member(request, Permission.APPRAISE)
    record = answers.found(queries.detail(by, pk))
    target = records.visible(by, record["id"])
    if request.method != "POST":
        return _page(request, record, load(target, by, None, request.GET.get("instrument", "")))
    sheet = load(target, by, request.POST)
    if "autosave" in request.POST:
        return _autosave(request, sheet)
    if "discard" in request.POST:
        actions.discard(evidence=target, by=by, sheet=sheet.sheet(None))
        messages.success(request, "Your draft is gone.")
        return redirect(record["url"])
    if not sheet.form.is_valid():
        return _page(request, record, sheet, faults=_form_faults(sheet))
    try:
        if "submit" in request.POST:
            _submit(request, sheet, by)
            messages.success(
                request, "Submitted. It is fixed now; a second thought is a new appraisal."
            )
            return redirect(record["url"])
        _keep(request, sheet, by)
    except Invalid as invalid:
        return _page(request, record, sheet, faults=invalid.errors)
    except Moved as moved:
        return _page(request, record, sheet, moved=moved)
    if "check" in request.POST:
        return redirect(f"{reverse('web:appraise', args=[record['id']])}#instrument")
    messages.success(request, "Draft kept. Nobody else sees it.")
    return redirect("web:appraise", record["id"])


def _bases(request: HttpRequest) -> tuple[int | None, int | None]:
    """The revisions that the page started from; None where it does not say."""
    found = [
        int(value) if value.isdecimal() and len(value) < 10 else None
        for value in (request.POST.get("revision", ""), request.POST.get("sheet_revision", ""))
    ]
    return found[0], found[1]


def _sheet_base(request: HttpRequest, grading: Grading) -> int | None:
    """The base of the answers; an instrument that was only just chosen takes whatever was kept of it."""
    return _bases(request)[1] if request.POST.get("shown", "") == grading.choice else None


def _keep(request: HttpRequest, grading: Grading, by: User) -> Any:
    shown = request.POST.get("shown", "")
    if shown and shown != grading.choice:
        # Another instrument was chosen: what was answered of the one before stays a draft of its own.
        before = load(grading.evidence, by, request.POST, shown).sheet(_bases(request)[1])
        if before is not None:
            actions.keep_answers(sheet=before, by=by)
    return actions.keep(
        evidence=grading.evidence,
        by=by,
        fields=grading.columns(final=False),
        cited=grading.rows_cited(),
        sheet=grading.sheet(_sheet_base(request, grading)),
        base=_bases(request)[0],
    )


def _submit(request: HttpRequest, grading: Grading, by: User) -> Any:
    return actions.submit(
        evidence=grading.evidence,
        by=by,
        fields=grading.columns(final=True),
        cited=grading.rows_cited(),
        sheet=grading.sheet(_sheet_base(request, grading)),
        not_author=grading.form.cleaned_data["not_author"],
        base=_bases(request)[0],
    )


def _autosave(request: HttpRequest, grading: Grading) -> JsonResponse:
    """Keep the drafts; the answer tells when, their revisions, and the strength that is suggested by now."""
    if not grading.form.is_valid():
        faults = _form_faults(grading)
        said = "; ".join(text for texts in faults.values() for text in texts)
        return JsonResponse({"detail": said}, status=HTTPStatus.BAD_REQUEST)
    try:
        draft, answered = _keep(request, grading, grading.by)
    except Moved as moved:
        return JsonResponse(
            {"detail": moved.message, "moved": sorted(moved.moved)}, status=HTTPStatus.CONFLICT
        )
    except NotAllowedNow as refusal:
        return JsonResponse({"detail": refusal.message}, status=HTTPStatus.CONFLICT)
    except Denied as denied:
        return JsonResponse({"detail": denied.message}, status=HTTPStatus.FORBIDDEN)
    except Problem as problem:
        return JsonResponse({"detail": problem.message}, status=HTTPStatus.BAD_REQUEST)
    suggested = grading.suggested()
    return JsonResponse(
        {
            "saved_at": timezone.localtime().strftime("%H:%M"),
            "revision": draft.revision,
            "sheet_revision": answered.revision if answered else 0,
            "suggestion": _said(suggested),
        }
    )


def _said(suggested: Suggestion) -> str:
    """The suggested strength with its rule, in one sentence."""
    if suggested.strength is None:
        return f"No strength is suggested. {suggested.reason}"
    return f"Suggested by rule: {suggested.strength.label.lower()}. {suggested.reason}"


def _form_faults(grading: Grading) -> dict[str, list[str]]:
    return {name: [str(text) for text in texts] for name, texts in grading.form.errors.items()}


def _page(
    request: HttpRequest,
    record: dict[str, Any],
    grading: Grading,
    *,
    faults: dict[str, list[str]] | None = None,
    moved: Moved | None = None,
) -> HttpResponse:
    blocked = ""
    try:
        raters.may_rate(grading.evidence, grading.by)
    except NotAllowedNow as refusal:
        blocked = refusal.message
    like = raters.resembles(grading.evidence.source, grading.by)
    if not like:
        del grading.form.fields["not_author"]
    posted = request.method == "POST" and moved is None
    context = {
        "e": record,
        "source": grading.evidence.source,
        "g": grading,
        "form": grading.form,
        "blocked": blocked,
        "like_named": like,
        "faults": list(_linked(grading, faults or {})),
        "moved": moved,
        # After a conflict the next save starts from what is stored: that is the choice being made.
        "revisions": _bases(request) if posted else grading.revisions,
        "suggestion": _said(grading.suggested()),
    }
    status = HTTPStatus.CONFLICT if moved or blocked else HTTPStatus.OK
    return render(request, "web/appraise.html", context, status=status)


def _linked(grading: Grading, faults: dict[str, list[str]]) -> Any:
    """Each fault with the place on the page that it is about."""
    for name, texts in faults.items():
        field, _, part = name.partition("/")
        label = f"{field.replace('_', ' ')} {part}".strip().capitalize()
        for text in texts:
            yield {"label": label, "text": text, "href": _place(grading, field, part)}


def _place(grading: Grading, field: str, part: str) -> str:
    if field == "answers" and grading.choice == NO_INSTRUMENT:
        return "#id_answers"
    if field == "departures":
        return f"#id_departure.{part}"
    if field in ("answers", "notes", "domain_judgements", "judgement"):
        for domain in grading.tool.domains if grading.tool else ():
            if part == domain.id or part.partition("/")[0] in [item.id for item in domain.items]:
                return f"#domain-{domain.id}"
        return "#instrument"
    return f"#id_{field}" if field in grading.form.fields else "#judgement"
