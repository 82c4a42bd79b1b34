"""A person's own pages: profile, keys to the API, leaving."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from claims.access import Permission, may, roles
from claims.actions import people, token_letters
from claims.actions import tokens as token_actions
from claims.domain.problems import Invalid, NotAllowedNow, Problem
from evidence.accounts import tokens
from evidence.accounts.consent import CONSENT_VERSION
from evidence.accounts.forms import EraseForm, ProfileForm, TokenForm, add_errors
from evidence.accounts.models import Token
from evidence.accounts.views.guards import me, personal, say


@personal
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here: what I say of myself, my roles, my address."""
    person = me(request)
    stored = {name: getattr(person, name) or "" for name in people.PROFILE}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=stored)
    if form.is_valid():
        try:
            people.update_profile(user=person, fields=form.cleaned_data, by=person)
        except Invalid as problem:
            add_errors(form, problem)
        else:
            say(request, "Your profile was saved.")
            return redirect("accounts:profile")
    context = {
        "form": form,
        "held": sorted(roles(person)),
        "manages": may(person, Permission.MANAGE_PEOPLE),
        "confirmed": EmailAddress.objects.filter(user=person, verified=True).exists(),
        "consent_current": person.consent_version == CONSENT_VERSION,
        "consent_version": CONSENT_VERSION,
        "ending": [one for one in Token.objects.filter(user=person) if one.ends_soon],
    }
    return render(request, "accounts/profile.html", context, status=400 if form.errors else 200)


@personal
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Consent to the present wording of terms and privacy notice."""
    people.consent(by=me(request), version=CONSENT_VERSION)
    say(request, "Your consent was noted.")
    return redirect("accounts:profile")


@personal
@require_http_methods(["GET", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """My keys to the API; a new one is shown here, this once."""
    person = me(request)
    form = TokenForm(request.POST if request.method == "POST" else None)
    raw, status = "", 200
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            _, raw = tokens.make(
                user=person,
                name=wanted["name"],
                days=wanted["lifetime"],
                scopes=form.wanted_scopes(),
                by=person,
            )
            form = TokenForm()
        except Invalid as problem:
            add_errors(form, problem)
        except NotAllowedNow as problem:
            form.add_error(None, problem.message)
            status = 409
    if form.errors and status == 200:
        status = 400
    rows = Token.objects.filter(user=person).order_by("-id")[:100]
    context = {"form": form, "raw": raw, "tokens": rows}
    return render(request, "accounts/tokens.html", context, status=status)


@personal
@require_POST
def choose_token_letters(request: HttpRequest) -> HttpResponse:
    """Whether I am written to before a token of mine ends."""
    person = me(request)
    wanted = request.POST.get("wanted") == "on"
    token_letters.choose(user=person, wanted=wanted, by=person)
    say(request, "A letter will come." if wanted else "No letter will come.")
    return redirect("accounts:tokens")


@personal
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of my keys. Another's is not there: 404."""
    token = get_object_or_404(Token, pk=pk, user=me(request))
    try:
        token_actions.revoke(token=token, by=me(request))
        say(request, f"The token “{token.name}” no longer works.")
    except NotAllowedNow as problem:
        say(request, problem.message)
    return redirect("accounts:tokens")


@personal
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Erase my account: what I contributed stays, under a made-up name."""
    person = me(request)
    form = EraseForm(
        request.POST if request.method == "POST" else None,
        person=person,
        initial={"reason": "At my own wish."},
    )
    if form.is_valid():
        try:
            people.erase(user=person, by=person, reason=form.cleaned_data["reason"])
        except Problem as problem:
            form.add_error(None, problem.message)
        else:
            request.session.flush()
            return render(request, "accounts/left.html", {"user": None})
    return render(
        request, "accounts/leave.html", {"form": form}, status=400 if form.errors else 200
    )
