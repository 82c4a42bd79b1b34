"""The report on an article for machines and for other sites: annotations, a table, a summary to embed."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from csp.constants import NONE
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from claims.access import visible_documents
from claims.domain.articles import DocumentStatus
from claims.formats import article_annotations, article_csv, web_annotation
from claims.queries import article_report
from claims.queries import documents as queries
from claims.web import answers
from claims.web.effects import attached
from claims.web.tables import CSV

MOST_EMBEDDED = 3


def _found(request: HttpRequest, pk: int) -> tuple[dict[str, Any], dict[str, Any]]:
    found = answers.found(queries.detail(request.user, pk, request.GET.get("key", "")[:64]))
    return found, article_report.overview(request.user, found)


def as_annotations(request: HttpRequest, pk: int) -> HttpResponse:
    """Its findings as W3C Web Annotations."""
    found, report = _found(request, pk)
    address = reverse("web:document_annotations", args=[found["id"]])
    page = article_annotations.annotation_page(
        found, report, site=settings.SITE_URL, address=address
    )
    return HttpResponse(
        json.dumps(page, ensure_ascii=False), content_type=web_annotation.MEDIA_TYPE
    )


def table(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found, passage by passage, as CSV."""
    found, report = _found(request, pk)
    text = article_csv.text(found, report, site=settings.SITE_URL)
    return attached(text, CSV, f"{found['id']}-findings.csv")


def embed(request: HttpRequest, pk: int) -> HttpResponse:
    """The summary of a published article, for a frame on another site: the same for everybody, without any form.

    It may be framed by EMBED_FRAME_ANCESTORS alone, and runs no script.
    """
    # Nobody's own view: a frame must not show one reader more than another.
    if not visible_documents(None).filter(pk=pk, status=DocumentStatus.DONE).exists():
        raise Http404
    found = answers.found(queries.detail(None, pk))
    report = article_report.overview(None, found)
    context = {
        "document": found,
        "report": report,
        "worst": report["overstated"][:MOST_EMBEDDED],
        "more": len(report["overstated"]) - MOST_EMBEDDED,
    }
    response = render(request, "web/document_embed.html", context)
    policy = deepcopy(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
    policy |= {
        "frame-ancestors": settings.EMBED_FRAME_ANCESTORS,
        "script-src": [NONE],
        "connect-src": [NONE],
        "form-action": [NONE],
    }
    # What django-csp's decorator of the same name sets; it would read the setting only once.
    response._csp_replace = policy  # type: ignore[attr-defined]
    response.xframe_options_exempt = True
    return response
