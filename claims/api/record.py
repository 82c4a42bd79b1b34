"""Details: one record, whole or in part, and in other formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from django.http import Http404
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import caching, fields, negotiation, preconditions, reads
from claims.api.endpoints import Endpoint, address
from claims.api.errors import BadParameter
from claims.api.including import Includes
from claims.api.listing import chosen
from claims.api.parameters import Parameter
from claims.queries.links import public_id

#: Writes one record that is there in one format, from its detail.
Writer = Callable[[Endpoint, dict[str, Any]], Iterable[bytes]]


class Record(Endpoint):
    """One record; a merged one redirects to its heir for good, a retired one says why."""

    more: ClassVar[tuple[Parameter, ...]] = ()
    includes: ClassVar[Includes | None] = None
    # Formats beside JSON.
    writers: ClassVar[Mapping[str, Writer]] = {}

    known: ClassVar[fields.Known | None] = None

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        operation = cls.operations.get("GET")
        cls.known = fields.known(operation.answers[200]) if operation else None
        names = ["json", *cls.writers]
        cls.renderer_classes = [negotiation.renderer(name) for name in names]
        cls.parameters = (
            *cls.more,
            *([cls.includes.parameter] if cls.includes else ()),
            *([fields.parameter(cls.known)] if cls.known else ()),
            *([negotiation.choice(names)] if cls.writers else ()),
        )

    def get_renderers(self) -> Any:
        """What is written answers in JSON alone."""
        reading = self.request.method in ("GET", "HEAD")
        return super().get_renderers()[: None if reading else 1]

    @property
    def format(self) -> str:
        """The format that was agreed on."""
        return str(self.request.accepted_renderer.format)

    def get(self, request: Request, ident: str) -> Any:
        """The record, 308, or 404."""
        pk = reads.key(self.noun, ident)
        if self.format != "json" and (others := {"include", "fields"} & set(self.query)):
            said = "cannot be used with another format than JSON: leave one of them out."
            raise BadParameter({name: f"{name} {said}" for name in sorted(others)})
        return self.cached(lambda: self.answer(pk))

    def answer(self, pk: int) -> Any:
        """The detail or what stands in its place."""
        found = reads.shown(self.noun, pk, self.viewer)
        if found is None:
            raise Http404
        if "moved_to" in found:
            return self.gone(found)
        if self.format != "json":
            parts = self.writers[self.format](self, found)
            return negotiation.stream(parts, self.format, public_id(self.noun, pk))
        tree, include = chosen(
            self.known, self.includes, self.query.get("fields", ()), self.query.get("include", ())
        )
        if (include or self.query.get("fields")) and not caching.is_anonymous(self.request):
            self.whole_tag = preconditions.tag(found)
        if self.includes and include:
            self.includes.embed(self.viewer, [found], include)
        return Response(fields.pick(found, tree))

    def gone(self, tombstone: dict[str, Any]) -> Response:
        """The address of the heir, or why the record is gone."""
        heir = tombstone["moved_to"]
        if tombstone["status"] == "merged" and heir:
            response = Response(tombstone, status=308)
            response["Location"] = self.request.build_absolute_uri(address(self.noun, heir["id"]))
            return response
        if self.format != "json":
            said = f"{tombstone['id']} is {tombstone['status']}: ask for JSON to read why."
            raise NotFound(said)
        return Response(tombstone)
