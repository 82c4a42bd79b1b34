"""Patients that case reports describe: each once, however many reports tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from claims.access import Permission, require, visible_claims, visible_evidence
from claims.actions import feed, filing
from claims.actions.core import act, announce, record
from claims.actions.editing import assign, insert, known_only, swap_status, value_of, write
from claims.domain.privacy import identifying
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.status import require_step
from claims.domain.vocabulary import ClaimStatus, RecordStatus
from claims.models import Claim, Patient

if TYPE_CHECKING:
    from evidence.accounts.models import User


def create(
    *,
    by: User,
    claim: Claim,
    fields: Mapping[str, Any],
    evidence: Iterable[Any] = (),
    reason: str = "",
) -> Patient:
    """Record a patient whom evidence on the claim describes: reports as records or public ids, one at least.

    Raises Denied, and Invalid for what would tell who the patient was.
    """
    require(by, Permission.RECORD_CASE)
    known_only("patient", fields)
    reports = [*(fields.get("evidence") or ()), *evidence]
    _refuse_identity(fields)
    if not visible_claims(by).filter(pk=claim.pk).exists():
        raise Invalid({"claim": [f"There is no record {claim.public_id!r} of this kind."]})
    if not reports:
        raise Invalid({"evidence": ["Name the evidence that describes the patient, such as E12."]})
    _seen(reports, by)
    patient = Patient(created_by=by, claim=claim)
    with act(by):
        assign(patient, {name: value for name, value in fields.items() if name != "evidence"})
        insert(patient, {"evidence": reports})
        after = {name: value_of(patient, name) for name in {*fields, "evidence"}}
        _tell("created", patient, after=after | {"claim": claim.public_id}, reason=reason)
    return patient


def revise(
    *,
    patient: Patient,
    changes: Mapping[str, Any],
    by: User,
    reason: str = "",
    base: int | None = None,
) -> Patient:
    """Correct what is recorded of a patient: for who recorded it and editors; the history keeps what it said."""
    _may_change(patient, by)
    _refuse_identity(changes)
    added = changes.get("evidence")
    if isinstance(added, Mapping):
        _seen(added.get("add") or (), by)
    with act(by):
        shown = feed.visible("patient", [patient.pk])
        before, after = write(patient, changes, base=base)
        if not patient.evidence.exists():
            raise Invalid({"evidence": ["At least one report describes the patient."]})
        if after:
            _tell("revised", patient, before=before, after=after, reason=reason)
            feed.changed("patient", [], before=shown, reason=reason)
    return patient


def merge(*, patient: Patient, into: Patient, by: User, reason: str) -> Patient:
    """Two records of one patient become one, with the reports of both. Returns `into`.

    What was assessed of either stays with the record that it was assessed on, and is shown with the one that goes on.
    """
    require(by, Permission.MERGE)
    reason = filing.need_reason(reason)
    if patient.pk == into.pk or into.status != RecordStatus.PUBLISHED:
        raise Invalid({"into": ["Choose another patient that is not withdrawn or merged."]})
    if patient.claim_id != into.claim_id:
        raise Invalid({"into": [f"{into.public_id} belongs to another claim."]})
    require_step("patient", patient.status, RecordStatus.MERGED)
    with act(by):
        swap_status(
            patient,
            expected=patient.status,
            status=RecordStatus.MERGED,
            status_reason=reason,
            merged_into=into,
        )
        Patient.objects.filter(merged_into=patient).update(merged_into=into)
        # The merged record keeps its reports: they say why the two were thought to be two.
        into.evidence.add(*patient.evidence.all())
        after = {"merged_into": into.public_id}
        _tell("merged", patient, after=after, reason=reason, change="record_merged")
        feed.changed("patient", [into.pk], reason=reason)
    return into


def withdraw(*, patient: Patient, by: User, reason: str) -> Patient:
    """Take a patient out of the table, with a reason: for who recorded it and editors. The row stays."""
    _may_change(patient, by)
    reason = filing.need_reason(reason)
    require_step("patient", patient.status, RecordStatus.RETIRED)
    with act(by):
        swap_status(
            patient,
            expected=patient.status,
            status=RecordStatus.RETIRED,
            status_reason=reason,
        )
        _tell("withdrawn", patient, after={"status": patient.status}, reason=reason)
    return patient


def _may_change(patient: Patient, by: User) -> None:
    require(by, Permission.RECORD_CASE)
    if patient.created_by_id != by.pk:
        require(by, Permission.EDIT)
    if patient.status != RecordStatus.PUBLISHED:
        raise NotAllowedNow(f"This patient is {patient.status}: the record changes no more.")


def _refuse_identity(fields: Mapping[str, Any]) -> None:
    if found := identifying(fields):
        raise Invalid({name: [message] for name, message in found.items()})


def _seen(reports: Iterable[Any], by: User) -> None:
    """What the person cannot see does not exist for them. One query."""
    named = [one if isinstance(one, str) else getattr(one, "public_id", "") for one in reports]
    keys = {int(name[1:]) for name in named if name[:1] == "E" and name[1:].isdecimal()}
    there = set(visible_evidence(by).filter(pk__in=keys).values_list("pk", flat=True))
    if missing := sorted(keys - there):
        raise Invalid({"evidence": [f"There is no evidence 'E{missing[0]}'."]})


def _tell(
    verb: str,
    patient: Patient,
    *,
    after: dict[str, Any],
    reason: str,
    before: dict[str, Any] | None = None,
    change: str = "patient_recorded",
) -> None:
    """The event, and a line of the public feed where anyone can see the patient."""
    public = (
        patient.claim.status == ClaimStatus.PUBLISHED
        and visible_evidence(None).filter(patients=patient).exists()
    )
    record(verb, patient, before=before, after=after, reason=reason, public=public)
    if public:
        announce(change, patient, reason=reason)
