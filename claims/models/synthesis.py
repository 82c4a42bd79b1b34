from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims.domain.vocabulary import Certainty, Consistency, Rung, SynthesisStatus, Verdict
from claims.models.claim import Claim
from claims.models.fields import ProseField, coded, on_scale


class Synthesis(models.Model):
    """The conclusion about one claim, with all that it was computed from. One is current per claim."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="syntheses")
    method_version = models.CharField(max_length=20)
    input_hash = models.CharField(max_length=64)
    inputs = models.JSONField()
    suggestion = models.JSONField(help_text="The machine's whole answer, kept beside any override.")
    verdict = coded(Verdict)
    certainty = coded(Certainty)
    consistency = coded(Consistency)
    rung_reached = coded(Rung)
    rung_claimed = coded(Rung)
    plain_sentence = models.TextField()
    status = coded(SynthesisStatus, default=SynthesisStatus.SUGGESTED)
    status_reason = ProseField(max_length=5000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    stale_since = models.DateTimeField(null=True, blank=True)
    stale_reason = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "syntheses"
        constraints = [
            on_scale("verdict", Verdict, "synthesis_verdict_known"),
            on_scale("certainty", Certainty, "synthesis_certainty_known"),
            on_scale("status", SynthesisStatus, "synthesis_status_known"),
            models.UniqueConstraint(
                fields=["claim"], condition=models.Q(is_current=True), name="one_current_synthesis"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True, decided_at__isnull=True)
                | models.Q(decided_at__isnull=False),
                name="synthesis_decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="overridden") | ~models.Q(status_reason=""),
                name="override_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(stale_since__isnull=True) | ~models.Q(stale_reason=""),
                name="stale_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict}, {self.certainty} (C{self.claim_id})"
