from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from claims.domain.vocabulary import (
    BenefitOrHarm,
    ConsensusState,
    CountUnit,
    Design,
    Direction,
    Directness,
    EvidenceStatus,
    ReadDepth,
    Stream,
    Strength,
)
from claims.models.base import PublicRecord
from claims.models.claim import Claim
from claims.models.fields import LineField, ProseField, coded, on_scale
from claims.models.source import Source
from claims.models.study import Study


class Evidence(PublicRecord):
    """The link between a claim and a source, for one study. Ratings are its appraisals.

    The `standing_*` columns repeat the consensus where it is public, and are empty where it is not: nothing
    here betrays a blind appraisal.
    """

    NOUN = "evidence"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="evidence")
    source = models.ForeignKey(Source, models.PROTECT, related_name="evidence")
    study = models.ForeignKey(Study, models.PROTECT, related_name="evidence")
    finding = ProseField(
        max_length=2000, blank=True, help_text="What the source found, in our words."
    )
    design = coded(Design)
    stream = coded(Stream, editable=False)
    population = LineField(max_length=500, blank=True)
    comparison_made = models.BooleanField(
        null=True,
        blank=True,
        help_text="For comparative claims: whether the study made that very comparison.",
    )
    n = models.PositiveIntegerField(null=True, blank=True)
    n_unit = coded(CountUnit, default="", blank=True)
    n_note = LineField(max_length=300, blank=True)
    read = coded(ReadDepth, default=ReadDepth.UNKNOWN, blank=True)
    locator = LineField(max_length=300, blank=True)
    effect = models.JSONField(
        null=True,
        blank=True,
        help_text='{"measure": "RR", "estimate": 1.2, "low": 0.9, "high": 1.6, "level": 0.95}',
    )
    benefit_or_harm = coded(BenefitOrHarm, default=BenefitOrHarm.UNKNOWN, blank=True)
    magnitude = LineField(max_length=300, blank=True)
    threshold = LineField(max_length=300, blank=True)
    status = coded(EvidenceStatus, default=EvidenceStatus.PROPOSED, editable=False)
    status_reason = ProseField(max_length=2000, blank=True, editable=False)
    released_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When ratings were opened as provisional."
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Derived by claims.actions.consensus from the appraisals that may be seen.
    consensus = coded(ConsensusState, default=ConsensusState.NONE, editable=False)
    standing_direction = coded(Direction, default="", blank=True, editable=False)
    standing_directness = coded(Directness, default="", blank=True, editable=False)
    standing_strength = coded(Strength, default="", blank=True, editable=False)
    raters = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["claim", "source", "study"], name="evidence_once"),
            on_scale("design", Design, "evidence_design_known"),
            on_scale("stream", Stream, "evidence_stream_known"),
            on_scale("status", EvidenceStatus, "evidence_status_known"),
            on_scale("consensus", ConsensusState, "evidence_consensus_known"),
            models.CheckConstraint(
                condition=~models.Q(status="excluded") | ~models.Q(status_reason=""),
                name="excluded_evidence_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(released_by__isnull=True) | models.Q(released_at__isnull=False),
                name="evidence_released_by_and_at",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "claim"], name="evidence_of_source"),
            # As `ordering=updated` says it (claims.queries.ordering), to the letter: else it is not used.
            models.Index(Coalesce("changed_at", "created_at"), "id", name="evidence_by_change"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}: C{self.claim_id} - S{self.source_id}"

    def get_absolute_url(self) -> str:
        return reverse("web:evidence", args=[self.public_id])


class Quote(models.Model):
    """A passage of the source, in the shape of Web Annotation's TextQuote and TextPosition selectors."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="quotes")
    exact = models.TextField()
    prefix = models.TextField(blank=True)
    suffix = models.TextField(blank=True)
    start = models.PositiveIntegerField(
        null=True, blank=True, help_text="Offset in Unicode code points, counted from 0."
    )
    end = models.PositiveIntegerField(null=True, blank=True)
    locator = LineField(max_length=300, blank=True)
    note = LineField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(exact=""), name="quote_not_empty"),
            models.CheckConstraint(
                condition=models.Q(start__isnull=True, end__isnull=True)
                | models.Q(start__lt=models.F("end")),
                name="quote_start_before_end",
            ),
        ]

    def __str__(self) -> str:
        return self.exact[:80]
