"""ETags of what anyone may read: they move with public changes alone, so one query answers 304."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request

from claims.queries.knowledge import public_version

# Raised when answers change shape, so that no client keeps an old one.
SHAPE = 2
VARY = ("Accept", "Authorization", "Cookie")


def is_anonymous(request: Request) -> bool:
    """Whether the answer is the one that anybody gets."""
    return not request.user.is_authenticated


def etag(request: Request) -> str:
    """A weak ETag of this address for anonymous readers. One query."""
    knowledge_base, moved = public_version()
    parts = (
        SHAPE,
        knowledge_base,
        moved,
        settings.SHOW_REVIEWER_NAMES,
        request.build_absolute_uri(),
        # One address may answer in several formats, by Accept.
        request.accepted_renderer.format,
    )
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


def matches(request: Request, tag: str) -> bool:
    """Whether the client has this very answer (RFC 9110, 13.1.2: weak comparison)."""
    given = request.META.get("HTTP_IF_NONE_MATCH", "")
    return tag.removeprefix("W/") in {part.strip().removeprefix("W/") for part in given.split(",")}


def say_how_to_keep(response: HttpResponseBase, *, public: bool) -> None:
    """Caches may keep what is public, if they ask before each use; nobody keeps anything else."""
    response["Cache-Control"] = "public, no-cache" if public else "private, no-store"
    patch_vary_headers(response, VARY)
