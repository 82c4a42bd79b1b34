"""What machines read beside the pages: sitemaps, a guide for assistants, and quotes as annotations."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from claims.formats import sitemap as xml
from claims.formats import web_annotation
from claims.queries import evidence as evidence_queries
from claims.queries import sitemap as queries
from claims.web import answers

FIXED = ("home", "about", "claims", "sources", "topics", "instruments", "data")


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of sitemaps: one for the fixed pages, one for each slice of records. Three queries."""
    names = [("pages", 0), *queries.slices()]
    found = [(_full(reverse("web:sitemap_slice", args=name)), None) for name in names]
    return _xml(xml.index(found))


def sitemap_slice(request: HttpRequest, noun: str, number: int) -> HttpResponse:
    """One slice of public pages with the time of their last change. One query."""
    if noun == "pages" and number == 0:
        return _xml(xml.pages([(_full(reverse(f"web:{name}")), None) for name in FIXED]))
    # Far beyond any key; the database would refuse it.
    if noun not in queries.KINDS or number > 10**12:
        raise Http404
    found = [(_full(path), moved) for path, moved in queries.pages(noun, number)]
    if not found:
        raise Http404
    return _xml(xml.pages(found))


def llms(request: HttpRequest) -> HttpResponse:
    """What an assistant should know before it reads here, as Markdown. No query."""
    return render(request, "web/llms.txt", content_type="text/plain; charset=utf-8")


def quotes(request: HttpRequest, pk: int) -> HttpResponse:
    """The quotes of one evidence as W3C Web Annotations."""
    record = answers.found(evidence_queries.detail(request.user, pk))
    found = web_annotation.annotation_page(record, site=settings.SITE_URL)
    return HttpResponse(
        json.dumps(found, ensure_ascii=False), content_type=web_annotation.MEDIA_TYPE
    )


def _full(path: str) -> str:
    return str(settings.SITE_URL) + path


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
