"""References to take away: RIS, BibTeX, CSL-JSON, CSV, or formatted in a citation style."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.http import Http404
from rest_framework.request import Request

from claims.api import negotiation, parameters, reads
from claims.api.endpoints import Endpoint
from claims.api.negotiation import KINDS
from claims.api.parameters import Parameter
from claims.api.schema import LIST, READ, Operation
from claims.api.sources import Sources
from claims.formats import citations, references
from claims.formats.records import Csl
from claims.queries import citations as citation_queries
from claims.queries import references as queries
from claims.queries.references import Selection
from claims.queries.sources import SourceFilters

#: What references may be written in.
FORMATS = {
    name: negotiation.FORMATS[name]
    for name in ("csl-json", "ris", "bibtex", "csv", "html", "text", "markdown")
}
FORMAT = negotiation.choice(list(FORMATS))
STYLE = parameters.word(
    "style",
    "The citation style of html, text and markdown (apa if not given).",
    list(citations.STYLES),
)


class Written(Endpoint):
    """A stream of text in one of FORMATS; refusals are problem+json as everywhere."""

    renderer_classes = [negotiation.renderer(name) for name in FORMATS]
    parameters: ClassVar[tuple[Parameter, ...]] = (FORMAT, STYLE)

    def stream(self, pairs: Iterator[tuple[Csl, str]], name: str) -> Any:
        """The records and their warnings in the format asked for."""
        kind = self.request.accepted_renderer.format
        if kind in KINDS:
            parts = references.write_parts((csl for csl, _ in pairs), KINDS[kind])
        else:
            parts = citations.written(pairs, self.query.get("style", citations.DEFAULT), kind)
        return negotiation.stream((part.encode() for part in parts), kind, name)


def answers() -> Mapping[Any, Any]:
    """Every format as an answer, for OpenAPI."""
    return {(200, media): negotiation.shape(name) for name, (media, _) in FORMATS.items()}


class References(Written):
    """A selection of sources as references."""

    noun = "source"
    parameters = (
        parameters.idents("ids", "source", f"These sources, at most {queries.MOST_IDS}."),
        parameters.ident(
            "claim", "claim", "The sources of this claim's evidence, left-out ones included."
        ),
        parameters.ident(
            "topic", "topic", "The sources of all claims of this topic and narrower ones."
        ),
        parameters.ident(
            "import", "import", "The sources that this import made or met (for who may see it)."
        ),
        *(one for one in Sources.narrowing if one.name not in ("mine", "retracted")),
        FORMAT,
        STYLE,
    )
    operations = {
        "GET": Operation(
            "Take references away",
            answers(),
            about=(
                "By id, or best match first with `q`; conditions are joined by and; without any, every published"
                " source. Files are streamed and unlimited; at most"
                f" {queries.MOST_FORMATTED} references are formatted in a style. Every record carries its public id;"
                " a retracted one says so in its note, and in bold behind its formatted reference. Where the"
                " citation processor gives no answer, references marked * are in this site's own plain form."
            ),
            problems=(*LIST, 406),
        )
    }

    def get(self, request: Request) -> Any:
        """The stream, or 304. At most nine queries and one for each 200 records, and the ETag's."""
        query = dict(self.query)
        for name in ("format", "style"):
            query.pop(name, None)
        chosen = {name: query.pop(name, None) for name in ("claim", "topic", "import")}
        selection = Selection(
            ids=query.pop("ids", ()),
            claim=chosen["claim"],
            topic=chosen["topic"],
            batch=chosen["import"],
            filters=SourceFilters(**query),
        )
        return self.cached(lambda: self.answer(selection))

    def answer(self, selection: Selection) -> Any:
        """The stream."""
        keys = queries.keys(self.viewer, selection)
        if self.request.accepted_renderer.format not in KINDS:
            queries.few_enough(keys)
        return self.stream(queries.warned(keys), selection.name)


class Citation(Written):
    """One version of a claim as a citation."""

    noun = "claim"
    operations = {
        "GET": Operation(
            "Cite a version of a claim",
            answers(),
            about=(
                "With version number, day, address, and SHA-256 in the note; the abstract carries the conclusion with"
                " its certainty, since the title is the claim alone."
            ),
            problems=(*READ, 406),
        )
    }

    def get(self, request: Request, ident: str, number: int) -> Any:
        """The citation, 304, or 404. One query, and the ETag's."""
        pk = reads.key("claim", ident)
        return self.cached(lambda: self.answer(pk, number))

    def answer(self, pk: int, number: int) -> Any:
        """The citation."""
        found = citation_queries.of_version(self.viewer, pk, number)
        if found is None:
            raise Http404
        return self.stream(iter([found]), f"C{pk}.{number}")
