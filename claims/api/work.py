"""Searches, proposals, events, changes and reports, and the root that lists them all."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import reports as report_actions
from claims.actions import searches as search_actions
from claims.api import examples, parameters, reads
from claims.api.bodies import CHANGES, NewReport, NewSearch
from claims.api.changing import Changeable
from claims.api.endpoints import Endpoint
from claims.api.listing import Listing
from claims.api.record import Record
from claims.api.schema import LIST, READ, WRITE, Operation
from claims.api.shapes import claims as claim_shapes
from claims.api.shapes import work as shapes
from claims.api.throttling import client_address
from claims.domain.vocabulary import PREFIXES, ProposalKind, ProposalStatus
from claims.queries import events, knowledge, proposals, searches
from claims.queries.events import EventFilters
from claims.queries.links import parse_id
from claims.queries.pages import Page
from claims.queries.proposals import ProposalFilters
from claims.queries.searches import SearchFilters

NOUNS = sorted(reads.PATHS)
# "evidence" is its own plural, and the record has the name.
LIST_NAMES = {"evidence": "evidence-list"}


class Root(Endpoint):
    """Where everything is."""

    operations = {"GET": Operation("Where everything is", {200: shapes.Root}, problems=(400, 429))}

    def get(self, request: Request) -> Response:
        """Addresses by name. One query."""
        uuid, moved = knowledge.public_version()
        lists = [*reads.PATHS.values(), "events", "changes", "instruments", "dumps"]
        return Response(
            {
                "lists": {name: self.at(LIST_NAMES.get(name, name)) for name in sorted(lists)},
                "schema": self.at("schema"),
                "docs": self.at("docs"),
                "knowledge_base": uuid,
                "public_changes": moved,
            }
        )

    def at(self, name: str) -> str:
        """An absolute address."""
        return str(self.request.build_absolute_uri(reverse(f"api:{name}")))


class Searches(Listing):
    """Recorded looks for evidence."""

    noun = "search"
    filters = SearchFilters
    narrowing = (
        parameters.ident("claim", "claim", "On this claim."),
        parameters.ident("topic", "topic", "On this topic."),
    )
    operations = {
        "GET": Operation("List searches", {200: claim_shapes.SearchList}, problems=LIST),
        "POST": Operation(
            "Record a search",
            {201: claim_shapes.SearchDetail},
            about="On a claim or on a topic. `None found` rests on these.",
            body=NewSearch,
            problems=WRITE,
        ),
    }

    def page(self, filters: SearchFilters, cursor: str | None, limit: int) -> Page:
        """Two queries, and the ETag's."""
        return searches.page(self.viewer, filters, cursor, limit)

    def post(self, request: Request) -> Response:
        """201 with the search."""
        given = self.body(NewSearch)
        reason = given.pop("reason", "")
        made = search_actions.create(by=self.person, fields=given, reason=reason)
        return self.show("search", made.pk, 201)


class Search(Changeable):
    """One search."""

    noun = "search"
    operations = {
        "GET": Operation("Read a search", {200: claim_shapes.SearchDetail}, problems=READ),
        "PATCH": Operation(
            "Correct a search",
            {200: claim_shapes.SearchDetail},
            body=CHANGES["search"],
            problems=(*WRITE, 428),
        ),
    }


class Proposals(Listing):
    """What waits for an editor, or was decided; one's own, or all for editors."""

    noun = "proposal"
    filters = ProposalFilters
    narrowing = (
        parameters.words("status", "Open ones if not given.", ProposalStatus),
        parameters.word("kind", "A change or a new record.", [kind.value for kind in ProposalKind]),
        parameters.word("noun", "Kind of record.", NOUNS),
        parameters.flag("mine", "Only those that the asker filed."),
    )
    operations = {"GET": Operation("List proposals", {200: shapes.ProposalList}, problems=LIST)}

    def page(self, filters: ProposalFilters, cursor: str | None, limit: int) -> Page:
        """Two queries and one for each noun on the page, and the ETag's."""
        return proposals.page(self.viewer, filters, cursor, limit)


class Proposal(Record):
    """One proposal."""

    noun = "proposal"
    operations = {
        "GET": Operation(
            "Read a proposal with its difference", {200: shapes.Proposal}, problems=READ
        )
    }


def _object(value: str) -> str:
    if parse_id(value) is None:
        raise ValueError("Give a public id, such as C42.")
    return value


class Events(Listing):
    """The log, as far as it is public; all of it for those who may read it."""

    filters = EventFilters
    narrowing = (
        parameters.Parameter(
            "object",
            "Of this record, by public id.",
            _object,
            {
                "type": "string",
                "pattern": f"^[{''.join(sorted(PREFIXES.values()))}][1-9][0-9]{{0,17}}$",
            },
        ),
        parameters.word("noun", "Of this kind of record.", NOUNS),
        parameters.text("verb", "Exactly this verb.", longest=40),
        parameters.text("actor", "By this pseudonym.", longest=40),
        parameters.moment("since", "Not before this time."),
    )
    operations = {"GET": Operation("List events", {200: shapes.EventList}, problems=LIST)}

    def page(self, filters: EventFilters, cursor: str | None, limit: int) -> Page:
        """Two queries, and the ETag's."""
        return events.page(self.viewer, filters, cursor, limit)


class Reports(Endpoint):
    """Errors that readers point out."""

    anonymous_writes = True
    operations = {
        "POST": Operation(
            "Report an error",
            {201: shapes.ReportFiled},
            about="No account needed; at most five an hour.",
            body=NewReport,
            problems=(400, 401, 403, 413, 415, 429),
            examples=examples.NEW_REPORT,
            public=True,
        )
    }

    def post(self, request: Request) -> Response:
        """201; editors read it."""
        given = self.body(NewReport)
        record: Any = given["record"]
        someone = self.person if request.user.is_authenticated else None
        report_actions.file(
            record=record,
            text=given["text"],
            email=given.get("email", ""),
            by=someone,
            client=someone.username if someone else client_address(request),
        )
        return Response({"record": record.public_id, "status": "open"}, status=201)
