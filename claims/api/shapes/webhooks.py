"""Webhooks and their messages."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import (
    Anything,
    ClaimName,
    Shape,
    TopicName,
    coded,
    listing,
    moment,
    string,
    whole,
)
from claims.domain.changes import ChangeKind
from claims.domain.webhooks import TRIES, DeliveryStatus, HookStatus


class Webhook(Shape):
    """An address that is told of public changes."""

    id = whole("Its number.")
    name = string("What its owner calls it.")
    address = string("Where messages are sent by POST.")
    page = string("Path of its page.")
    kinds = serializers.ListField(
        child=coded(ChangeKind, "Kind."), help_text="Kinds of change it is told of; none: all."
    )
    claims = ClaimName(many=True, help_text="Claims it is told of.")
    topics = TopicName(many=True, help_text="Topics it is told of, narrower ones included.")
    query = string("Filters of the list of claims whose members it is told of; '': none.")
    status = coded(HookStatus, "Whether it is told of anything.")
    status_label = string("The same in words.")
    status_reason = string("Why it was switched off or paused.")
    seq = whole("Number of the last public change that was looked at for it.")
    behind = whole("Public changes since then that were not looked at yet.")
    waiting = whole("Messages that wait to be sent.")
    failures = whole("Failed tries in a row.")
    failing_since = moment("Since when nothing was accepted; null while all is well.", allow_null=True)  # fmt: skip
    held_until = moment("Nothing is sent before, after a failure; null: at once.", allow_null=True)
    old_secret_until = moment("Until when the former secret signs too; null: no more.", allow_null=True)  # fmt: skip
    created_at = moment("Since when it is kept.")


class WebhookWithSecret(Webhook):
    """A webhook that was just made or got another secret."""

    secret = string("Signs the messages (Standard Webhooks, whsec_...). Never shown again.")


class Try(Shape):
    """One try of a message, and what came of it."""

    at = moment("When it was over.")
    answer_status = whole("HTTP status of the answer; null: none came.", allow_null=True)
    answer = string("The first 500 characters of the answer.")
    fault = string("Why no answer came; '' where one did.")
    milliseconds = whole("How long it took.")


class Delivery(Shape):
    """A message to a webhook, and what came of each try."""

    id = whole("Its number.")
    webhook = whole("Number of the webhook.")
    message = string("Its header webhook-id: the same at every try.")
    type = string("Its `type`, such as claim.synthesis_changed.")
    kind = string("`kind` of the public change; 'test' for a test.")
    kind_label = string("The same in words.")
    seq = whole("Number of the public change; null for a test.", allow_null=True)
    object = string("Public id of the record that changed; '' for a test.")
    object_page = string("Path of its page; '' where it has none.")
    status = coded(DeliveryStatus, "What became of it.")
    status_label = string("The same in words.")
    attempts = whole("How often it was tried since it was made or asked for again.")
    made_at = moment("When the worker saw the change.")
    tried_at = moment("When it was tried last; null: not yet.", allow_null=True)
    next_try = moment("When it is tried next; null: not again.", allow_null=True)
    answer_status = whole("HTTP status of the last answer; null: none came.", allow_null=True)
    answer = string("The first 500 characters of the last answer.")
    fault = string("Why no answer came; '' where one did.")
    milliseconds = whole("How long the last try took; null: not tried.", allow_null=True)
    tries = Try(many=True, help_text=f"Each try, oldest first: the last {TRIES}.")
    tries_more = whole("Tries before those, of which no more is kept.")
    body = Anything(
        allow_null=True, help_text="What is sent; null until the first try, which writes it."
    )


class Replayed(Shape):
    """What is sent again."""

    replayed = whole("How many messages.")


WebhookList = listing("WebhookList", Webhook, "One's webhooks, newest first.")
DeliveryList = listing("DeliveryList", Delivery, "The log of a webhook, newest first.")
