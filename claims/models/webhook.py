"""Webhooks: which program is told of which public changes, and what became of each message.

None of this is knowledge: it leaves no events, is in no dump, and goes with the person it belongs to.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims.domain.addresses import LONGEST_ADDRESS
from claims.domain.webhooks import Choices, DeliveryStatus, HookStatus
from claims.models.fields import KeyField, LineField, coded, on_scale


class Webhook(models.Model):
    """An address that is told of public changes. Of the choices an empty one means all.

    `seq` is the last public change that was looked at for it, `members` the claims that its topics and search held
    then.
    """

    NOUN = "webhook"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhooks")
    name = LineField(max_length=200, blank=True, help_text="What its owner calls it.")
    address = KeyField(max_length=LONGEST_ADDRESS, help_text="Where messages are sent by POST.")
    kinds: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    claims: models.JSONField[Any, Any] = models.JSONField(
        default=list, blank=True, help_text="Keys of claims."
    )
    topics: models.JSONField[Any, Any] = models.JSONField(
        default=list, blank=True, help_text="Keys of topics; narrower ones are included."
    )
    query = models.CharField(
        max_length=4000, blank=True, help_text="Filters of the list of claims, canonical."
    )
    members = models.BinaryField(null=True, editable=False)
    secret = KeyField(max_length=120, help_text="Sealed with the site's secret key.")
    old_secret = KeyField(max_length=120, blank=True)
    old_until = models.DateTimeField(null=True, help_text="Until when the old secret signs too.")
    status = coded(HookStatus, default=HookStatus.ACTIVE)
    status_reason = models.CharField(max_length=300, blank=True)
    seq = models.BigIntegerField()
    failures = models.PositiveIntegerField(default=0, help_text="Failed tries in a row.")
    failing_since = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True, help_text="Nothing is sent before.")
    taken_until = models.DateTimeField(null=True, help_text="A worker has it in hand until then.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            on_scale("status", HookStatus, "webhook_status_known"),
            models.CheckConstraint(
                condition=models.Q(old_secret="", old_until__isnull=True)
                | (~models.Q(old_secret="") & models.Q(old_until__isnull=False)),
                name="webhook_old_secret_ends",
            ),
        ]
        indexes = [
            models.Index(
                fields=["seq"], condition=models.Q(status="active"), name="webhook_behind"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.address

    @property
    def choices(self) -> Choices:
        """What it asks for."""
        return Choices(
            frozenset(self.kinds), frozenset(self.claims), frozenset(self.topics), self.query
        )


class Delivery(models.Model):
    """One message to one webhook. Its body is written at the first try and is the same at every further one.

    The last block repeats the last try, so that the log is listed without a join; `tries` has them all.
    """

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    message = KeyField(max_length=80, help_text="`webhook-id`: the same at every try.")
    seq = models.BigIntegerField(null=True, help_text="The public change; empty for a test.")
    kind = models.CharField(max_length=40)
    noun = models.CharField(max_length=20, blank=True)
    object_id = models.BigIntegerField(null=True)
    body = models.TextField(blank=True)
    status = coded(DeliveryStatus, default=DeliveryStatus.WAITING)
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="Tries since it was made or asked for again."
    )
    tried = models.PositiveIntegerField(default=0, help_text="Tries in all.")
    made_at = models.DateTimeField(default=timezone.now)
    next_try = models.DateTimeField(null=True, default=timezone.now)
    tried_at = models.DateTimeField(null=True)
    answer_status = models.PositiveSmallIntegerField(null=True, help_text="HTTP status.")
    answer = models.TextField(blank=True, help_text="The answer's first characters.")
    fault = models.CharField(max_length=300, blank=True, help_text="Why there was no answer.")
    milliseconds = models.PositiveIntegerField(null=True, help_text="How long the last try took.")

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "deliveries"
        constraints = [
            on_scale("status", DeliveryStatus, "delivery_status_known"),
            models.UniqueConstraint(fields=["webhook", "seq"], name="change_delivered_once"),
            models.CheckConstraint(
                condition=models.Q(status="waiting", next_try__isnull=False)
                | (~models.Q(status="waiting") & models.Q(next_try__isnull=True)),
                name="delivery_waits_for_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["webhook", "-id"], name="delivery_newest"),
            models.Index(
                fields=["webhook", "seq"],
                condition=models.Q(status="waiting"),
                name="delivery_waiting",
            ),
            models.Index(fields=["made_at"], name="delivery_made"),
        ]

    def __str__(self) -> str:
        return f"{self.message}: {self.kind} ({self.status})"


class DeliveryTry(models.Model):
    """One try of a message, and what came of it. Only the last few of a message are kept (`domain.webhooks.TRIES`)."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries")
    at = models.DateTimeField(help_text="When its outcome was noted.")
    answer_status = models.PositiveSmallIntegerField(null=True, help_text="HTTP status.")
    answer = models.TextField(blank=True, help_text="The answer's first characters.")
    fault = models.CharField(max_length=300, blank=True, help_text="Why there was no answer.")
    milliseconds = models.PositiveIntegerField(help_text="How long it took.")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "delivery tries"

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.answer_status or self.fault}"
