"""What nobody sees at the origin any more, nobody sees here. Its row stays: what was said of it may stand."""

from __future__ import annotations

from typing import Any, cast

from claims.actions.mirroring.reading import Answer, key
from claims.actions.mirroring.rows import IDENTIFIERS, parts
from claims.domain.problems import Invalid
from claims.domain.vocabulary import ClaimStatus, EvidenceStatus, RecordStatus
from claims.models import Claim, Evidence, Patient, Source, Study, Topic


def hide(answer: Answer) -> None:
    """Records that are named as gone, and those that their claim came without."""
    for noun, model in (("topic", Topic), ("source", Source), ("study", Study)):
        for part in parts(answer.gone.get(noun, ())):
            free: dict[str, Any] = dict.fromkeys(IDENTIFIERS) if noun == "source" else {}
            free |= {"registry_id": None} if noun == "study" else {}
            cast("Any", model).objects.filter(pk__in=part).update(
                status=RecordStatus.PROPOSED, merged_into=None, **free
            )
    for part in parts(answer.gone.get("claim", ())):
        Claim.objects.filter(pk__in=part).update(status=ClaimStatus.DRAFT)
    for part in parts(answer.keys.get("claim", ())):
        _left_out(part, answer)
    _step_aside(answer)


def _left_out(claims: list[int], answer: Answer) -> None:
    """A claim is told with all its evidence and patients: what went back to a hidden source is not among them."""
    told = answer.keys.get("evidence", set())
    held = Evidence.objects.filter(claim__in=claims).exclude(status=EvidenceStatus.PROPOSED)
    gone = set(held.order_by().values_list("pk", flat=True)) - told
    for some in parts(gone):
        Evidence.objects.filter(pk__in=some).update(status=EvidenceStatus.PROPOSED)
    patients = Patient.objects.filter(claim__in=claims).order_by()
    alone = set(patients.values_list("pk", flat=True)) - answer.keys.get("patient", set())
    described: Any = Patient.evidence.through
    for some in parts(alone):
        # Nobody sees a patient whom no evidence describes.
        described.objects.filter(patient__in=some).delete()


def _step_aside(answer: Answer) -> None:
    """Hidden evidence whose claim, source and study are another's by now gets any study that is free.

    It says nothing to anyone; when it comes into view, it is told whole. What is told is read again only where there is
    such evidence: a claim's may lie in two parts of the answer.
    """
    told = answer.keys.get("evidence", set())
    standing: list[Evidence] = []
    for records in answer.records("evidence"):
        taken = {_place(record) for record in records}
        claims = {claim for claim, _, _ in taken}
        hidden = Evidence.objects.filter(claim__in=claims, status=EvidenceStatus.PROPOSED)
        standing += [
            row
            for row in hidden.order_by("pk")
            if row.pk not in told and (row.claim_id, row.source_id, row.study_id) in taken
        ]
    if not standing:
        return
    full: dict[tuple[int, int], set[int]] = {
        (row.claim_id, row.source_id): set() for row in standing
    }
    for records in answer.records("evidence"):
        for claim, source, study in map(_place, records):
            if (claim, source) in full:
                full[claim, source].add(study)
    for row in standing:
        beside = Evidence.objects.filter(claim=row.claim_id, source=row.source_id)
        used = full[row.claim_id, row.source_id] | set(beside.values_list("study_id", flat=True))
        free = Study.objects.exclude(pk__in=used).order_by("pk").first()
        if free is None:
            raise Invalid(
                {"": [f"E{row.pk} stands where other evidence is told. Nothing was changed."]}
            )
        Evidence.objects.filter(pk=row.pk).update(study=free)


def _place(record: dict[str, Any]) -> tuple[int, int, int]:
    return key(record["claim"]), key(record["source"]), key(record["study"])
