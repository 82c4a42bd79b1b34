"""Patients that case reports describe."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.assessments import Assessment
from claims.api.shapes.common import (
    ClaimName,
    Joined,
    Shape,
    SourceBrief,
    ToldApart,
    coded,
    listing,
    moment,
    string,
    truth,
    whole,
)
from claims.domain.vocabulary import RecordStatus


class ReportOfPatient(Shape):
    """Evidence that describes the patient."""

    evidence = string("Id of the evidence.")
    url = string("Path of its page.")
    study = string("Id of the study.")
    source = SourceBrief()  # type: ignore[assignment]
    left_out = string('Why this evidence takes no part; "" where it does.')


class Patient(Shape):
    """One patient and event, as reported; nothing that tells who it was."""

    id = string("Public id, such as N1.")
    url = string("Path of its page.")
    claim = ClaimName()
    label = string("How the report calls the case.")  # type: ignore[assignment]
    age = string("As reported.")
    sex = string("As reported.")
    country = string("As reported.")
    exposure_note = string("Product, dose, duration.")
    event = string("What happened.")
    onset = string("When, or how long after the exposure.")
    outcome = string("How it ended.")
    note = string("A remark.")
    reports = ReportOfPatient(many=True, help_text="What describes the patient.")
    counted = truth("Whether at least one of the reports takes part.")
    assessments = Assessment(
        many=True,
        help_text="Causality instruments (Naranjo, WHO-UMC), where open; no part of any certainty.",
    )
    joined = Joined(many=True, help_text="Records that turned out to be this patient.")
    status = coded(RecordStatus, "Where it stands.")
    revision = whole("Rises with every change; the base of a PATCH.")
    created_at = moment("When it was recorded.")
    mine = truth("Whether the asker recorded it.")


class PatientDetail(Patient):
    """One patient in full."""

    apart = ToldApart(many=True, help_text="Look-alikes that were found to be other patients.")


class LookHint(Shape):
    """One reason to look."""

    kind = string("What it rests on, such as register, authors, age.")
    reason = string("The same in words.")
    score = serializers.IntegerField(help_text="Points; negative speaks against.")


class LookAlike(Shape):
    """A record of a pair, by id and label."""

    id = string("Public id.")
    url = string("Path of its page.")
    label = string("Its name.")  # type: ignore[assignment]


class LookAlikePair(Shape):
    """Two records that may be one. A hint decides nothing."""

    first = LookAlike()
    second = LookAlike()
    score = serializers.IntegerField(help_text="Points of all hints together.")
    hints = LookHint(many=True)


class PatientsOfClaim(Shape):
    """The per-case table of a claim. It stands beside the claim's certainty and is no part of it."""

    patients = Patient(many=True, help_text="At most 200; the rest through /patients/?claim=.")
    counted = whole("Independent patients of whom at least one report takes part.")
    reports = whole("How many pieces of evidence describe them.")
    look_alikes = LookAlikePair(
        many=True, help_text="For those who may join them; empty for others."
    )


PatientList = listing("PatientList", Patient, "Patients, newest record first.")
