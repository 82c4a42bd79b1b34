"""What became public, in order, and the records that changed: all that another site needs to keep in step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import parameters
from claims.api.endpoints import Endpoint
from claims.api.errors import BadParameter
from claims.api.formats import JSONRenderer
from claims.api.listing import Listing
from claims.api.parameters import Parameter
from claims.api.schema import LIST, Operation
from claims.api.shapes import changes as shapes
from claims.formats.knowledge import write
from claims.queries import events, knowledge, records
from claims.queries.dump.parts import Record
from claims.queries.links import parse_id
from claims.queries.pages import Page
from claims.queries.roots import Named

NDJSON = "application/x-ndjson"


@dataclass(frozen=True)
class ChangeFilters:
    """`since`: the number after which to begin."""

    since: int | None = None


class Changes(Listing):
    """The public change feed."""

    filters = ChangeFilters
    narrowing = (
        parameters.number("since", "Changes after this number, in order.", least=0, most=2**63 - 1),
    )
    operations = {
        "GET": Operation(
            "Follow public changes",
            {200: shapes.ChangeList},
            about=(
                "Keep the last `seq`, and ask with since= for what came after it. A number after the last one is"
                " refused (400): the knowledge base was restored, or is another one; begin again from 0."
            ),
            problems=LIST,
        )
    }

    def page(self, filters: ChangeFilters, cursor: str | None, limit: int) -> Page:
        """One or two queries, two for each noun on the page, and the ETag's."""
        if filters.since is None:
            return events.public_changes(cursor, limit)
        start = int(cursor) if cursor and cursor.isdecimal() and len(cursor) < 19 else filters.since
        return events.public_changes(None, limit, since=start)

    def envelope(self, page: Page) -> Response:
        """The page, with which knowledge base this is and how far it has come. One query more."""
        response = super().envelope(page)
        if self.query.get("since") is not None:
            _overtaken(self.query["since"])
        uuid, last = knowledge.public_version()
        return Response({**response.data, "knowledge_base": uuid, "last": last})


_NDJSON: Mapping[Any, Any] = {(200, NDJSON): OpenApiTypes.STR}


def _named(value: str) -> Named:
    found = parse_id(value)
    if found is None:
        raise ValueError("Give public ids, such as C42.")
    return found


def _few(named: Sequence[Named]) -> list[Named]:
    found = list(dict.fromkeys(named))
    if len(found) > records.MOST_IDS:
        raise BadParameter({"ids": f"At most {records.MOST_IDS} at a time."})
    return found


def _overtaken(since: int) -> None:
    """Refuse a number that the feed has not come to. One query."""
    uuid, last = knowledge.public_version()
    if since > last:
        raise BadParameter(
            {
                "since": f"The last change is {last}: this knowledge base was restored, or is another one"
                f" ({uuid}). Begin again from 0."
            }
        )


class Lines(BaseRenderer):
    """Stands for the stream: what is rendered here is never sent."""

    media_type = NDJSON
    format = "ndjson"
    charset = None

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """Nothing, as for 304: answers are streams, and refusals are rendered as JSON."""
        return b""


class Records(Endpoint):
    """The public lines of records, as a dump has them."""

    renderer_classes = [Lines]
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter(
            "ids",
            f"Public ids, at most {records.MOST_IDS}, repeated or separated by commas.",
            _named,
            {"type": "string", "pattern": "^[A-Z][1-9][0-9]{0,17}$"},
            many=True,
        ),
        parameters.number(
            "since",
            "Instead of ids: every record that changed after this line of the feed, and the feed's lines before them.",
            least=0,
            most=2**63 - 1,
        ),
    )
    operations = {
        "GET": Operation(
            "Read records as a dump has them",
            _NDJSON,
            about=(
                "Newline-delimited JSON: a header with `seq`, the change as of which all was read, the lines of the"
                " load format that hang on these topics, sources, studies and claims (a claim's evidence, ratings,"
                " conclusion and versions come with it, and any id of them stands for the claim), then `end` with"
                ' the number of lines. Of a record that nobody may see there is {"record": "gone", "id": ...}. With'
                " `since` a `change` line for each line of the feed comes first, and all is as of one moment: what a"
                " mirror needs. Give `ids` or `since`; without either there are header and end alone."
            ),
            problems=(*LIST, 406),
        )
    }

    def handle_exception(self, exc: Exception) -> Any:
        """The refusal, in JSON."""
        self.request.accepted_renderer = JSONRenderer()
        self.request.accepted_media_type = JSONRenderer.media_type
        return super().handle_exception(exc)

    def get(self, request: Request) -> Any:
        """The stream, or 304. At most a hundred queries for each 200 records, and the ETag's."""
        given, since = self.query.get("ids"), self.query.get("since")
        if given is not None and since is not None:
            raise BadParameter({"ids": "Give ids=C1,S5 or since=N, not both."})
        if since is not None:
            _overtaken(since)
            return self.cached(lambda: _stream(records.since(since)))
        named = _few(given or ())
        return self.cached(lambda: _stream(records.named_by(named)))


def _stream(found: Iterator[Record]) -> Any:
    return StreamingHttpResponse((write(record) for record in found), content_type=NDJSON)
