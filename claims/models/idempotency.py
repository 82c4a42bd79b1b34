from __future__ import annotations

from django.db import models
from django.utils import timezone

from claims.models.fields import KeyField


class IdempotencyKey(models.Model):
    """What a request that carried a key was answered, stored in the transaction of what it did.

    A row stands for an act that was carried out: who sends the same request again is told so and gets this answer.
    """

    owner = KeyField(max_length=80, help_text="The person, or a keyed digest of the address.")
    key = KeyField(max_length=255)
    request = models.CharField(max_length=64, help_text="SHA-256 of method, address and body.")
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True, help_text="JSON, without what is secret.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_act_for_a_key")]
        indexes = [models.Index(fields=["at"], name="idempotency_keys_by_age")]

    def __str__(self) -> str:
        return f"{self.key} of {self.owner}"
