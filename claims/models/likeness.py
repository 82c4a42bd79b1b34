from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims.domain.vocabulary import PairState, Relation
from claims.models.fields import KeyField, ProseField, coded, on_scale
from claims.models.source import Source


class SourcePair(models.Model):
    """Two sources that look alike, with the reasons in words, and what was decided of them."""

    first = models.ForeignKey(Source, models.PROTECT, related_name="+", help_text="The older id.")
    second = models.ForeignKey(Source, models.PROTECT, related_name="+")
    score = models.FloatField(help_text="0 to 1; 1 where there is no doubt.")
    reasons = models.JSONField(default=list)
    state = coded(PairState, default=PairState.OPEN)
    relation = coded(Relation, default=Relation.NONE, blank=True)
    found_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = ProseField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-score", "id"]
        constraints = [
            on_scale("state", PairState, "pair_state_known"),
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="pair_in_order"
            ),
        ]
        indexes = [models.Index(fields=["state", "-score", "id"], name="pairs_to_decide")]

    def __str__(self) -> str:
        return f"S{self.first_id} ~ S{self.second_id} ({self.state})"


class Merge(models.Model):
    """What moved when one source was joined into another, so that it can be undone."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="merges")
    into = models.ForeignKey(Source, models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict, help_text="Evidence, study links and fields that moved.")
    reason = ProseField(max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    imported_by = KeyField(max_length=100, blank=True, help_text="Who joined them, elsewhere.")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(undone_at__isnull=True),
                name="one_standing_merge",
            )
        ]

    def __str__(self) -> str:
        return f"S{self.source_id} joined into S{self.into_id}"
