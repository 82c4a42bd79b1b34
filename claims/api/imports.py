"""Imports: files of sources sent in, their report to poll, decisions, storing and undoing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions.importing import batches, ending, reading, storing, undoing
from claims.api import parameters, reads, uploads
from claims.api.bodies import ImportDecision, NewImport, Nothing
from claims.api.endpoints import Endpoint
from claims.api.listing import DEFAULT_LIMIT, Listing
from claims.api.parameters import CURSOR, LIMIT
from claims.api.record import Record
from claims.api.schema import LIST, READ, WRITE, Operation
from claims.api.shapes import imports as shapes
from claims.domain.vocabulary import ImportOutcome
from claims.queries import imports as queries
from claims.queries.imports import ImportFilters, RecordFilters
from claims.queries.pages import Page

ABOUT = (
    "The body is the file itself (any content type; its name in Content-Disposition), a form with the field `file`,"
    " or JSON with `filename` and `text`. RIS, BibTeX, PubMed .nbib and XML, EndNote XML, CSL-JSON, CSV and XLSX are"
    " told apart by their content. Small files are read at once, large ones by the worker: poll the report."
)


class Imports(Listing):
    """One's own imports; all for editors."""

    noun = "import"
    untriable = (
        "an import is a trial itself: its file is read and reported on, and no source is entered before"
        " it is stored."
    )
    parser_classes = uploads.PARSERS
    filters = ImportFilters
    narrowing = (parameters.flag("mine", "Only those that the asker brought in."),)
    operations = {
        "GET": Operation("List imports", {200: shapes.ImportList}, problems=LIST),
        "POST": Operation(
            "Bring in a file of sources",
            {202: shapes.ImportDetail},
            about=ABOUT,
            body={
                "application/octet-stream": {"type": "string", "format": "binary"},
                "multipart/form-data": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "kind": {"type": "string"},
                        "mapping": {"type": "string"},
                    },
                    "required": ["file"],
                },
                "application/json": NewImport,
            },
            problems=(400, 401, 403, 413, 429),
        ),
    }

    def page(self, filters: ImportFilters, cursor: str | None, limit: int) -> Page:
        """Two queries, and the ETag's."""
        return queries.page(self.viewer, filters, cursor, limit)

    def post(self, request: Request) -> Response:
        """202 with the report, which fills as the file is read."""
        given = uploads.upload(request, self.body)
        made = batches.create(
            pieces=given.pieces,
            filename=given.filename,
            kind=given.kind,
            mapping=given.mapping,
            by=self.person,
        )
        reading.begin(batch=made, by=self.person)
        return self.show("import", made.pk, 202)


class Import(Record):
    """One import."""

    noun = "import"
    operations = {
        "GET": Operation("Read the report of an import", {200: shapes.ImportDetail}, problems=READ)
    }


class Records(Endpoint):
    """The records of an import."""

    noun = "import"
    # Its page is that of a list, of which no members are left out.
    chosen: ClassVar[None] = None
    parameters: ClassVar[tuple[parameters.Parameter, ...]] = (
        parameters.word("outcome", "Only these.", [word for word, _ in ImportOutcome.choices()]),
        LIMIT,
        CURSOR,
    )
    operations = {
        "GET": Operation(
            "List the records of an import", {200: shapes.ImportRecordList}, problems=READ
        )
    }

    def get(self, request: Request, ident: str) -> Response:
        """One page, in the order of the file."""
        batch = reads.record("import", ident, self.viewer)
        query = dict(self.query)
        limit, cursor = query.pop("limit", DEFAULT_LIMIT), query.pop("cursor", None)
        found = queries.records(batch.pk, RecordFilters(**query), cursor, limit)
        return Listing.envelope(self, found)  # type: ignore[arg-type]


class Deed(Endpoint):
    """One thing that is done with an import as a whole; the answer is its report."""

    noun = "import"
    #: 202 where the worker may have to do it.
    answer = 202
    untriable = "the worker does it where the file is large; the report says beforehand what will be stored."
    act: ClassVar[Callable[..., object]]

    def post(self, request: Request, ident: str) -> Response:
        """The report."""
        batch = reads.record("import", ident, self.viewer)
        self.body(Nothing)
        type(self).act(batch=batch, by=self.person)
        return self.show("import", batch.pk, self.answer)


class Store(Deed):
    """Store what is decided."""

    operations = {
        "POST": Operation(
            "Store an import", {202: shapes.ImportDetail}, body=Nothing, problems=WRITE
        )
    }
    act = staticmethod(storing.begin)


class Retry(Deed):
    """Try again what came to a halt."""

    operations = {
        "POST": Operation(
            "Try an import again",
            {202: shapes.ImportDetail},
            about="Where the worker gave up, or somebody was interrupted (`may_retry`); elsewhere 409.",
            body=Nothing,
            problems=WRITE,
        )
    }
    act = staticmethod(ending.retry)


class Undo(Deed):
    """Take an import back."""

    answer = 200
    untriable = ""
    operations = {
        "POST": Operation(
            "Undo an import", {200: shapes.ImportDetail}, body=Nothing, problems=WRITE
        )
    }
    act = staticmethod(undoing.undo)


class Decide(Endpoint):
    """What becomes of one record."""

    noun = "import"
    operations = {
        "POST": Operation(
            "Decide on a record of an import",
            {200: shapes.ImportRecordShape},
            about="Same as a source (`source`) or as an earlier record of the file (`record`), new, or left out.",
            body=ImportDecision,
            problems=WRITE,
        )
    }

    def post(self, request: Request, ident: str, position: int) -> Response:
        """The record as it is now."""
        batch = reads.record("import", ident, self.viewer)
        given: dict[str, Any] = self.body(ImportDecision)
        batches.decide(
            batch=batch,
            position=position,
            outcome=given["outcome"],
            source=given.get("source", ""),
            other=given.get("record"),
            by=self.person,
        )
        found = queries.one_record(batch.pk, position)
        if found is None:
            raise Http404
        return Response(found)
