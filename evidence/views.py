"""Answers that belong to the site and not to the knowledge base: errors, health, robots."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from claims.actions import clashes
from evidence.logs import request_id

logger = logging.getLogger(__name__)

MESSAGES = {
    HTTPStatus.BAD_REQUEST: "The request could not be understood.",
    HTTPStatus.FORBIDDEN: "You may not do this.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address, or nothing that you may see.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "What was sent is too large.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here. It has been noted.",
    HTTPStatus.SERVICE_UNAVAILABLE: clashes.MESSAGE,
}


def site(request: HttpRequest) -> dict[str, Any]:
    """What every template may name: the site, its address and whom to write to."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "MIRROR_OF": settings.MIRROR_OF,
        "SHOW_REVIEWER_NAMES": settings.SHOW_REVIEWER_NAMES,
    }


def _failure(request: HttpRequest, status: HTTPStatus, detail: str = "") -> HttpResponse:
    """The error as a page, or as problem+json (RFC 9457) under /api/."""
    detail = detail or MESSAGES[status]
    if request.path_info.startswith("/api/"):
        problem = {
            "type": "about:blank",
            "title": status.phrase,
            "status": status.value,
            "detail": detail,
        }
        return HttpResponse(
            json.dumps(problem), status=status, content_type="application/problem+json"
        )
    context = {
        "status": status.value,
        "title": status.phrase,
        "detail": detail,
        "request_id": request_id.get(),
    }
    # A 500 page must not need what may just have failed: it is rendered without the request, and
    # so without session, user and database.
    asks = None if status >= HTTPStatus.INTERNAL_SERVER_ERROR else request
    body = loader.render_to_string(f"{status.value}.html", context, asks)
    return HttpResponse(body, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; 413 for a form that is larger than is held in memory, which says how large it may be."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return _failure(request, HTTPStatus.BAD_REQUEST)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the reason where the code gave one."""
    return _failure(request, HTTPStatus.FORBIDDEN, str(exception))


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. The exception's text is not shown: it can tell what exists."""
    return _failure(request, HTTPStatus.NOT_FOUND)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _failure(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """413, with the limit.

    Rendered like the 500 page, since it answers before there is a session.
    """
    limit = most / 1_048_576
    detail = f"What was sent is too large: at most {limit:.1f} MB are accepted in one request."
    return _failure(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)


def clash(request: HttpRequest) -> HttpResponse:
    """503 for a change that met another one and was undone, with when to send it again."""
    response = _failure(request, HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(clashes.RETRY_AFTER)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from a page of ours, or whose cookie is gone."""
    logger.warning("CSRF check failed at %s: %s", request.path, reason)
    detail = (
        "The form could not be tied to your visit. Allow cookies for this site, reload the page "
        "before this one and send the form again."
    )
    return _failure(request, HTTPStatus.FORBIDDEN, detail)


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the site and its database answer: 200 or 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer")
        return JsonResponse(
            {"status": "database unreachable"}, status=HTTPStatus.SERVICE_UNAVAILABLE
        )
    return JsonResponse({"status": "ok"})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may fetch: all that is public, but no forms and no endless filter lists."""
    lines = [
        "User-agent: *",
        "Disallow: /accounts/",
        "Disallow: /admin/",
        "Disallow: /*?*",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        f"# For assistants: {settings.SITE_URL}/llms.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
