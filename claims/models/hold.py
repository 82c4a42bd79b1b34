from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims.domain.vocabulary import HoldEnd, HoldKind
from claims.models.evidence import Evidence
from claims.models.fields import LineField, coded, on_scale


class Hold(models.Model):
    """A reviewer has a piece of evidence in hand until a day; a lease, so that nothing is held for ever."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="holds")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="evidence_held"
    )
    kind = coded(HoldKind, default=HoldKind.PICKED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = LineField(max_length=300, blank=True, help_text="What the editor who assigned it says.")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end = coded(HoldEnd, default=HoldEnd.OPEN, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            on_scale("kind", HoldKind, "hold_kind_known"),
            on_scale("end", HoldEnd, "hold_end_known"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, end="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(end="")),
                name="hold_ends_how_and_when",
            ),
            models.UniqueConstraint(
                fields=["evidence", "reviewer"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_hold_each",
            ),
        ]
        indexes = [
            models.Index(
                fields=["reviewer", "until"],
                condition=models.Q(ended_at__isnull=True),
                name="holds_of_reviewer",
            )
        ]

    def __str__(self) -> str:
        return f"E{self.evidence_id} held until {self.until:%Y-%m-%d}"
