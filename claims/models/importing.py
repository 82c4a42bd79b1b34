from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from claims.domain.vocabulary import ImportOutcome, ImportStatus
from claims.models.base import PublicRecord
from claims.models.fields import LineField, coded, on_scale
from claims.models.source import Source


class Import(PublicRecord):
    """One file of sources that somebody brought in: read, looked at, stored, and undone as a whole if need be."""

    NOUN = "import"

    filename = LineField(max_length=255)
    kind = models.CharField(max_length=20, blank=True, help_text="Format, told by the content.")
    encoding = models.CharField(max_length=20, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, blank=True)
    kept_as = models.CharField(
        max_length=100,
        blank=True,
        help_text="Name in the import folder; empty once the file is gone.",
    )
    mapping = models.JSONField(
        default=dict, blank=True, help_text="For tables: which column is which field."
    )
    status = coded(ImportStatus, default=ImportStatus.WAITING)
    counted = models.PositiveIntegerField(
        null=True, blank=True, help_text="Records in the file by an independent count."
    )
    read = models.PositiveIntegerField(default=0, help_text="Records read so far.")
    stored = models.PositiveIntegerField(default=0, help_text="Records dealt with so far.")
    error = models.TextField(blank=True)
    touched_at = models.DateTimeField(
        default=timezone.now, help_text="When anything last became of it."
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [on_scale("status", ImportStatus, "import_status_known")]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.filename})"

    def get_absolute_url(self) -> str:
        return reverse("web:import", args=[self.public_id])


class ImportRecord(models.Model):
    """One record of an imported file and what became of it; together they account for the whole file."""

    batch = models.ForeignKey(Import, models.CASCADE, related_name="records")
    position = models.PositiveIntegerField(help_text="From 1, in the order of the file.")
    line = models.PositiveIntegerField(null=True, blank=True)
    outcome = coded(ImportOutcome)
    reason = models.TextField(blank=True)
    csl = models.JSONField(default=dict, blank=True)
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="import_records",
        help_text="The one that was made, or the one it is.",
    )
    adds = models.JSONField(
        default=dict, blank=True, help_text="What it fills in on a source that is known already."
    )
    candidates = models.JSONField(
        default=list, blank=True, help_text="Look-alikes, each with score and reasons."
    )
    made = models.BooleanField(default=False, help_text="Whether this import made the source.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["batch", "position"]
        constraints = [
            on_scale("outcome", ImportOutcome, "import_outcome_known"),
            models.UniqueConstraint(fields=["batch", "position"], name="import_position_once"),
        ]

    def __str__(self) -> str:
        return f"B{self.batch_id}, record {self.position}: {self.outcome}"
