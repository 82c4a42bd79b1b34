"""Quotes of one evidence in the shape that annotation tools read."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import reads
from claims.api.endpoints import Endpoint
from claims.api.schema import READ, Operation
from claims.api.shapes.annotations import AnnotationPage
from claims.formats import web_annotation
from claims.queries import evidence


class Quotes(Endpoint):
    """The quotes of one evidence as W3C Web Annotations."""

    noun = "evidence"
    operations = {
        "GET": Operation(
            "Read an evidence's quotes as annotations",
            {200: AnnotationPage},
            about=(
                "A W3C AnnotationPage: each quote with its selectors, on the publication's own address."
                " The same as application/ld+json stands at /evidence/E1/annotations.jsonld."
            ),
            problems=READ,
        )
    }

    def get(self, request: Request, ident: str) -> Response:
        """The annotations, or 304. Seven queries, and the ETag's."""
        pk = reads.key("evidence", ident)
        return self.cached(lambda: self.answer(pk))

    def answer(self, pk: int) -> Response:
        """The annotations or 404."""
        found = evidence.detail(self.viewer, pk)
        if found is None:
            raise Http404
        return Response(web_annotation.annotation_page(found, site=settings.SITE_URL))
