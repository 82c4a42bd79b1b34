"""One's own webhooks, their log, and what can be done with them; absent for everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions.webhooks import asking, keeping
from claims.api import caching, parameters
from claims.api.bodies import Empty
from claims.api.endpoints import Endpoint
from claims.api.errors import SignInNeeded
from claims.api.following import NoFilters
from claims.api.inputs import Ref, Strict, Text, Truth, Word
from claims.api.listing import DEFAULT_LIMIT, Listing
from claims.api.schema import Operation
from claims.api.shapes import webhooks as shapes
from claims.api.states import Owned
from claims.domain.addresses import LONGEST_ADDRESS
from claims.domain.changes import ChangeKind
from claims.domain.webhooks import DeliveryStatus
from claims.models import Delivery as DeliveryRow
from claims.models import Webhook as Row
from claims.queries.webhooks import own
from claims.queries.webhooks.own import DeliveryFilters

OWN = (400, 401, 429)
READ = (401, 404, 429)
WRITE = (400, 401, 403, 404, 409, 413, 415, 429)
HOOK = "Number of the webhook."


def _choices(*, required: bool) -> dict[str, Any]:
    """What a webhook is made of and can be changed to."""
    return {
        "address": Text(
            max_length=LONGEST_ADDRESS, required=required,
            help_text="Where messages are sent by POST: https, on the public internet.",
        ),
        "name": Text(
            max_length=200, required=False, allow_blank=True, help_text="What you call it."
        ),
        "kinds": serializers.ListField(
            child=Word(choices=ChangeKind.choices()), required=False, max_length=100,
            help_text="Kinds of change, as `kind` at /changes/ has them; none: all.",
        ),
        "claims": serializers.ListField(
            child=Ref("claim"), required=False, max_length=keeping.MOST_CHOSEN,
            help_text="Ids of claims: changes of them and of what bears on them.",
        ),
        "topics": serializers.ListField(
            child=Ref("topic"), required=False, max_length=keeping.MOST_CHOSEN,
            help_text="Ids of topics: changes of them and of their claims; narrower ones too.",
        ),
        "query": Text(
            max_length=keeping.LONGEST_QUERY, required=False, allow_blank=True,
            help_text="Filters of the list of claims, as a saved search's `query` has them.",
        ),
    }  # fmt: skip


NewWebhook = type(
    "NewWebhook",
    (Strict,),
    {
        **_choices(required=True),
        "__doc__": "Where to send which public changes. Claims, topics and query add up; none of them: all.",
    },
)
WebhookChanges = type(
    "WebhookChanges",
    (Strict,),
    {**_choices(required=False), "__doc__": "The fields that are to change, each as a whole."},
)


class Rotation(Strict):
    """A new secret."""

    at_once = Truth(
        required=False,
        help_text="true: the former secret signs no more from now on, such as after a leak (false).",
    )


class Resumption(Strict):
    """Going on."""

    skip = Truth(
        required=False,
        help_text="true: leave out what changed meanwhile and what still waits (false).",
    )


class Replaying(Strict):
    """Which messages to send again."""

    since = serializers.DateTimeField(help_text="Those made at or after this time (RFC 3339).")
    everything = Truth(
        required=False, help_text="true: what was delivered as well, not only what failed (false)."
    )

    def to_internal_value(self, data: Any) -> Any:
        """A time is a string and nothing else."""
        if isinstance(data, dict) and "since" in data and not isinstance(data["since"], str):
            raise serializers.ValidationError({"since": ["Give a time such as 2026-11-26T00:00Z."]})
        return super().to_internal_value(data)


class Webhooks(Listing):
    """The asker's webhooks."""

    secrets = ("secret",)
    filters = NoFilters
    operations = {
        "GET": Operation("List one's webhooks", {200: shapes.WebhookList}, problems=OWN),
        "POST": Operation(
            "Make a webhook",
            {201: shapes.WebhookWithSecret},
            about="It is told of what changes from now on. The secret is in this answer and in no other.",
            body=NewWebhook,
            problems=WRITE,
        ),
    }

    def get(self, request: Request, **path: str) -> Response:
        """The page, kept in no cache. Raises SignInNeeded."""
        if caching.is_anonymous(request):
            raise SignInNeeded
        query = dict(self.query)
        limit, cursor = query.pop("limit", DEFAULT_LIMIT), query.pop("cursor", None)
        return self.envelope(own.page(self.person, cursor, limit))

    def post(self, request: Request) -> Response:
        """201 with the webhook and its secret."""
        given = self.body(NewWebhook)
        row, secret = keeping.make(fields=given, by=self.person)
        return Response({**own.brief(row), "secret": secret}, status=201)


class _Hook(Owned):
    """What is done with one webhook, in the state that its owner saw."""

    ident = HOOK
    # The secret is sealed: that it is another one is all that its digest tells.
    chosen = ("name", "address", "kinds", "claims", "topics", "query", "status", "secret")


class Webhook(_Hook):
    """One webhook."""

    conditional: Mapping[str, bool] = {"PATCH": False, "DELETE": False}
    operations = {
        "GET": Operation("Read a webhook", {200: shapes.Webhook}, problems=READ),
        "PATCH": Operation(
            "Change a webhook",
            {200: shapes.Webhook},
            about="What is left out stays. What waits goes to the address that then stands.",
            body=WebhookChanges,
            problems=WRITE,
        ),
        "DELETE": Operation("Delete a webhook and its log", {204: None}, problems=READ),
    }

    def get(self, request: Request, ident: str) -> Response:
        """The webhook; 404 for anybody else's."""
        if caching.is_anonymous(request):
            raise SignInNeeded
        row = _hook(self.person, ident)
        return self.shown(row, own.brief(row))

    def patch(self, request: Request, ident: str) -> Response:
        """200 with the webhook. Raises Stale."""
        given = self.body(WebhookChanges)
        with self.held(_hook(self.person, ident)) as row:
            keeping.change(webhook=row, fields=given, by=self.person)
        return self.shown(row, own.brief(row))

    def delete(self, request: Request, ident: str) -> Response:
        """204. Raises Stale."""
        with self.held(_hook(self.person, ident)) as row:
            keeping.delete(webhook=row, by=self.person)
        return Response(status=204)


class Test(Endpoint):
    """A test message."""

    ident = HOOK
    operations = {
        "POST": Operation(
            "Send a test",
            {202: shapes.Delivery},
            about="The worker sends it within seconds; the answer's `id` finds what came of it.",
            body=Empty,
            problems=WRITE,
        )
    }

    def post(self, request: Request, ident: str) -> Response:
        """202 with the message that waits."""
        self.body(Empty)
        made = asking.send_test(webhook=_hook(self.person, ident), by=self.person)
        return Response(own.delivery_brief(made), status=202)


class Rotate(_Hook):
    """Another secret."""

    secrets = ("secret",)
    conditional: Mapping[str, bool] = {"POST": False}
    operations = {
        "POST": Operation(
            "Give a webhook another secret",
            {200: shapes.WebhookWithSecret},
            about="Until `old_secret_until` messages bear a signature of either secret.",
            body=Rotation,
            problems=WRITE,
        )
    }

    def post(self, request: Request, ident: str) -> Response:
        """The webhook and its secret."""
        given = self.body(Rotation)
        with self.held(_hook(self.person, ident)) as row:
            secret = keeping.rotate(webhook=row, by=self.person, **given)
        return Response({**own.brief(row), "secret": secret})


class Pause(_Hook):
    """Sending nothing for now."""

    conditional: Mapping[str, bool] = {"POST": False}
    operations = {
        "POST": Operation(
            "Pause a webhook",
            {200: shapes.Webhook},
            about="What changes meanwhile is told when it is resumed.",
            body=Empty,
            problems=WRITE,
        )
    }

    def post(self, request: Request, ident: str) -> Response:
        """The webhook."""
        self.body(Empty)
        with self.held(_hook(self.person, ident)) as row:
            keeping.pause(webhook=row, by=self.person)
        return self.shown(row, own.brief(row))


class Resume(_Hook):
    """Sending again."""

    conditional: Mapping[str, bool] = {"POST": False}
    operations = {
        "POST": Operation(
            "Resume a webhook",
            {200: shapes.Webhook},
            about="From where it stopped. Also for one that was switched off or waits after failures.",
            body=Resumption,
            problems=WRITE,
        )
    }

    def post(self, request: Request, ident: str) -> Response:
        """The webhook."""
        given = self.body(Resumption)
        with self.held(_hook(self.person, ident)) as row:
            keeping.resume(webhook=row, by=self.person, **given)
        return self.shown(row, own.brief(row))


class Replay(Endpoint):
    """Messages again."""

    ident = HOOK
    operations = {
        "POST": Operation(
            "Send again what failed since a time",
            {200: shapes.Replayed},
            about="With the same id and body as before.",
            body=Replaying,
            problems=WRITE,
        )
    }

    def post(self, request: Request, ident: str) -> Response:
        """How many."""
        given = self.body(Replaying)
        row = _hook(self.person, ident)
        count = asking.replay_since(webhook=row, by=self.person, **given)
        return Response({"replayed": count})


class Deliveries(Listing):
    """The log of a webhook."""

    ident = HOOK
    filters = DeliveryFilters
    narrowing = (
        parameters.words("status", "What became of it.", DeliveryStatus),
        parameters.words("kind", "Kind of change.", ChangeKind),
    )
    operations = {
        "GET": Operation(
            "List the messages of a webhook",
            {200: shapes.DeliveryList},
            problems=(400, 401, 404, 429),
        )
    }

    def get(self, request: Request, **path: str) -> Response:
        """The page, kept in no cache; 404 for anybody else's. Raises SignInNeeded."""
        if caching.is_anonymous(request):
            raise SignInNeeded
        query = dict(self.query)
        limit, cursor = query.pop("limit", DEFAULT_LIMIT), query.pop("cursor", None)
        hook = _hook(self.person, path["ident"])
        return self.envelope(own.deliveries(hook, DeliveryFilters(**query), cursor, limit))


class Delivery(Endpoint):
    """One message."""

    ident = "Number of the message."
    operations = {"GET": Operation("Read a message", {200: shapes.Delivery}, problems=READ)}

    def get(self, request: Request, ident: str) -> Response:
        """The message; 404 for anybody else's."""
        if caching.is_anonymous(request):
            raise SignInNeeded
        return Response(own.delivery_brief(_delivery(self.person, ident)))


class ReplayDelivery(Endpoint):
    """One message again."""

    ident = "Number of the message."
    operations = {
        "POST": Operation(
            "Send a message again", {200: shapes.Delivery}, body=Empty, problems=WRITE
        )
    }

    def post(self, request: Request, ident: str) -> Response:
        """The message, which waits now."""
        self.body(Empty)
        row = _delivery(self.person, ident)
        asking.replay(delivery=row, by=self.person)
        row.refresh_from_db()
        return Response(own.delivery_brief(row))


def _number(ident: str) -> int:
    return int(ident) if ident.isascii() and ident.isdecimal() and len(ident) < 19 else 0


def _hook(person: Any, ident: str) -> Row:
    row = own.one(person, _number(ident))
    if row is None:
        raise Http404
    return row


def _delivery(person: Any, ident: str) -> DeliveryRow:
    row = own.delivery(person, _number(ident))
    if row is None:
        raise Http404
    return row
