"""Which assessments an appraisal may cite: the reviewer's own, or those done once and open to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.access import visible_assessments
from claims.domain.problems import Invalid
from claims.domain.vocabulary import AssessedUnit, AssessmentStatus
from claims.models import Assessment, Evidence

if TYPE_CHECKING:
    from evidence.accounts.models import User


def citable(given: Sequence[Assessment], *, evidence: Evidence, by: User) -> list[Assessment]:
    """`given` without doubles, in order of entry; Invalid, naming the assessment, where one cannot be cited.

    One's own must be submitted and be the newest. Another's only where the unit is judged once for all (a
    report, a patient, a body) and the reviewer may read it. Every one must be about this very evidence, its
    source, its patients or its claim. Two queries, none where nothing is cited.
    """
    if not given:
        return []
    keys = {one.pk for one in given}
    found = {
        one.pk: one for one in visible_assessments(by).filter(pk__in=keys).order_by("pk").distinct()
    }
    patients = set(evidence.patients.values_list("pk", flat=True))
    faults = [
        fault for one in given if (fault := _fault(found.get(one.pk), one, evidence, patients, by))
    ]
    if faults:
        raise Invalid({"assessments": faults})
    return list(found.values())


def _fault(
    row: Assessment | None, given: Assessment, evidence: Evidence, patients: set[int], by: User
) -> str:
    if row is None:
        return f"There is no assessment {given.public_id}."
    if row.status != AssessmentStatus.SUBMITTED:
        return f"{row.public_id} is a draft: submit it first."
    if not row.is_current:
        return f"{row.public_id} was superseded: cite the newer one."
    about = {
        AssessedUnit.RESULT: row.evidence_id == evidence.pk,
        AssessedUnit.REPORT: row.source_id == evidence.source_id,
        AssessedUnit.PATIENT: row.patient_id in patients,
        AssessedUnit.BODY: row.claim_id == evidence.claim_id,
    }
    if not about[AssessedUnit(row.unit)]:
        return f"{row.public_id} is about something else than {evidence.public_id}."
    if row.unit == AssessedUnit.RESULT and row.assessor_id != by.pk:
        return f"{row.public_id} is another reviewer's: judge this result yourself."
    return ""
