"""Following, saved searches and the inbox: pages of the person who is signed in, and of nobody else."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from claims.access import visible_documents
from claims.actions import following as actions
from claims.domain.following import WORK, Frequency, InboxKind
from claims.domain.problems import Invalid
from claims.queries import inbox as queries
from claims.queries import saved
from claims.queries.links import parse_id
from claims.web import records
from claims.web.people import member

FOLLOWED = ("claim", "topic", "source")


def following(request: HttpRequest) -> HttpResponse:
    """What I follow, my saved searches, and how often letters come."""
    me = member(request)
    context = {
        "page": queries.follows(me, request.GET.get("cursor")),
        "searches": saved.of_person(me, limit=actions.MOST_SEARCHES).results,
        "letters": queries.letters_of(me),
        "frequencies": Frequency.choices(),
    }
    return render(request, "web/following.html", context)


def inbox(request: HttpRequest) -> HttpResponse:
    """What I was told, newest first: what I follow and my own work apart."""
    me = member(request)
    part = request.GET.get("part", "")
    kind = request.GET.get("kind", "")
    known = [value for value, _ in InboxKind.choices()]
    filters = queries.InboxFilters(
        part=part if part in queries.PARTS else "followed",
        kind=(kind,) if kind in known else (),
        unread=True if request.GET.get("unread") else None,
    )
    context = {
        "page": queries.page(me, filters, request.GET.get("cursor")),
        "filters": filters,
        "kind": kind if kind in known else "",
        "kinds": _kinds(filters.part),
    }
    return render(request, "web/inbox.html", context)


@require_POST
def read_inbox(request: HttpRequest) -> HttpResponse:
    """Mark lines as read, or one as unread again; all of them with `all`."""
    me = member(request)
    keys = [int(key) for key in request.POST.getlist("line") if key.isdecimal() and len(key) < 19]
    if request.POST.get("all"):
        actions.mark_read(by=me)
    else:
        actions.mark_read(by=me, keys=keys, read=not request.POST.get("unread"))
    return redirect(_back(request, reverse("web:inbox")))


@require_POST
def follow(request: HttpRequest, ident: str) -> HttpResponse:
    """Follow a claim, topic, source or article, or end it."""
    me = member(request)
    secret = request.GET.get("key", "")[:64]
    target = _target(me, ident, secret)
    if request.POST.get("end"):
        actions.unfollow(target=target, by=me)
        messages.success(request, f"You no longer follow {ident}.")
    else:
        actions.follow(target=target, by=me, secret=secret)
        messages.success(request, f"You follow {ident}: changes will be in your inbox.")
    page = str(target.get_absolute_url()).partition("?")[0]
    return redirect(_back(request, f"{page}?{urlencode({'key': secret})}" if secret else page))


@require_POST
def save_search(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the claim list and follow them."""
    me = member(request)
    given = QueryDict(request.POST.get("query", ""))
    query = {key: [str(one) for one in given.getlist(key)] for key in given if key != "cursor"}
    name = request.POST.get("name", "").strip() or "My search"
    row = actions.save_search(name=name[:200], query=query, by=me)
    messages.success(
        request, f"Saved “{row.name}”: what enters or leaves it will be in your inbox."
    )
    return redirect("web:following")


@require_POST
def change_search(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, follow, unfollow or delete a saved search of one's own."""
    me = member(request)
    row = saved.one(me, pk) if pk < 2**63 else None
    if row is None:
        raise Http404
    deed = request.POST.get("deed", "")
    if deed == "delete":
        actions.delete_search(search=row, by=me)
    elif deed == "rename":
        actions.rename_search(search=row, name=request.POST.get("name", ""), by=me)
    elif deed == "unfollow":
        actions.unfollow(target=row, by=me)
    elif deed == "follow":
        actions.follow(target=row, by=me)
    else:
        raise Invalid({"deed": ["Say rename, follow, unfollow or delete."]})
    return redirect("web:following")


@require_POST
def choose_letters(request: HttpRequest) -> HttpResponse:
    """How often letters come."""
    actions.choose_letters(every=request.POST.get("every", ""), by=member(request))
    messages.success(request, "Noted.")
    return redirect("web:following")


def _target(me: Any, ident: str, secret: str) -> Any:
    """What is to be followed, an article also by its link; 404 for what may not be. One query."""
    named = parse_id(ident)
    if named is not None and named[0] == "document":
        target = visible_documents(me, secret).filter(pk=named[1]).first()
    else:
        target = records.visible(me, ident)
    if target is None or target.NOUN not in (*FOLLOWED, "document"):
        raise Http404
    return target


def _kinds(part: str) -> list[tuple[str, str]]:
    work = {kind.value for kind in WORK}
    return [one for one in InboxKind.choices() if (one[0] in work) == queries.PARTS[part]]


def _back(request: HttpRequest, otherwise: Any) -> str:
    """Where the form stood, if that is here."""
    back = request.POST.get("back", "")
    own = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if own and back.startswith("/") else str(otherwise)
