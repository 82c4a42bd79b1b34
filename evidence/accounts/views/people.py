"""The administrators' pages: who is here, and what each may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from claims.actions import people, role_requests
from claims.actions import tokens as token_actions
from claims.domain.problems import Invalid, Problem
from claims.domain.vocabulary import Role
from claims.models import Event, Report
from evidence.accounts.forms import AnswerForm, EraseForm, ReasonForm, RoleForm, add_errors
from evidence.accounts.models import Token, User
from evidence.accounts.views.guards import for_managers, me, say

PAGE = 50


@for_managers
@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, newest first; 3 queries for a page of 50, however many there are."""
    rows = User.objects.prefetch_related("groups").order_by("-id")
    text, role = request.GET.get("q", "").strip()[:150], request.GET.get("role", "")
    if "\0" in text:
        raise Http404
    if text:
        rows = rows.filter(
            Q(username__icontains=text) | Q(email__icontains=text) | Q(display_name__icontains=text)
        )
    if role in set(Role):
        rows = rows.filter(groups__name=role)
    before = request.GET.get("before", "")
    if before:
        if not before.isascii() or not before.isdecimal() or len(before) > 18:
            raise Http404
        rows = rows.filter(id__lt=int(before))
    found = list(rows[: PAGE + 1])
    following = found[PAGE - 1].pk if len(found) > PAGE else None
    context = {
        "people": found[:PAGE],
        "following": following,
        "q": text,
        "role": role,
        "roles": list(Role),
        "requests": list(role_requests.open_requests()[:PAGE]),
    }
    return render(request, "accounts/people.html", context)


def _forms(person: User) -> dict[str, Any]:
    return {
        "grant": RoleForm(prefix="grant"),
        "withdraw": RoleForm(prefix="withdraw"),
        "deactivate": ReasonForm(prefix="deactivate"),
        "reactivate": ReasonForm(prefix="reactivate"),
        "erase": EraseForm(prefix="erase", person=person),
        "answer": AnswerForm(prefix="answer"),
    }


def _page(
    request: HttpRequest, person: User, forms: dict[str, Any], status: int = 200
) -> HttpResponse:
    held = people.held(person)
    forms["grant"].fields["role"].choices = [
        (role.value, role.label) for role in Role if role not in held
    ]
    taken = [(role.value, role.label) for role in Role if role in held]
    if person.is_superuser and Role.ADMIN not in held:
        taken.append((Role.ADMIN.value, "Administrator (superuser)"))
    forms["withdraw"].fields["role"].choices = taken
    context = {
        "person": person,
        "held": sorted(held),
        "can_grant": len(held) < len(Role),
        "can_withdraw": bool(taken),
        "address": EmailAddress.objects.filter(user=person, primary=True).first(),
        "tokens": Token.objects.filter(user=person, revoked_at=None),
        "events": Event.objects.filter(noun="user", object_id=person.pk).order_by("-seq")[:50],
        "asked": role_requests.open_requests().filter(by=person).first(),
        "forms": forms,
    }
    return render(request, "accounts/person.html", context, status=status)


@for_managers
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: roles, keys, history, and what can be done about them."""
    someone = get_object_or_404(User, pk=pk)
    return _page(request, someone, _forms(someone))


def _answer(by: User, person: User, data: dict[str, Any]) -> None:
    asked: Report | None = role_requests.open_requests().filter(by=person).first()
    if asked is None:
        raise Invalid("There is no open request.")
    role_requests.answer(
        request=asked, grant=data["granted"] == "yes", by=by, reason=data["reason"]
    )


Act = Callable[[User, User, dict[str, Any]], object]
ACTS: dict[str, tuple[Act, str]] = {
    "grant": (
        lambda by, user, data: people.grant(
            user=user, role=data["role"], by=by, reason=data["reason"]
        ),
        "The role was granted.",
    ),
    "withdraw": (
        lambda by, user, data: people.withdraw_role(
            user=user, role=data["role"], by=by, reason=data["reason"]
        ),
        "The role was withdrawn.",
    ),
    "deactivate": (
        lambda by, user, data: people.deactivate(user=user, by=by, reason=data["reason"]),
        "The account was closed.",
    ),
    "reactivate": (
        lambda by, user, data: people.reactivate(user=user, by=by, reason=data["reason"]),
        "The account is open again.",
    ),
    "erase": (
        lambda by, user, data: people.erase(user=user, by=by, reason=data["reason"]),
        "The account was erased.",
    ),
    "answer": (_answer, "The request was answered."),
}


@for_managers
@require_POST
def person_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do one of `ACTS` to a person; what is refused is shown on their page."""
    someone = get_object_or_404(User, pk=pk)
    if name not in ACTS:
        raise Http404
    act, done = ACTS[name]
    forms = _forms(someone)
    kind = type(forms[name])
    extra = {"person": someone} if kind is EraseForm else {}
    form = forms[name] = kind(request.POST, prefix=name, **extra)
    status = 400
    if form.is_valid():
        try:
            act(me(request), someone, form.cleaned_data)
        except Invalid as problem:
            add_errors(form, problem)
        except Problem as problem:
            form.add_error(None, problem.message)
            status = 409
        else:
            say(request, done)
            return redirect("accounts:person", pk=pk)
        someone = get_object_or_404(User, pk=pk)
    return _page(request, someone, forms, status)


@for_managers
@require_POST
def person_token_revoke(request: HttpRequest, pk: int, token: int) -> HttpResponse:
    """End somebody's key to the API."""
    found = get_object_or_404(Token, pk=token, user_id=pk)
    try:
        token_actions.revoke(token=found, by=me(request), reason="By an administrator.")
        say(request, "The token no longer works.")
    except Problem as problem:
        say(request, problem.message)
    return redirect("accounts:person", pk=pk)
