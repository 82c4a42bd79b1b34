from __future__ import annotations

import uuid

from django.db import models


class KnowledgeBase(models.Model):
    """One row: whose ids these are, the counters, and the head of the event chain. Its lock orders commits."""

    NOUN = "knowledge_base"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    uuid = models.UUIDField(default=uuid.uuid4)
    event_seq = models.BigIntegerField(default=0)
    event_head = models.CharField(max_length=64, default="0" * 64)
    public_seq = models.BigIntegerField(
        default=0, help_text="Number of the last public change; public ETags move with it."
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_knowledge_base")]

    def __str__(self) -> str:
        return str(self.uuid)


class Event(models.Model):
    """One line of the append-only log. No foreign keys, so that it outlives what it tells of.

    `digest` is the SHA-256 of salt and canonical payload, `chain` that of the previous chain value and `digest`: the
    payload can be blanked (erasure) and the chain still holds.
    """

    seq = models.BigIntegerField(unique=True)
    act = models.UUIDField(help_text="Events of one transaction share it.")
    at = models.DateTimeField()
    actor = models.CharField(max_length=40, help_text="The actor's pseudonym; '' for the system.")
    verb = models.CharField(max_length=40)
    noun = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    payload = models.JSONField(null=True, help_text='{"before", "after", "reason"}; null: erased.')
    public = models.BooleanField(default=False)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["noun", "object_id", "seq"], name="event_of_record")]

    def __str__(self) -> str:
        return f"{self.seq}: {self.verb} {self.noun} {self.object_id}"


class PublicChange(models.Model):
    """One line of the public change feed: what became public, in commit order, without gaps."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    noun = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.seq}: {self.kind} {self.noun} {self.object_id}"
