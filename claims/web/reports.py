"""Report an error: for anyone, with or without an account."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.actions import reports as actions
from claims.queries.proposals import PAGES
from claims.web import answers, records
from claims.web.forms.other import ReportForm
from claims.web.people import client, member


def report(request: HttpRequest, ident: str) -> HttpResponse:
    """A reader's report on a record that they can see; 429 after five in an hour."""
    record = records.visible(request.user, ident)
    if record.NOUN not in PAGES:
        raise Http404
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = member(request) if request.user.is_authenticated else None
        done = answers.attempt(
            form,
            lambda: actions.file(record=record, by=by, client=client(request), **form.cleaned_data),
        )
        if done is not None:
            messages.success(request, "Thank you. An editor will look at it.")
            return redirect(record.get_absolute_url())
    context = {
        "form": form,
        "title": f"Report an error in {ident}",
        "intro": records.name_of(record),
        "button": "Send",
        "back": record.get_absolute_url(),
    }
    return render(request, "web/form.html", context)
