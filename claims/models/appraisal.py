from __future__ import annotations

from django.conf import settings
from django.db import models

from claims.domain.vocabulary import (
    AppraisalStatus,
    Direction,
    Directness,
    Interests,
    ReadDepth,
    Strength,
)
from claims.models.assessment import Assessment
from claims.models.base import PublicRecord
from claims.models.evidence import Evidence
from claims.models.fields import KeyField, ProseField, coded, on_scale


class Appraisal(PublicRecord):
    """One reviewer's judgement of one piece of evidence; immutable once submitted (triggers keep it so).

    An imported judgement has no account behind it: `imported_rater` names the rater in its own data set.
    """

    NOUN = "appraisal"

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="appraisals")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="appraisals"
    )
    imported_rater = KeyField(max_length=100, blank=True)
    status = coded(AppraisalStatus, default=AppraisalStatus.DRAFT)
    direction = coded(Direction, default="", blank=True)
    directness = coded(Directness, default="", blank=True)
    strength = coded(Strength, default="", blank=True)
    rationale = ProseField(max_length=5000, blank=True)
    read = coded(ReadDepth, default=ReadDepth.UNKNOWN, blank=True)
    interests = ProseField(max_length=2000, blank=True)
    declaration = coded(Interests, default=Interests.UNKNOWN, blank=True)
    has_conflict = models.BooleanField(default=False)
    assessments = models.ManyToManyField(
        Assessment,
        related_name="cited_by",
        blank=True,
        help_text="The instruments' answers that this judgement rests on.",
    )
    suggested_strength = coded(Strength, default="", blank=True)
    suggested_by = models.CharField(
        max_length=120, blank=True, help_text="The rule that suggested the strength."
    )
    departure = ProseField(
        max_length=2000, blank=True, help_text="Why the strength differs from the suggested one."
    )
    instrument = models.CharField(max_length=60, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    blind = models.BooleanField(default=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    is_current = models.BooleanField(default=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    closed_reason = ProseField(max_length=1000, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            on_scale("status", AppraisalStatus, "appraisal_status_known"),
            models.CheckConstraint(
                condition=models.Q(reviewer__isnull=False, imported_rater="")
                | (models.Q(reviewer__isnull=True) & ~models.Q(imported_rater="")),
                name="appraisal_has_one_rater",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="submitted")
                | (models.Q(submitted_at__isnull=False) & ~models.Q(direction="")),
                name="submitted_appraisal_is_dated_and_directed",
            ),
            models.UniqueConstraint(
                fields=["evidence", "reviewer"],
                condition=models.Q(status="draft", reviewer__isnull=False),
                name="one_open_draft_each",
            ),
            models.UniqueConstraint(
                fields=["evidence", "reviewer"],
                condition=models.Q(status="submitted", is_current=True, reviewer__isnull=False),
                name="one_standing_appraisal_each",
            ),
            models.UniqueConstraint(
                fields=["evidence", "imported_rater"],
                condition=models.Q(status="submitted", is_current=True, reviewer__isnull=True),
                name="one_standing_import_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} on E{self.evidence_id}"


class Adjudication(models.Model):
    """A third person's decision, with reasons, where raters differed."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="adjudications")
    direction = coded(Direction)
    directness = coded(Directness, default="", blank=True)
    strength = coded(Strength, default="", blank=True)
    reason = ProseField(max_length=5000)
    declaration = coded(Interests, default=Interests.UNKNOWN, blank=True)
    interests = ProseField(max_length=2000, blank=True)
    considered = models.ManyToManyField(Appraisal, related_name="adjudicated_in", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    imported_by = KeyField(max_length=100, blank=True)
    at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="adjudication_says_why"),
            models.CheckConstraint(
                condition=models.Q(by__isnull=False, imported_by="")
                | (models.Q(by__isnull=True) & ~models.Q(imported_by="")),
                name="adjudication_has_one_judge",
            ),
            models.UniqueConstraint(
                fields=["evidence"],
                condition=models.Q(is_current=True),
                name="one_standing_adjudication",
            ),
        ]

    def __str__(self) -> str:
        return f"adjudication of E{self.evidence_id}"
