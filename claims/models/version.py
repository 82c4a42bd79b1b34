from __future__ import annotations

from django.conf import settings
from django.db import models

from claims.domain.vocabulary import Certainty, Consistency, Verdict
from claims.models.claim import Claim
from claims.models.fields import coded


class Version(models.Model):
    """An immutable, citable snapshot of a published claim: C42.3."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    snapshot = models.TextField(help_text="Canonical JSON (RFC 8785).")
    sha256 = models.CharField(max_length=64)
    reason = models.TextField()
    minted_at = models.DateTimeField()
    minted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    # Read out of the snapshot when the row is made, so that lists need not open it.
    verdict = coded(Verdict, default=Verdict.NOT_ASSESSED)
    certainty = coded(Certainty, default=Certainty.NOT_RATED)
    consistency = coded(Consistency, default=Consistency.NOTHING)
    brief = models.JSONField(default=dict, help_text="As claims.domain.version_brief reads it.")

    class Meta:
        ordering = ["claim", "number"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="version_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_from_one"),
        ]

    def __str__(self) -> str:
        return f"C{self.claim_id}.{self.number}"
