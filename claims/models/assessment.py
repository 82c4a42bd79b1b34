from __future__ import annotations

from django.conf import settings
from django.db import models

from claims.domain.vocabulary import AssessedUnit, AssessmentStatus
from claims.models.base import PublicRecord
from claims.models.claim import Claim
from claims.models.evidence import Evidence
from claims.models.fields import KeyField, ProseField, coded, on_scale
from claims.models.patient import Patient
from claims.models.source import Source

#: The column that holds the unit of each kind.
UNIT_COLUMNS = {
    AssessedUnit.RESULT: "evidence",
    AssessedUnit.REPORT: "source",
    AssessedUnit.PATIENT: "patient",
    AssessedUnit.BODY: "claim",
}


def _one_unit() -> models.Q:
    """Exactly the column of the stated kind is filled."""
    condition = models.Q()
    for unit, column in UNIT_COLUMNS.items():
        others = {f"{other}__isnull": True for other in UNIT_COLUMNS.values() if other != column}
        condition |= models.Q(unit=unit.value, **{f"{column}__isnull": False}, **others)
    return condition


class Assessment(PublicRecord):
    """One assessor's answers to one instrument about the unit that the instrument judges.

    Immutable once submitted (triggers keep it so); a second thought is a new assessment that supersedes it. An
    appraisal cites assessments: the instrument of a review is answered once, whatever claims it bears on.
    """

    NOUN = "assessment"

    instrument = KeyField(max_length=60, help_text="Id of the instrument.")
    instrument_version = models.CharField(max_length=60, blank=True)
    unit = coded(AssessedUnit)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    patient = models.ForeignKey(
        Patient, models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    imported_assessor = KeyField(max_length=100, blank=True)
    status = coded(AssessmentStatus, default=AssessmentStatus.DRAFT)
    answers = models.JSONField(default=dict, blank=True, help_text="Answers by item.")
    notes = models.JSONField(
        default=dict, blank=True, help_text="What an answer rests on, by item: words or a quote."
    )
    evaluation = models.JSONField(
        default=dict, blank=True, help_text="What the instrument's rules gave for the answers."
    )
    domain_judgements = models.JSONField(
        default=dict, blank=True, help_text="The assessor's judgement by domain, where it departs."
    )
    judgement = models.CharField(
        max_length=60, blank=True, help_text="The overall one that stands."
    )
    departures = models.JSONField(
        default=dict, blank=True, help_text="Why a judgement departs from the suggested one."
    )
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    is_current = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    remark = ProseField(max_length=2000, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            on_scale("unit", AssessedUnit, "assessment_unit_known"),
            on_scale("status", AssessmentStatus, "assessment_status_known"),
            models.CheckConstraint(condition=_one_unit(), name="assessment_has_one_unit"),
            models.CheckConstraint(
                condition=models.Q(assessor__isnull=False, imported_assessor="")
                | (models.Q(assessor__isnull=True) & ~models.Q(imported_assessor="")),
                name="assessment_has_one_assessor",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="submitted") | models.Q(submitted_at__isnull=False),
                name="submitted_assessment_is_dated",
            ),
            *(
                models.UniqueConstraint(
                    fields=[column, "instrument", "assessor"],
                    condition=models.Q(status="draft", unit=unit.value, assessor__isnull=False),
                    name=f"one_draft_for_each_{column}",
                )
                for unit, column in UNIT_COLUMNS.items()
            ),
            *(
                models.UniqueConstraint(
                    fields=[column, "instrument", "assessor"],
                    condition=models.Q(is_current=True, unit=unit.value, assessor__isnull=False),
                    name=f"one_assessment_for_each_{column}",
                )
                for unit, column in UNIT_COLUMNS.items()
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.instrument})"
