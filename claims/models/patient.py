from __future__ import annotations

from django.db import models
from django.urls import reverse

from claims.domain.vocabulary import RecordStatus
from claims.models.base import PublicRecord
from claims.models.claim import Claim
from claims.models.evidence import Evidence
from claims.models.fields import LineField, ProseField, coded, on_scale


class Patient(PublicRecord):
    """One patient and event that case reports describe, for one claim; the same patient reported twice is one.

    What a reader of the report can see and no more: nothing that tells who it was.
    """

    NOUN = "patient"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="patients")
    label = LineField(max_length=200, help_text="How the report calls the case, e.g. Case 2.")
    age = LineField(max_length=40, blank=True, help_text="As reported: 34, 30s, infant.")
    sex = LineField(max_length=40, blank=True)
    country = LineField(max_length=80, blank=True)
    exposure_note = LineField(max_length=500, blank=True, help_text="Product, dose, duration.")
    event = LineField(max_length=300, blank=True, help_text="What happened.")
    onset = LineField(max_length=120, blank=True, help_text="When, or how long after the exposure.")
    outcome = LineField(max_length=300, blank=True)
    note = ProseField(max_length=2000, blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="patients")
    status = coded(RecordStatus, default=RecordStatus.PUBLISHED, editable=False)
    status_reason = ProseField(max_length=2000, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [on_scale("status", RecordStatus, "patient_status_known")]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("web:patient", args=[self.public_id])
