"""Articles that are checked: brought in by anyone, read again, decided on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from claims.access import visible_documents
from claims.actions import documents as actions
from claims.actions import matches
from claims.api import caching, parameters, preconditions, reads
from claims.api.changing import Discardable
from claims.api.document_bodies import MatchDecision, NewDocument
from claims.api.endpoints import Endpoint
from claims.api.errors import BadParameter
from claims.api.formats import JSONParser
from claims.api.listing import Listing
from claims.api.schema import LIST, READ, WRITE, Operation
from claims.api.shapes import documents as shapes
from claims.api.throttling import client_address
from claims.domain.articles import DocumentStatus, Wording
from claims.models import Document as DocumentRow
from claims.queries import documents as queries
from claims.queries.documents import DocumentFilters
from claims.queries.pages import Page

KEY = parameters.text("key", "Of an article's link: opens what is unlisted or shared.", longest=64)
ENDED = (DocumentStatus.DONE, DocumentStatus.FAILED)
TOO_LONG = "This cannot be tried now: the worker would check it. Shorter texts are checked at once."
ABOUT = (
    "Anyone may, within limits: without an account the result is unlisted (its `url` and `key` open it) and expires."
    " As JSON, or as a form with the field `file` (.txt, .md, .html, .pdf, .docx). 201 with the result where it was"
    " checked at once, 202 with a status to poll where the text is long. What is offered are suggestions by likeness"
    " of words: never a verdict on the article until a person has confirmed them."
)


class Documents(Listing):
    """One's own articles, and those that are shared or published."""

    noun = "document"
    anonymous_writes = True
    # The link with its key; `Location` has it too.
    secrets = ("url",)
    parser_classes = [JSONParser, MultiPartParser]
    filters = DocumentFilters
    narrowing = (parameters.flag("mine", "Only those that the asker brought in."),)
    operations = {
        "GET": Operation(
            "List articles that were checked", {200: shapes.DocumentList}, problems=LIST
        ),
        "POST": Operation(
            "Check an article",
            {201: shapes.DocumentDetail, 202: shapes.DocumentDetail},
            about=ABOUT,
            body={
                "application/json": NewDocument,
                "multipart/form-data": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "title": {"type": "string"},
                    },
                    "required": ["file"],
                },
            },
            problems=(400, 401, 413, 415, 429),
            public=True,
        ),
    }

    def page(self, filters: DocumentFilters, cursor: str | None, limit: int) -> Page:
        """Two queries, and the ETag's."""
        return queries.page(self.viewer, filters, cursor, limit)

    def post(self, request: Request) -> Response:
        """201 with what was found, or 202 with a status to poll."""
        by = self.person if request.user.is_authenticated else None
        made = actions.create(by=by, client=client_address(request), **self._given(request))
        made = actions.begin(document=made, by=by)
        if self.trying and made.status not in ENDED:
            raise BadParameter({"dry_run": TOO_LONG})
        found = queries.detail(self.viewer, made.pk, made.secret)
        response = Response(found, status=201 if made.status == DocumentStatus.DONE else 202)
        self._say_where(response, made)
        return response

    def tell_secrets_again(self, response: Response) -> None:
        """The link as it is now, to who sent the same article with the same key; nothing where it was deleted."""
        pk = reads.key(self.noun, response.data["id"])
        made = DocumentRow.objects.filter(pk=pk).first()
        if made is not None:
            response.data["url"] = queries.link(made.pk, made.secret)
            self._say_where(response, made)

    def _say_where(self, response: Response, made: DocumentRow) -> None:
        path = self.request.build_absolute_uri(f"{self.request.path}{made.public_id}/")
        response["Location"] = f"{path}?key={made.secret}" if made.secret else path

    def _given(self, request: Request) -> dict[str, Any]:
        file = request.FILES.get("file")
        if not isinstance(file, UploadedFile):
            return self.body(NewDocument)
        told: Any = request.data
        unknown = sorted(set(told) - {"file", "title"})
        if unknown:
            raise ValidationError({name: [f"There is no field {name!r} here."] for name in unknown})
        if (file.size or 0) > settings.CHECK_MAX_BYTES:
            raise ValidationError({"file": ["The file is too large."]})
        title = str(told.get("title") or "")
        return {"data": file.read(), "filename": file.name or "", "title": title}


class Document(Discardable):
    """One article."""

    noun = "document"
    more: ClassVar[tuple[parameters.Parameter, ...]] = (KEY,)
    operations = {
        "GET": Operation(
            "Read what was found in an article", {200: shapes.DocumentDetail}, problems=READ
        ),
        "DELETE": Operation(
            "Delete one's own article",
            {204: None},
            about="With its passages. What was decided on its matches stays, without its sentences.",
            problems=(400, 401, 403, 404, 409, 428, 429),
        ),
    }

    def get(self, request: Request, ident: str) -> Response:
        """The article with its passages, or 404. Never cached: it may be private, and matches move."""
        pk = reads.key(self.noun, ident)
        found = queries.detail(self.viewer, pk, self.query.get("key", ""))
        if found is None:
            raise Http404
        response = Response(found)
        return response if caching.is_anonymous(request) else self.tagged(response)

    discard = staticmethod(actions.delete)


class Decide(Endpoint):
    """Confirm, correct, reject, add or take back."""

    noun = "document"
    conditional: Mapping[str, bool] = {"POST": False}
    operations = {
        "POST": Operation(
            "Decide on a match",
            {200: shapes.DocumentDetail},
            about="By its maker, or a member it is shared with. Every decision is kept as data.",
            body=MatchDecision,
            problems=WRITE,
        )
    }

    def post(self, request: Request, ident: str) -> Response:
        """The article as it is now."""
        given = self.body(MatchDecision)
        secret = given.get("key", "")
        pk = reads.key("document", ident)
        document = visible_documents(self.viewer, secret).filter(pk=pk).first()
        if document is None:
            raise Http404
        state = preconditions.condition(request)
        with preconditions.held(self.viewer, document, state) as stored:
            matches.decide(
                document=stored,
                position=given["passage"],
                claim=given["claim"],
                state=given["state"],
                wording=given.get("wording", Wording.UNCLEAR),
                note=given.get("note", ""),
                by=self.person,
            )
        return Response(queries.detail(self.viewer, pk, secret))
