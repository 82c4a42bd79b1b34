from __future__ import annotations

from django.db import models
from django.urls import reverse

from claims.domain.vocabulary import CountUnit, Design, RecordStatus, StudySourceRole
from claims.models.base import PublicRecord
from claims.models.fields import KeyField, LineField, ProseField, coded, on_scale
from claims.models.source import Source


class Study(PublicRecord):
    """The independent unit that evidence is counted by; several sources may report one study."""

    NOUN = "study"

    label = LineField(max_length=300)
    design = coded(Design, default=Design.OTHER)
    registry_id = KeyField(max_length=60, null=True, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)
    n_unit = coded(CountUnit, default="", blank=True)
    population = LineField(max_length=500, blank=True)
    note = ProseField(max_length=2000, blank=True)
    primary_source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="primary_of"
    )
    sources = models.ManyToManyField(Source, through="StudySource", related_name="studies")
    included_studies = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="included_in",
        blank=True,
        help_text="For a review: the studies that it pools.",
    )
    status = coded(RecordStatus, default=RecordStatus.PUBLISHED, editable=False)
    status_reason = ProseField(max_length=2000, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "studies"
        constraints = [
            on_scale("design", Design, "study_design_known"),
            on_scale("status", RecordStatus, "study_status_known"),
            models.UniqueConstraint(
                fields=["registry_id"],
                condition=models.Q(registry_id__isnull=False) & ~models.Q(status="merged"),
                name="study_registry_id_once",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("web:study", args=[self.public_id])


class StudySource(models.Model):
    """How a source bears on a study: it reports it, or (a review) includes it."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="source_links")
    source = models.ForeignKey(Source, models.PROTECT, related_name="study_links")
    role = coded(StudySourceRole, default=StudySourceRole.REPORTS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "source"], name="study_source_once"),
            on_scale("role", StudySourceRole, "study_source_role_known"),
        ]

    def __str__(self) -> str:
        return f"S{self.source_id} {self.role} Y{self.study_id}"
