from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims.domain.vocabulary import Direction, Directness, Strength
from claims.models.evidence import Evidence
from claims.models.fields import LineField, ProseField, coded, on_scale


class CalibrationItem(models.Model):
    """Settled evidence that new reviewers grade for practice; its rating when it was chosen is the key."""

    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="calibration")
    direction = coded(Direction)
    directness = coded(Directness, default="", blank=True)
    strength = coded(Strength, default="", blank=True)
    lesson = ProseField(
        max_length=2000, blank=True, help_text="Shown after the answer: what makes it so."
    )
    note = LineField(max_length=300, blank=True)
    is_active = models.BooleanField(default=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [on_scale("direction", Direction, "calibration_direction_known")]

    def __str__(self) -> str:
        return f"E{self.evidence_id} for practice"


class CalibrationAnswer(models.Model):
    """A reviewer's practice rating; it never counts towards any consensus."""

    item = models.ForeignKey(CalibrationItem, models.PROTECT, related_name="answers")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="calibration_answers"
    )
    direction = coded(Direction)
    directness = coded(Directness, default="", blank=True)
    strength = coded(Strength, default="", blank=True)
    rationale = ProseField(max_length=2000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "reviewer"], name="practice_once"),
            on_scale("direction", Direction, "practice_direction_known"),
        ]

    def __str__(self) -> str:
        return f"practice on E{self.item.evidence_id}"
