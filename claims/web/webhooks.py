"""Webhooks: pages of the person who is signed in, and of nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from claims.access import visible_claims, visible_topics
from claims.actions.following import MOST_SEARCHES
from claims.actions.webhooks import asking, keeping
from claims.domain.problems import Invalid
from claims.domain.webhooks import DeliveryStatus
from claims.models import Webhook
from claims.queries import saved
from claims.queries.webhooks import own
from claims.web import answers
from claims.web.forms.webhooks import ReplayForm, WebhookForm
from claims.web.people import member

if TYPE_CHECKING:
    from evidence.accounts.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """Mine, and a form for another; a new one's page follows at once, with its secret, this once."""
    me = member(request)
    form = WebhookForm(request.POST or None, searches=_searches(me))
    if request.method == "POST" and form.is_valid():
        made = answers.attempt(form, lambda: keeping.make(fields=_fields(form, me), by=me))
        if made is not None:
            return _page(request, me, made[0], secret=made[1])
    context = {"form": form, "page": own.page(me, request.GET.get("cursor"))}
    return render(request, "web/webhooks.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One of mine: how it is, what it is told of, its log. POST changes what it is told of."""
    me = member(request)
    hook = _mine(me, pk)
    if request.method != "POST":
        return _page(request, me, hook)
    form = WebhookForm(request.POST, searches=_searches(me), initial={"query": hook.query})
    if form.is_valid() and answers.attempt(
        form, lambda: keeping.change(webhook=hook, fields=_fields(form, me), by=me)
    ):
        messages.success(request, "Changed.")
        return redirect("web:webhook", hook.pk)
    return _page(request, me, _mine(me, pk), form=form)


@require_POST
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Test, rotate, pause, resume, replay or delete one of mine."""
    me = member(request)
    hook = _mine(me, pk)
    if deed == "rotate":
        secret = keeping.rotate(webhook=hook, by=me, at_once=bool(request.POST.get("at_once")))
        return _page(request, me, hook, secret=secret)
    if deed == "replay":
        return _replay(request, me, hook)
    if deed not in DEEDS:
        raise Http404
    say = DEEDS[deed](request, hook, me)
    messages.success(request, say)
    return redirect("web:webhooks") if deed == "delete" else redirect("web:webhook", hook.pk)


@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one message of mine again."""
    me = member(request)
    row = own.delivery(me, pk) if pk < 2**63 else None
    if row is None:
        raise Http404
    asking.replay(delivery=row, by=me)
    messages.success(request, "It is sent again within seconds.")
    return redirect("web:webhook", row.webhook_id)


def _test(request: HttpRequest, hook: Webhook, me: User) -> str:
    asking.send_test(webhook=hook, by=me)
    return "A test is sent within seconds: reload this page to see what came of it."


def _pause(request: HttpRequest, hook: Webhook, me: User) -> str:
    keeping.pause(webhook=hook, by=me)
    return "Paused. What changes meanwhile is told when you resume it."


def _resume(request: HttpRequest, hook: Webhook, me: User) -> str:
    keeping.resume(webhook=hook, by=me, skip=bool(request.POST.get("skip")))
    return "Resumed."


def _delete(request: HttpRequest, hook: Webhook, me: User) -> str:
    keeping.delete(webhook=hook, by=me)
    return "Deleted, with its log."


DEEDS: dict[str, Callable[[HttpRequest, Webhook, Any], str]] = {
    "test": _test,
    "pause": _pause,
    "resume": _resume,
    "delete": _delete,
}


def _replay(request: HttpRequest, me: User, hook: Webhook) -> HttpResponse:
    form = ReplayForm(request.POST)
    if not form.is_valid():
        return _page(request, me, hook, again=form)
    count = asking.replay_since(webhook=hook, by=me, **form.cleaned_data)
    messages.success(
        request, f"{count} {'message is' if count == 1 else 'messages are'} sent again."
    )
    return redirect("web:webhook", hook.pk)


def _page(
    request: HttpRequest,
    me: User,
    hook: Webhook,
    *,
    secret: str = "",
    form: WebhookForm | None = None,
    again: ReplayForm | None = None,
) -> HttpResponse:
    """The page of a webhook. About ten queries."""
    brief = own.brief(hook)
    chosen = request.GET.get("status", "")
    known = [value for value, _ in DeliveryStatus.choices()]
    filters = own.DeliveryFilters(status=(chosen,) if chosen in known else ())
    log = own.deliveries(hook, filters, request.GET.get("cursor"))
    for row in log.results:
        row["pretty"] = json.dumps(row["body"], indent=2, ensure_ascii=False) if row["body"] else ""
    context = {
        "hook": brief,
        "secret": secret,
        "form": form or WebhookForm(initial=_initial(brief), searches=_searches(me)),
        "again": again or ReplayForm(initial={"since": timezone.now() - timedelta(days=1)}),
        "log": log,
        "statuses": DeliveryStatus.choices(),
        "chosen": chosen if chosen in known else "",
    }
    response = render(
        request, "web/webhook.html", context, status=max(_status(form), _status(again))
    )
    response["Cache-Control"] = "no-store"
    return response


def _status(form: Any) -> HTTPStatus:
    return HTTPStatus.BAD_REQUEST if form is not None and form.errors else HTTPStatus.OK


def _initial(brief: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: brief[name] for name in ("address", "name", "kinds", "query")},
        **{name: ", ".join(one["id"] for one in brief[name]) for name in ("claims", "topics")},
    }


def _searches(me: User) -> list[dict[str, Any]]:
    return saved.of_person(me, limit=MOST_SEARCHES).results


def _fields(form: WebhookForm, me: User) -> dict[str, Any]:
    """What the form says, with records in place of their ids. Two queries. Raises Invalid."""
    given = dict(form.cleaned_data)
    for name, visible in (("claims", visible_claims(me)), ("topics", visible_topics(me))):
        wanted = [int(ident[1:]) for ident in given[name]]
        rows = {row.pk: row for row in visible.filter(pk__in=wanted)}
        missing = [ident for ident in given[name] if int(ident[1:]) not in rows]
        if missing:
            raise Invalid({name: [f"There is no {missing[0]}."]})
        given[name] = list(rows.values())
    return given


def _mine(me: User, pk: int) -> Webhook:
    found = own.one(me, pk) if pk < 2**63 else None
    if found is None:
        raise Http404
    return found
