"""Patients of case reports: recorded by those who read them, each once, with nothing that tells who it was."""

import pytest

from claims.access import Denied, visible_patients
from claims.actions import evidence, independence, patients, proposals
from claims.domain.problems import Invalid, Moved, NotAllowedNow
from claims.models import Claim, Distinct, Event, Patient, PublicChange
from claims.queries import patients as queries
from tests.actions.log import mark, since, verbs
from tests.factories import make_claim, make_evidence, make_patient, make_user

pytestmark = pytest.mark.django_db


def report(claim, **fields):
    return make_evidence(claim, design="case_report", n=1, n_unit="patients", **fields)


def test_a_reviewer_records_a_patient_and_the_feed_tells_it():
    claim, by, start = make_claim(), make_user("reviewer"), mark()
    piece = report(claim)
    patient = patients.create(
        by=by, claim=claim, fields={"label": "Case 1", "age": "34"}, evidence=[piece.public_id]
    )
    assert verbs(start, patient) == ["created"]
    told = since(start, patient)[0]
    assert told.public
    assert told.payload["after"] == {
        "label": "Case 1",
        "age": "34",
        "evidence": [piece.public_id],
        "claim": claim.public_id,
    }
    assert PublicChange.objects.filter(kind="patient_recorded").count() == 1
    patients.revise(patient=patient, changes={"sex": "male"}, by=by)
    with pytest.raises(Denied):
        patients.revise(patient=patient, changes={"sex": "m"}, by=make_user("reviewer"))


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"age": "12.3.1987"}, "age"),
        ({"note": "born 1987-03-12"}, "note"),
        ({"label": ""}, "label"),
        ({"colour": "red"}, "colour"),
        ({"age": "x" * 41}, "age"),
        ({"evidence": []}, "evidence"),
        ({"evidence": ["E999999"]}, "evidence"),
        ({"evidence": ["S1"]}, "evidence"),
    ],
)
def test_what_cannot_be_stored_is_named_and_nothing_written(fields, named):
    claim, by = make_claim(), make_user("editor")
    given = {"label": "Case 1", "evidence": [report(claim)], **fields}
    start = mark()
    with pytest.raises(Invalid) as problem:
        patients.create(by=by, claim=claim, fields=given)
    assert named in problem.value.errors
    assert (Patient.objects.count(), since(start)) == (0, [])


def test_evidence_on_another_claim_or_unseen_describes_nobody_here():
    claim, reviewer = make_claim(), make_user("reviewer")
    for piece in (report(make_claim()), report(claim, accepted=False)):
        with pytest.raises(Invalid):
            patients.create(by=reviewer, claim=claim, fields={"label": "x"}, evidence=[piece])
    draft = make_claim(published=False)
    with pytest.raises(Invalid):
        patients.create(by=reviewer, claim=draft, fields={"label": "x"}, evidence=[report(claim)])


def test_the_last_report_stays_and_an_old_base_is_refused():
    patient, by = make_patient(), make_user("editor")
    (only,) = patient.evidence.all()
    with pytest.raises(Invalid):
        patients.revise(patient=patient, changes={"evidence": {"remove": [only.public_id]}}, by=by)
    patient.refresh_from_db()
    proposals.change(record=patient, changes={"age": "30s"}, by=by, base=1)
    patient.refresh_from_db()
    with pytest.raises(Moved):
        proposals.change(record=patient, changes={"age": "40s"}, by=by, base=1)


def test_a_patient_is_seen_with_its_claim_and_public_evidence():
    claim = make_claim()
    editor = make_user("editor")
    hidden = make_patient(report(claim, accepted=False), by=editor)
    assert not visible_patients(None).exists()
    assert Event.objects.filter(noun="patient", public=True).count() == 0
    open_ = make_patient(report(claim), by=editor)
    assert list(visible_patients(None)) == [open_]
    assert set(visible_patients(editor)) == {hidden, open_}
    Claim.objects.filter(pk=claim.pk).update(status="draft")
    assert not visible_patients(None).exists()


def test_one_patient_reported_twice_is_one_with_both_reports():
    claim, by = make_claim(), make_user("editor")
    one, other = make_patient(report(claim)), make_patient(report(claim))
    start = mark()
    patients.merge(patient=other, into=one, by=by, reason="Same man, same clinic.")
    found = queries.of_claim(None, claim.pk)
    assert (found["counted"], found["reports"]) == (1, 2)
    assert found["patients"][0]["joined"][0]["reason"] == "Same man, same clinic."
    assert verbs(start, other) == ["merged"]
    assert queries.tombstone(None, other.pk)["moved_to"]["id"] == one.public_id
    for wrong in (one, other, make_patient()):
        with pytest.raises((Invalid, NotAllowedNow)):
            patients.merge(patient=one, into=wrong, by=by, reason="r")


def test_a_patient_counts_while_one_report_does():
    claim, by = make_claim(), make_user("editor")
    first, second = report(claim), report(claim)
    make_patient(first, second)
    evidence.exclude(evidence=first, by=by, reason="Wrong population.")
    assert queries.of_claim(None, claim.pk)["counted"] == 1
    evidence.exclude(evidence=second, by=by, reason="Wrong too.")
    found = queries.of_claim(None, claim.pk)
    assert found["counted"] == 0
    assert {r["left_out"] for r in found["patients"][0]["reports"]} == {
        "Wrong population.",
        "Wrong too.",
    }


def test_a_withdrawn_patient_leaves_the_table_and_the_row_stays():
    author = make_user("reviewer")
    patient = make_patient(by=author)
    with pytest.raises(Invalid):
        patients.withdraw(patient=patient, by=author, reason=" ")
    patients.withdraw(patient=patient, by=author, reason="It is about two people.")
    assert queries.of_claim(None, patient.claim_id)["patients"] == []
    assert queries.tombstone(None, patient.pk)["reason"] == "It is about two people."
    with pytest.raises(NotAllowedNow):
        patients.revise(patient=patient, changes={"age": "3"}, by=author)


def test_told_apart_patients_are_not_asked_about_again_until_it_is_taken_back():
    claim, by = make_claim(), make_user("editor")
    alike = {"age": "34", "sex": "male", "event": "gray patches", "onset": "four years"}
    one, other = (make_patient(report(claim), **alike) for _ in range(2))
    assert len(queries.of_claim(by, claim.pk)["look_alikes"]) == 1
    assert queries.of_claim(make_user("reviewer"), claim.pk)["look_alikes"] == []
    assert queries.of_claim(None, claim.pk)["look_alikes"] == []
    start = mark()
    independence.distinct(one=other, other=one, by=by, reason="Other towns.")
    assert queries.of_claim(by, claim.pk)["look_alikes"] == []
    assert queries.detail(None, one.pk)["apart"][0]["id"] == other.public_id
    assert verbs(start, one) == verbs(start, other) == ["found_distinct"]
    with pytest.raises(NotAllowedNow):
        independence.distinct(one=one, other=other, by=by, reason="Again.")
    independence.reconsider(one=one, other=other, by=by, reason="Same town after all.")
    assert not Distinct.objects.exists()
    assert len(queries.of_claim(by, claim.pk)["look_alikes"]) == 1
    with pytest.raises(NotAllowedNow):
        independence.reconsider(one=one, other=other, by=by, reason="r")
    with pytest.raises(Invalid):
        independence.distinct(one=one, other=one, by=by, reason="r")
