"""Assessments over the API: drafts with a revision, faults with a pointer, and what judges what."""

from __future__ import annotations

import pytest

from claims.models import Assessment
from tests.factories import LOW_RISK, make_evidence, make_patient, make_user


@pytest.fixture
def link(db):
    return make_evidence(design="rct")


def test_a_draft_then_the_assessment_then_the_appraisal(api, link):
    asker = api(make_user("reviewer"))
    body = {"instrument": "rob2", "on": link.public_id, "answers": {"1.1": "Y"}, "status": "draft"}
    draft = asker.post("assessments/", body)
    assert (draft.status_code, draft.json()["evaluation"]["complete"]) == (201, False)
    assert asker.post("assessments/", {**body, "revision": 1}).json()["revision"] == 2
    late = asker.post("assessments/", {**body, "revision": 1, "answers": {"1.1": "N"}})
    assert late.status_code == 409
    assert late.json()["moved"]["answers"]["current"] == {"1.1": "Y"}
    refused = asker.post("assessments/", {**body, "status": "submitted"})
    assert "#/answers/1.2" in {error["pointer"] for error in refused.json()["errors"]}
    body |= {"status": "submitted", "answers": LOW_RISK, "notes": {"1.1": "By computer."}}
    found = asker.post("assessments/", body).json()
    assert (found["judgement"], found["on"]["id"]) == ("low", link.public_id)
    rating = {
        "direction": "supports", "directness": "direct", "strength": "weak", "read": "full_text",
        "rationale": "So.", "declaration": "none", "assessments": [found["id"]],
    }  # fmt: skip
    address = f"evidence/{link.public_id}/appraisals/"
    refused = asker.post(address, rating)
    assert [error["pointer"] for error in refused.json()["errors"]] == ["#/departure"]
    made = asker.post(address, {**rating, "departure": "One site."}).json()
    assert made["suggested_strength"] == "strong"
    assert [one["id"] for one in made["assessments"]] == [found["id"]]
    assert api().get(f"assessments/{found['id']}/").status_code == 404
    assert asker.get(f"assessments/?evidence={link.public_id}").json()["results"]


def test_somebody_elses_is_not_there_to_be_cited(api, link):
    theirs = api(make_user("reviewer")).post(
        "assessments/", {"instrument": "rob2", "on": link.public_id, "answers": LOW_RISK}
    )
    refused = api(make_user("reviewer")).post(
        f"evidence/{link.public_id}/appraisals/",
        {"status": "draft", "assessments": [theirs.json()["id"]]},
    )
    (error,) = refused.json()["errors"]
    assert error["pointer"].startswith("#/assessments")
    assert "There is no assessment" in error["detail"]


def test_a_patient_and_a_discarded_draft(api):
    patient = make_patient()
    asker = api(make_user("reviewer"))
    answers = {str(number): "yes" for number in range(1, 11)}
    body = {"instrument": "naranjo", "on": patient.public_id, "answers": answers}
    draft = asker.post("assessments/", {**body, "status": "draft"}).json()
    seen = {"if-match": f'"{draft["revision"]}"'}
    assert asker.delete(f"assessments/{draft['id']}/", headers=seen).status_code == 204
    assert not Assessment.objects.exists()
    found = asker.post("assessments/", body).json()
    assert (found["unit"], found["score"]) == ("patient", 8)
    wrong = asker.post("assessments/", {**body, "instrument": "rob2"})
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["#/on"]
