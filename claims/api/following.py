"""What somebody follows, their saved searches and their inbox: for the asker alone, and absent for everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from django.http import Http404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.access import visible_documents
from claims.actions import following as actions
from claims.api import caching, parameters
from claims.api.endpoints import Endpoint
from claims.api.errors import SignInNeeded
from claims.api.inputs import Ref, Strict, Text, Truth, Whole
from claims.api.listing import DEFAULT_LIMIT, Listing
from claims.api.schema import Operation
from claims.api.shapes import following as shapes
from claims.api.states import Owned
from claims.domain.following import InboxKind
from claims.models import Follow as FollowRow
from claims.models import SavedSearch as SavedRow
from claims.queries import inbox, saved
from claims.queries.inbox import InboxFilters
from claims.queries.links import parse_id
from claims.queries.pages import Page

OWN = (400, 401, 429)
OWN_WRITE = (400, 401, 404, 409, 413, 415, 429)


@extend_schema_field({"type": "string", "pattern": "^[CTSD][1-9][0-9]{0,17}$"})
class _Target(Ref):
    """As Ref; the `key` beside it opens an article that is shared by its link."""

    def to_internal_value(self, data: Any) -> Any:
        """The record. One query."""
        named = parse_id(data) if isinstance(data, str) else None
        if named is None or named[0] != "document":
            return super().to_internal_value(data)
        given: Any = self.parent.initial_data
        key = given.get("key") if isinstance(given.get("key"), str) else ""
        found = visible_documents(self.context["viewer"], key[:64]).filter(pk=named[1]).first()
        if found is None:
            raise serializers.ValidationError(f"There is no document {data}.")
        return found


class NewFollow(Strict):
    """What to follow: one of the two."""

    target = _Target(
        "claim",
        "topic",
        "source",
        "document",
        required=False,
        help_text="Id of a claim, topic, source or checked article.",
    )
    key = Text(
        max_length=64, required=False, help_text="Of the link by which one came to an article."
    )
    search = Whole(
        required=False, min_value=1, max_value=2**31 - 1, help_text="Id of a saved search."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one."""
        if len(set(attrs) - {"key"}) != 1:
            raise serializers.ValidationError("Give either `target` or `search`.")
        return attrs


class NewSavedSearch(Strict):
    """Filters of the claim list to keep."""

    name = Text(max_length=200, help_text="What you call it.")
    query = Text(
        max_length=4000,
        allow_blank=True,
        help_text="The list's query string: verdict=supported&topic=T3.",
    )
    followed = Truth(required=False, help_text="Whether to be told of changes (true).")


class Renaming(Strict):
    """A new name."""

    name = Text(max_length=200, help_text="What you call it.")


class Marking(Strict):
    """Lines of the inbox to mark."""

    ids = serializers.ListField(
        child=Whole(min_value=1, max_value=2**31 - 1), required=False, max_length=500,
        help_text="Which lines; all of them if not given.",
    )  # fmt: skip
    read = Truth(required=False, help_text="false marks them as unread again.")


class _Own(Listing):
    """A list of the asker's own; nobody else's is ever in it."""

    def get(self, request: Request, **path: str) -> Response:
        """The page, kept in no cache. Raises SignInNeeded."""
        if caching.is_anonymous(request):
            raise SignInNeeded
        query = dict(self.query)
        limit, cursor = query.pop("limit", DEFAULT_LIMIT), query.pop("cursor", None)
        return self.envelope(self.page(type(self).filters(**query), cursor, limit))


@dataclass(frozen=True)
class NoFilters:
    """A list without filters."""


class Follows(_Own):
    """What the asker follows."""

    filters = NoFilters
    operations = {
        "GET": Operation("List what one follows", {200: shapes.FollowList}, problems=OWN),
        "POST": Operation(
            "Follow a claim, topic, source, article or saved search",
            {201: shapes.Follow},
            about=(
                "Following it again changes nothing. An article is followed while it is shared or published: one is"
                " told where a check of it finds otherwise."
            ),
            body=NewFollow,
            problems=OWN_WRITE,
        ),
    }

    def page(self, filters: object, cursor: str | None, limit: int) -> Page:
        """Five queries."""
        return inbox.follows(self.person, cursor, limit)

    def post(self, request: Request) -> Response:
        """201 with the follow."""
        given = self.body(NewFollow)
        target = given.get("target") or _search(self.person, given.get("search"))
        made = actions.follow(target=target, by=self.person, secret=given.get("key", ""))
        return Response(inbox.follow_of(self.person, made.pk), status=201)


class Follow(Endpoint):
    """One follow."""

    ident = "Number of the follow."
    operations = {
        "DELETE": Operation("Follow no more", {204: None}, problems=(401, 404, 429)),
    }

    def delete(self, request: Request, ident: str) -> Response:
        """204; 404 for anybody else's."""
        row = FollowRow.objects.filter(user=self.person, pk=_number(ident)).first()
        if row is None:
            raise Http404
        target = row.claim or row.topic or row.source or row.document or row.search
        if target is not None:
            actions.unfollow(target=target, by=self.person)
        return Response(status=204)


class SavedSearches(_Own):
    """The asker's saved searches."""

    filters = NoFilters
    operations = {
        "GET": Operation("List one's saved searches", {200: shapes.SavedSearchList}, problems=OWN),
        "POST": Operation(
            "Save a search",
            {201: shapes.SavedSearch},
            about="The same filters are kept once: saving them again renames them.",
            body=NewSavedSearch,
            problems=OWN_WRITE,
        ),
    }

    def page(self, filters: object, cursor: str | None, limit: int) -> Page:
        """Three queries."""
        return saved.of_person(self.person, cursor, limit)

    def post(self, request: Request) -> Response:
        """201 with the saved search."""
        given = self.body(NewSavedSearch)
        query = parse_qs(given["query"].removeprefix("?"), keep_blank_values=True)
        made = actions.save_search(
            name=given["name"], query=query, by=self.person, followed=given.get("followed", True)
        )
        return Response(saved.one_brief(self.person, made.pk), status=201)


class SavedSearch(Owned):
    """One saved search."""

    ident = "Number of the saved search."
    conditional: Mapping[str, bool] = {"PATCH": False, "DELETE": False}
    chosen = ("name", "query")
    operations = {
        "GET": Operation(
            "Read a saved search", {200: shapes.SavedSearch}, problems=(401, 404, 429)
        ),
        "PATCH": Operation(
            "Rename a saved search", {200: shapes.SavedSearch}, body=Renaming, problems=OWN_WRITE
        ),
        "DELETE": Operation("Delete a saved search", {204: None}, problems=(401, 404, 429)),
    }

    def get(self, request: Request, ident: str) -> Response:
        """The saved search; 404 for anybody else's. Three queries."""
        if caching.is_anonymous(request):
            raise SignInNeeded
        return self._answer(_search(self.person, _number(ident)))

    def patch(self, request: Request, ident: str) -> Response:
        """200 with the saved search. Raises Stale."""
        given = self.body(Renaming)
        with self.held(_search(self.person, _number(ident))) as row:
            actions.rename_search(search=row, name=given["name"], by=self.person)
        return self._answer(row)

    def delete(self, request: Request, ident: str) -> Response:
        """204. Raises Stale."""
        with self.held(_search(self.person, _number(ident))) as row:
            actions.delete_search(search=row, by=self.person)
        return Response(status=204)

    def _answer(self, row: SavedRow) -> Response:
        found = saved.one_brief(self.person, row.pk)
        if found is None:
            raise Http404
        return self.shown(row, found)


class Inbox(_Own):
    """What the asker was told."""

    filters = InboxFilters
    narrowing = (
        parameters.word("part", "What one follows, or one's own work.", sorted(inbox.PARTS)),
        parameters.words("kind", "Why it was told.", InboxKind),
        parameters.flag("unread", "Only unread lines (true) or read ones (false)."),
    )
    operations = {
        "GET": Operation("List what one was told", {200: shapes.InboxList}, problems=OWN),
    }

    def page(self, filters: InboxFilters, cursor: str | None, limit: int) -> Page:
        """At most eight queries."""
        return inbox.page(self.person, filters, cursor, limit)


class MarkInbox(Endpoint):
    """Mark lines as read."""

    operations = {
        "POST": Operation(
            "Mark lines of one's inbox",
            {200: shapes.Marked},
            about="Lines that are not the asker's are left alone.",
            body=Marking,
            problems=(400, 401, 413, 415, 429),
        )
    }

    def post(self, request: Request) -> Response:
        """How many changed, and how many are unread now."""
        given = self.body(Marking)
        changed = actions.mark_read(
            by=self.person, keys=given.get("ids"), read=given.get("read", True)
        )
        return Response({"changed": changed, "unread": inbox.unread(self.person)})


def _number(ident: str) -> int:
    return int(ident) if ident.isascii() and ident.isdecimal() and len(ident) < 19 else 0


def _search(person: Any, pk: int | None) -> SavedRow:
    row = saved.one(person, pk or 0)
    if row is None:
        raise Http404
    return row
