"""Conditional reads of the API by strangers: answered before sessions, languages and views are set up."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from claims.api.caching import MARK, not_modified

PREFIX = "/api/"
SAFE = ("GET", "HEAD")


class ConditionalReads:
    """Answers 304 where a stranger holds the answer that they ask for: most of what a mirror or a cache asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """304, or whatever the site answers."""
        return (not_modified(request) if asks(request) else None) or self.get_response(request)


def asks(request: HttpRequest) -> bool:
    """Whether somebody who is not signed in asks the API if their copy still holds. No query."""
    headers = request.META
    return (
        MARK in headers.get("HTTP_IF_NONE_MATCH", "")
        and request.method in SAFE
        and request.path_info.startswith(PREFIX)
        and "HTTP_AUTHORIZATION" not in headers
        and settings.SESSION_COOKIE_NAME not in headers.get("HTTP_COOKIE", "")
    )
