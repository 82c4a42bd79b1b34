"""What happens to every request, whichever door it comes through."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.log import log_response

from claims.actions import clashes
from evidence.logs import request_id
from evidence.views import clash, too_large

GetResponse = Callable[[HttpRequest], HttpResponse]
# What a proxy may hand us as an id; anything else could forge log lines.
ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestId:
    """Gives the request an id, which the log lines and the `X-Request-ID` header carry."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request under its id."""
        given = request.headers.get("X-Request-ID", "")
        ident = given if ACCEPTABLE_ID.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(ident)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = ident
        return response


class PermissionsPolicy:
    """Declares that no page of ours uses camera, location and the like."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the header."""
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response


class BodyLimit:
    """Refuses a body larger than `MAX_BODY` bytes before anything reads it.

    Django's own limit leaves out uploaded files and answers 400. A body without a declared length
    is never read at all under WSGI, so the declared length is all there is to look at.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or 413."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = limit(request)
        if length.isdecimal() and int(length) > most:
            return too_large(request, most)
        return self.get_response(request)


class Clashes:
    """Answers 503 where two transactions met and the database undid this one, whichever door it came through.

    What was stored before by the same request stays stored: then the answer would not be true, and it is the
    site's 500, which tells people to look first.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        clashes.begin()
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """503 with Retry-After for a clash; None leaves the exception to others."""
        if not clashes.is_clash(exception) or clashes.anything_stored():
            return None
        response = clash(request)
        # Logged here, as a warning: Django would log any 5xx as an error, but only what nobody has logged.
        log_response(
            "Two transactions met at %s: %s",
            request.path,
            str(exception),
            response=response,
            request=request,
            level="warning",
        )
        return response


def limit(request: HttpRequest) -> int:
    """The most bytes that a request to this address may have: files of sources are larger than forms."""
    if request.method == "POST" and request.path_info in settings.IMPORT_PATHS:
        # What a form wraps a file in takes a little more.
        return int(settings.IMPORT_MAX_BYTES) + 16_384
    if request.method == "POST" and request.path_info in settings.CHECK_PATHS:
        return max(int(settings.MAX_BODY), int(settings.CHECK_MAX_BYTES) + 16_384)
    return int(settings.MAX_BODY)
