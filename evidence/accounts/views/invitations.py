"""Inviting somebody, and coming in by an invitation."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from claims.actions import invitations
from claims.domain.problems import Invalid, Problem
from claims.domain.vocabulary import Role
from evidence.accounts import letters
from evidence.accounts.consent import CONSENT_VERSION
from evidence.accounts.forms import AcceptForm, InviteForm, add_errors
from evidence.accounts.models import Invitation
from evidence.accounts.views.guards import for_managers, me, say


@for_managers
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Write to somebody, with roles they will have; and the letters not yet answered."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        data = form.cleaned_data
        try:
            letters.invite(
                email=data["email"], roles=data["roles"], by=me(request), reason=data["reason"]
            )
        except Invalid as problem:
            add_errors(form, problem)
        except Problem as problem:
            form.add_error(None, problem.message)
            status = 409
        else:
            say(request, f"The invitation to {data['email']} is on its way.")
            return redirect("accounts:invite")
    if form.errors and status == 200:
        status = 400
    pending = Invitation.objects.filter(
        accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )
    context = {"form": form, "pending": pending.order_by("-id")[:100]}
    return render(request, "accounts/invite.html", context, status=status)


@for_managers
@require_POST
def invite_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an invitation void."""
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        invitations.withdraw(invitation=invitation, by=me(request))
        say(request, "The invitation was withdrawn.")
    except Problem as problem:
        say(request, problem.message)
    return redirect("accounts:invite")


@never_cache
@require_http_methods(["GET", "POST"])
def accept_invite(request: HttpRequest, signed: str) -> HttpResponse:
    """Open the account that an invitation offers, and sign in. 404 where it no longer holds."""
    invitation = letters.invitation_of(signed)
    if invitation is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    if request.user.is_authenticated:
        return render(request, "accounts/invitation_other.html", status=409)
    form = AcceptForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if form.is_valid():
        data = form.cleaned_data
        try:
            user = invitations.accept(
                invitation=invitation,
                username=data["username"],
                password=data["password"],
                display_name=data["display_name"],
                consent_version=CONSENT_VERSION,
            )
        except Invalid as problem:
            add_errors(form, problem)
        except Problem as problem:
            form.add_error(None, problem.message)
        else:
            response: HttpResponse = perform_login(request, Login(user=user, email=user.email))
            return response
    context = {
        "form": form,
        "invitation": invitation,
        "roles": [Role(role).label for role in invitation.roles],
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/accept_invite.html", context, status=status)
