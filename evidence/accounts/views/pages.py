"""Pages that anyone may read: terms, privacy notice, how one becomes a reviewer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from claims.access import Permission, may, roles
from claims.actions import role_requests
from claims.domain.problems import Invalid, Problem
from claims.domain.vocabulary import Role
from evidence.accounts.consent import CONSENT_VERSION
from evidence.accounts.forms import AskForm, add_errors
from evidence.accounts.models import User
from evidence.accounts.views.guards import me, personal, say


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Under what licence contributions are given, and what is expected."""
    return render(request, "accounts/terms.html", {"version": CONSENT_VERSION})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, and for how long."""
    return render(request, "accounts/privacy.html", {"version": CONSENT_VERSION})


@require_http_methods(["GET", "POST"])
def become_reviewer(request: HttpRequest) -> HttpResponse:
    """How one becomes a reviewer; contributors may ask here."""
    return _ask(request) if request.method == "POST" else _explain(request, AskForm())


@personal
def _ask(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            role_requests.ask_for_role(by=me(request), text=form.cleaned_data["text"])
        except Invalid as problem:
            add_errors(form, problem)
        except Problem as problem:
            messages.error(request, problem.message)
            status = 409
        else:
            say(request, "Thank you. An administrator will read it and answer.")
            return redirect("accounts:become_reviewer")
    return _explain(request, form, status)


def _explain(request: HttpRequest, form: AskForm, status: int = 200) -> HttpResponse:
    viewer = request.user if isinstance(request.user, User) else None
    held = roles(viewer)
    context = {
        "form": form,
        "reviewer": Role.REVIEWER in held,
        "may_ask": may(viewer, Permission.PROPOSE) and Role.REVIEWER not in held,
        "asked": viewer is not None and role_requests.open_requests().filter(by=viewer).exists(),
    }
    return render(request, "accounts/become_reviewer.html", context, status=status)
