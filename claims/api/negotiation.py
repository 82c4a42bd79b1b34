"""What an address is written in: JSON and, of some, other formats, chosen by `?format=` or the header Accept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from claims.api import parameters
from claims.api.formats import JSONRenderer
from claims.formats import citations, references
from claims.formats.records import Kind

#: What `format` may say -> media type and ending of the file.
FORMATS: dict[str, tuple[str, str]] = {
    "json": (JSONRenderer.media_type, "json"),
    "ndjson": ("application/x-ndjson", "ndjson"),
    "jsonld": ("application/ld+json", "jsonld"),
    "csl-json": (references.WRITTEN[Kind.CSL_JSON], "json"),
    "ris": (references.WRITTEN[Kind.RIS], "ris"),
    "bibtex": (references.WRITTEN[Kind.BIBTEX], "bib"),
    "csv": (references.WRITTEN[Kind.CSV], "csv"),
    "html": (citations.MEDIA_TYPES["html"], "html"),
    "text": (citations.MEDIA_TYPES["text"], "txt"),
    "markdown": (citations.MEDIA_TYPES["markdown"], "md"),
}
#: The formats of reference managers.
KINDS = {
    "csl-json": Kind.CSL_JSON,
    "ris": Kind.RIS,
    "bibtex": Kind.BIBTEX,
    "csv": Kind.CSV,
}


CSL_ITEMS = {
    "type": "array",
    "items": {"type": "object", "additionalProperties": True},
    "description": "CSL-JSON items, in the schema of the Citation Style Language 1.0.2.",
}


def shape(name: str) -> Any:
    """What OpenAPI says of an answer in this format."""
    if name == "jsonld":
        return {
            "type": "object",
            "additionalProperties": True,
            "description": "JSON-LD, in the words of schema.org.",
        }
    return CSL_ITEMS if name == "csl-json" else OpenApiTypes.STR


@cache
def renderer(name: str) -> type[BaseRenderer]:
    """What REST framework asks for a format's media type."""
    if name == "json":
        return JSONRenderer

    class Written(BaseRenderer):
        media_type = FORMATS[name][0]
        format = name
        charset = "utf-8"

        def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
            """Nothing, as for 304: answers are streams, and refusals are rendered as JSON."""
            return b""

    return Written


def choice(names: Sequence[str]) -> parameters.Parameter:
    """The query parameter `format`."""
    return parameters.word(
        "format", "What comes back, instead of what the header Accept asks for.", names
    )


class ByFormat(DefaultContentNegotiation):
    """`?format=` first, then Accept; a client that names nothing we write is told what we do."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[Any, str]:
        """The renderer and its media type. Raises NotAcceptable."""
        asked = request.query_params.get("format")
        for one in renderers:
            if one.format == asked:
                return one, one.media_type
        try:
            chosen: tuple[Any, str] = super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable as error:
            known = ", ".join(one.media_type for one in renderers)
            raise NotAcceptable(f"This address answers with one of: {known}.") from error
        return chosen


def stream(parts: Iterable[bytes], kind: str, name: str) -> Any:
    """The parts as a file called `name`, sent while it is written."""
    media, ending = FORMATS[kind]
    response = StreamingHttpResponse(iter(parts), content_type=f"{media}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
