"""Atom feeds: what changed for readers, for anybody's feed reader, without an account."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import http_date, parse_http_date_safe

from claims.domain.following import NewsKind
from claims.formats import atom, said
from claims.formats import news as words
from claims.queries import feeds as queries
from claims.queries.filter_address import read, write
from claims.web import answers

# Raised when entries change shape, so that no reader keeps an old feed.
SHAPE = 1
SUBTITLE = f"What changed for readers: conclusions and notices. {said.NOT_MEDICAL_ADVICE}"

Told = Callable[[], tuple[str, str, datetime | None, list[dict[str, Any]]]]


def site(request: HttpRequest) -> HttpResponse:
    """News of every claim and source. Three queries, two for 304."""
    return _answer(request, "", lambda: (settings.SITE_NAME, "/", None, queries.of_site()))


def claim_list(request: HttpRequest) -> HttpResponse:
    """News of the claims under the filters of the query string. Raises Invalid for filters that are not known."""
    filters = read({key: request.GET.getlist(key) for key in request.GET}, beside=("cursor",))
    query = write(filters)
    page = f"/claims/?{query}" if query else "/claims/"
    title = f"Claims · {settings.SITE_NAME}" + (" · your filters" if query else "")
    return _answer(request, query, lambda: (title, page, None, queries.of_list(filters)))


def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """News of one claim, and notices about the sources under it."""
    return _of_record(request, queries.of_claim, pk)


def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """News of the claims of a topic and of narrower ones."""
    return _of_record(request, queries.of_topic, pk)


def source(request: HttpRequest, pk: int) -> HttpResponse:
    """Notices about one source."""
    return _of_record(request, queries.of_source, pk)


def _of_record(request: HttpRequest, find: Callable[[int], Any], pk: int) -> HttpResponse:
    def told() -> tuple[str, str, datetime | None, list[dict[str, Any]]]:
        found = find(pk)
        if found is None:
            answers.found(None)
        about, entries = found
        title = f"{about['id']}: {about['label']} · {settings.SITE_NAME}"
        return title, about["url"], about["at"], entries

    return _answer(request, "", told)


def _answer(request: HttpRequest, query: str, told: Told) -> HttpResponse:
    """304 after two queries where the reader has it already, else the feed."""
    base = str(settings.SITE_URL)
    address = base + request.path + (f"?{query}" if query else "")
    parts = (SHAPE, queries.version(), address, settings.SITE_NAME)
    tag = f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'
    given = request.headers.get("If-None-Match", "")
    response: HttpResponse
    if given and tag.removeprefix("W/") in {
        part.strip().removeprefix("W/") for part in given.split(",")
    }:
        response = HttpResponseNotModified()
    else:
        title, page, start, found = told()
        entries = [_entry(one, base) for one in found]
        moved = max([one.updated for one in entries] or [start or timezone.now()])
        moved = moved.replace(microsecond=0)
        since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
        if not given and entries and since is not None and moved.timestamp() <= since:
            response = HttpResponseNotModified()
        else:
            feed = atom.Feed(
                title=title,
                subtitle=SUBTITLE,
                address=address,
                page=base + page,
                author=settings.SITE_NAME,
                updated=moved,
                entries=entries,
            )
            response = HttpResponse(atom.write(feed), content_type=atom.MEDIA_TYPE)
        response["Last-Modified"] = http_date(moved.timestamp())
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache"
    return response


def _entry(one: dict[str, Any], base: str) -> atom.Entry:
    kind, noun = one["kind"], one["noun"]
    first = kind == NewsKind.PUBLISHED and one["before"] is None
    name = f"{one['id']}/published" if first else f"{one['id']}/{one['seq']}"
    if noun == "claim":
        text = words.claim_text(kind, one["after"], one["before"])
    else:
        text = words.source_text(one["after"], one["before"])
    return atom.Entry(
        id=atom.tag(urlsplit(base).hostname or "localhost", one["at"], name),
        title=words.headline(kind, one["label"], one["after"]),
        address=base + one["url"],
        updated=one["at"],
        text=text,
        categories=_categories(kind, one["after"]),
    )


def _categories(kind: str, after: dict[str, Any]) -> tuple[str, ...]:
    """The words that a reader may filter by; certainty goes with the verdict."""
    if "synthesis" not in after:
        return (kind,)
    synthesis = after["synthesis"]
    return (kind, f"verdict:{synthesis['verdict']}", f"certainty:{synthesis['certainty']}")
