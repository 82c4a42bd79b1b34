from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from claims.domain.vocabulary import ConflictCause, ConflictState
from claims.models.base import PublicRecord
from claims.models.claim import Claim
from claims.models.fields import KeyField, ProseField, coded, on_scale


class Conflict(PublicRecord):
    """Independent studies of one claim disagree: opened by the rule, explained or left standing by an editor."""

    NOUN = "conflict"

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="conflict")
    state = coded(ConflictState, default=ConflictState.OPEN)
    cause = coded(ConflictCause, default=ConflictCause.UNKNOWN, blank=True)
    explanation = ProseField(max_length=5000, blank=True)
    sides = models.JSONField(
        default=dict, help_text="The studies on each side when the state was last set, by study id."
    )
    opened_at = models.DateTimeField(default=timezone.now)
    reopened = models.PositiveSmallIntegerField(default=0)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    imported_by = KeyField(max_length=100, blank=True, help_text="Who decided, on another site.")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            on_scale("state", ConflictState, "conflict_state_known"),
            on_scale("cause", ConflictCause, "conflict_cause_known"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["explained", "standing"])
                | ~models.Q(explanation=""),
                name="settled_conflict_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="explained") | ~models.Q(cause=""),
                name="explained_conflict_names_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} (C{self.claim_id}, {self.state})"

    def get_absolute_url(self) -> str:
        return f"{reverse('web:claim', args=[f'C{self.claim_id}'])}#conflict"
