"""The report on an article: what to look at in it, and the same as annotations."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import reads
from claims.api.documents import KEY
from claims.api.endpoints import Endpoint
from claims.api.schema import READ, Operation
from claims.api.shapes.annotations import AnnotationPage
from claims.api.shapes.document_reports import DocumentReport
from claims.formats import article_annotations
from claims.queries import article_changes, article_report, documents


class _OfDocument(Endpoint):
    noun = "document"
    parameters = (KEY,)

    def found(self, ident: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The article and its report, or 404. Never cached: it may be private, and matches move."""
        pk = reads.key("document", ident)
        found = documents.detail(self.viewer, pk, self.query.get("key", ""))
        if found is None:
            raise Http404
        return found, article_report.overview(self.viewer, found)


class Report(_OfDocument):
    """What to look at in an article."""

    operations = {
        "GET": Operation(
            "Read the report on an article",
            {200: DocumentReport},
            about=(
                "Findings in the order of the text; what says more than the evidence, the worst first; references with"
                " what was checked of them; what the article leaves out. Passages are named by their position in"
                " `/documents/D1/`. Suggestions of the machine unless `suggested` is false: never a verdict."
            ),
            problems=READ,
        )
    }

    def get(self, request: Request, ident: str) -> Response:
        """The queries of the article, and at most eight."""
        found, report = self.found(ident)
        since = article_changes.since(self.viewer, int(found["id"][1:]), found["claims"])
        return Response({**article_report.plain(report), "since": since})


class Annotations(_OfDocument):
    """Its findings as W3C Web Annotations."""

    operations = {
        "GET": Operation(
            "Read an article's findings as annotations",
            {200: AnnotationPage},
            about=(
                "A W3C AnnotationPage: each finding with quote and position selectors, on the original's address where"
                " it is known. The same as application/ld+json stands at /documents/D1/annotations.jsonld."
            ),
            problems=READ,
        )
    }

    def get(self, request: Request, ident: str) -> Response:
        """The annotations or 404; queries as for the report."""
        found, report = self.found(ident)
        address = reverse("web:document_annotations", args=[found["id"]])
        return Response(
            article_annotations.annotation_page(
                found, report, site=settings.SITE_URL, address=address
            )
        )
