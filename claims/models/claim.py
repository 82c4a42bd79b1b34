from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from claims.domain.vocabulary import (
    About,
    BenefitOrHarm,
    Certainty,
    ClaimStatus,
    ClaimType,
    Consistency,
    Quantifier,
    Rung,
    Scope,
    Verdict,
)
from claims.models.base import PublicRecord
from claims.models.fields import LineField, ProseField, coded, on_scale
from claims.models.topic import Topic


def _topic(role: str) -> models.ForeignKey[Topic | None, Topic | None]:
    return models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name=f"claims_as_{role}"
    )


class Claim(PublicRecord):
    """One checkable sentence. The last block repeats the standing synthesis, so that lists need no join."""

    NOUN = "claim"

    text = LineField(max_length=600, help_text="One checkable sentence.")
    exposure = _topic("exposure")
    exposure_text = LineField(max_length=300, blank=True)
    relation = LineField(max_length=200, blank=True, help_text="The verb: is linked to, causes.")
    outcome = _topic("outcome")
    outcome_text = LineField(max_length=300, blank=True)
    population = _topic("population")
    population_text = LineField(max_length=300, blank=True)
    comparator = _topic("comparator")
    comparator_text = LineField(max_length=300, blank=True)
    claim_type = coded(ClaimType)
    quantifier = coded(Quantifier, default=Quantifier.SOME)
    scope = coded(Scope, default=Scope.GENERAL)
    about = coded(About, default=About.PEOPLE)
    rung_claimed = coded(Rung, default=Rung.NONE, help_text="What the relation asks for.")
    benefit_or_harm = coded(BenefitOrHarm, default=BenefitOrHarm.UNKNOWN, blank=True)
    magnitude = LineField(max_length=300, blank=True)
    threshold = LineField(
        max_length=300, blank=True, help_text="The smallest effect that would matter."
    )
    wording_note = ProseField(
        max_length=2000, blank=True, help_text="What the wording gets wrong, judged apart."
    )
    topics = models.ManyToManyField(Topic, through="ClaimTopic", related_name="claims", blank=True)
    reviewers_required = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text="Overrides the site's REVIEWERS_REQUIRED for this claim.",
    )
    status = coded(ClaimStatus, default=ClaimStatus.DRAFT, editable=False)
    status_reason = ProseField(max_length=2000, blank=True, editable=False)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Derived: rewritten by claims.actions.syntheses, rebuilt by `manage.py rederive`.
    verdict = coded(Verdict, default=Verdict.NOT_ASSESSED, editable=False)
    certainty = coded(Certainty, default=Certainty.NOT_RATED, editable=False)
    consistency = coded(Consistency, default=Consistency.NOTHING, editable=False)
    rung_reached = coded(Rung, default=Rung.NONE, editable=False)
    plain_sentence = models.TextField(blank=True, editable=False)
    confirmed = models.BooleanField(default=False, editable=False)
    stale = models.BooleanField(default=False, editable=False)
    raters = models.PositiveSmallIntegerField(default=0, editable=False)
    study_count = models.PositiveIntegerField(default=0, editable=False)
    evidence_count = models.PositiveIntegerField(default=0, editable=False)
    supports_count = models.PositiveIntegerField(default=0, editable=False)
    contradicts_count = models.PositiveIntegerField(default=0, editable=False)
    mixed_count = models.PositiveIntegerField(default=0, editable=False)
    design_mask = models.PositiveIntegerField(
        default=0, editable=False, help_text="Bit i: has evidence of the i-th study design."
    )
    version_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            on_scale("claim_type", ClaimType, "claim_type_known"),
            on_scale("quantifier", Quantifier, "claim_quantifier_known"),
            on_scale("scope", Scope, "claim_scope_known"),
            on_scale("about", About, "claim_about_known"),
            on_scale("status", ClaimStatus, "claim_status_known"),
            on_scale("verdict", Verdict, "claim_verdict_known"),
            on_scale("certainty", Certainty, "claim_certainty_known"),
            models.CheckConstraint(condition=~models.Q(text=""), name="claim_has_text"),
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(published_at__isnull=False, version_number__gte=1),
                name="published_claim_has_a_version",
            ),
            models.CheckConstraint(
                condition=models.Q(published_by__isnull=True)
                | models.Q(published_at__isnull=False),
                name="claim_published_by_and_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="retired") | ~models.Q(status_reason=""),
                name="retired_claim_says_why",
            ),
        ]
        indexes = [
            # The mask comes along so that the filter on designs reads the index alone.
            models.Index(fields=["status", "-id", "design_mask"], name="claim_newest"),
            models.Index(fields=["status", "verdict", "-id"], name="claim_by_verdict"),
            models.Index(fields=["status", "certainty", "-id"], name="claim_by_certainty"),
            models.Index(fields=["id"], condition=models.Q(stale=True), name="claim_stale"),
            # As `ordering=updated` says it (claims.queries.ordering), to the letter: else it is not used.
            models.Index(
                "status",
                Coalesce("changed_at", "published_at", "created_at"),
                "id",
                name="claim_by_change",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("web:claim", args=[self.public_id])


class ClaimTopic(models.Model):
    """A topic of a claim; the composite index answers "newest claims of this topic" by itself."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "claim"], name="claim_topic_once"),
        ]

    def __str__(self) -> str:
        return f"C{self.claim_id} - T{self.topic_id}"
