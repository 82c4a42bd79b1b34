from __future__ import annotations

from django.conf import settings
from django.db import models

from claims.domain.vocabulary import ProposalKind, ProposalStatus
from claims.models.base import PublicRecord
from claims.models.fields import ProseField, coded, on_scale


class Proposal(PublicRecord):
    """A change somebody asks for, against the values they saw.

    `changes` maps a field to {"base", "value"}, a list field to {"add": [...], "remove": [...]}.
    A new record is its own draft; the proposal then only points at it.
    """

    NOUN = "proposal"

    kind = coded(ProposalKind)
    noun = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    base_revision = models.PositiveIntegerField(default=0)
    changes = models.JSONField(default=dict)
    reason = ProseField(max_length=5000, blank=True)
    status = coded(ProposalStatus, default=ProposalStatus.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = ProseField(max_length=5000, blank=True)
    self_accepted = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            on_scale("kind", ProposalKind, "proposal_kind_known"),
            on_scale("status", ProposalStatus, "proposal_status_known"),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True, decided_at__isnull=True)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="rejected") | ~models.Q(decision_reason=""),
                name="rejected_proposal_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "id"], name="proposal_queue"),
            models.Index(fields=["noun", "object_id"], name="proposal_of_record"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.kind} {self.noun} {self.object_id}"


class Report(models.Model):
    """An error that a reader, with or without an account, pointed out."""

    noun = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    text = ProseField(max_length=3000)
    email = models.EmailField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    status = models.CharField(max_length=12, default="open")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = ProseField(max_length=3000, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "resolved", "dismissed"]),
                name="report_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True, decided_at__isnull=True)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="report_decided_by_and_at",
            ),
        ]
        indexes = [models.Index(fields=["status", "id"], name="report_queue")]

    def __str__(self) -> str:
        return self.text[:80]
