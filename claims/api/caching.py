"""ETags of what anyone may read: they move with public changes alone, so one query answers 304."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request

from claims.api import throttling
from claims.queries.knowledge import public_version

# Raised when answers change shape, so that no client keeps an old one.
SHAPE = 3
# With this begin the ETags that move with the knowledge base; others need no look at it.
MARK = '"k'
VARY = ("Accept", "Authorization", "Cookie")


def is_anonymous(request: Request) -> bool:
    """Whether the answer is the one that anybody gets."""
    return not request.user.is_authenticated


def etag(request: Request | HttpRequest) -> str:
    """A weak ETag of this address for anonymous readers. One query."""
    knowledge_base, moved = public_version()
    parts = (
        SHAPE,
        knowledge_base,
        moved,
        settings.SHOW_REVIEWER_NAMES,
        request.build_absolute_uri(),
        # One address may answer in several formats, by Accept.
        request.META.get("HTTP_ACCEPT", ""),
    )
    return f'W/{MARK}{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


def matches(request: Request | HttpRequest, tag: str) -> bool:
    """Whether the client has this very answer (RFC 9110, 13.1.2: weak comparison)."""
    given = request.META.get("HTTP_IF_NONE_MATCH", "")
    return tag.removeprefix("W/") in {part.strip().removeprefix("W/") for part in given.split(",")}


def say_how_to_keep(response: HttpResponseBase, *, public: bool) -> None:
    """Caches may keep what is public, if they ask before each use; nobody keeps anything else."""
    response["Cache-Control"] = "public, no-cache" if public else "private, no-store"
    patch_vary_headers(response, VARY)


def not_modified(request: HttpRequest) -> HttpResponseBase | None:
    """304 for a stranger who has this very answer, without any of what else an answer needs. One query.

    None where the ordinary way has to answer: they have another, or ask too often.
    """
    tag = etag(request)
    if not matches(request, tag):
        return None
    counts = throttling.count(throttling.stranger(request), reading=True)
    if any(one.exceeded for one in counts):
        return None
    response = HttpResponseNotModified()
    response["ETag"] = tag
    say_how_to_keep(response, public=True)
    throttling.say(response, counts)
    return response
