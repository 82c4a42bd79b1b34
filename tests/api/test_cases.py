"""Patients, independence and searches over the API."""

from __future__ import annotations

from datetime import date

import pytest

from claims.models import Claim, Search
from tests.queries import build

CASE = {
    "age": "41",
    "sex": "female",
    "event": "darkening of both cheeks",
    "onset": "March 2019, after two years",
}


@pytest.fixture
def claim(db):
    return build.claim("Tea is linked to darker cheeks")


def reports(claim, number):
    return [
        build.evidence(claim, design="case_report", n=1, n_unit="patients") for _ in range(number)
    ]


def test_five_case_reports_two_of_one_patient_are_four_independent_patients(api, people, claim):
    """Policy pol-2, from EMA GVP Module VI Addendum I."""
    reviewer, editor = api(people.reviewer), api(people.editor)
    made = []
    for place, piece in enumerate(reports(claim, 5)):
        facts = CASE if place < 2 else {"age": str(20 + place), "sex": "male"}
        body = {"claim": claim.public_id, "evidence": [piece.public_id], "label": f"Case {place}"}
        answer = reviewer.post("patients/", {**body, **facts})
        assert answer.status_code == 201, answer.json()
        made.append(answer.json()["id"])
    path = f"claims/{claim.public_id}/patients/"
    assert api().get(path).json()["counted"] == 5
    assert api().get(path).json()["look_alikes"] == []
    (pair,) = editor.get(path).json()["look_alikes"]
    assert [pair["first"]["id"], pair["second"]["id"]] == made[:2]
    assert "The same age: 41." in [hint["reason"] for hint in pair["hints"]]
    answer = editor.post(
        f"patients/{made[1]}/merge/", {"into": made[0], "reason": "One woman, told of twice."}
    )
    assert answer.status_code == 200, answer.json()
    found = api().get(path).json()
    assert (found["counted"], found["reports"]) == (4, 5)
    assert len(found["patients"][0]["reports"]) == 2
    moved = api().get(f"patients/{made[1]}/")
    assert moved.status_code == 308
    assert moved["Location"].endswith(f"/patients/{made[0]}/")
    listed = api().get(f"patients/?claim={claim.public_id}").json()["results"]
    assert len(listed) == 4
    (both,) = editor.get("studies/look-alikes/").json()["results"]
    assert "same patient" in both["hints"][0]["reason"]


def test_what_tells_who_it_was_is_refused_with_a_pointer(api, people, claim):
    (piece,) = reports(claim, 1)
    body = {"claim": claim.public_id, "evidence": [piece.public_id], "label": "Case"}
    answer = api(people.editor).post("patients/", {**body, "note": "born 12.3.1987"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/note"
    other = reports(build.claim(), 1)[0]
    answer = api(people.editor).post("patients/", {**body, "evidence": [other.public_id]})
    assert answer.json()["errors"][0]["pointer"] == "#/evidence"


def test_a_report_of_a_patient_that_others_may_not_see_is_not_told(api, people, claim):
    seen, hidden = reports(claim, 2)
    patient = build.patient(seen, hidden)
    type(hidden).objects.filter(pk=hidden.pk).update(status="proposed")
    found = api().get(f"patients/N{patient.pk}/").json()
    assert [report["evidence"] for report in found["reports"]] == [seen.public_id]
    type(seen).objects.filter(pk=seen.pk).update(status="proposed")
    assert api().get(f"patients/N{patient.pk}/").status_code == 404
    assert api().get(f"patients/?evidence={hidden.public_id}").json()["results"] == []


def test_look_alikes_are_for_editors(api, people):
    for place in range(2):
        build.study(build.source(title=f"Part {place} of NCT01234567"))
    for asker in (api(), api(people.reviewer)):
        assert asker.get("studies/look-alikes/").json() == {"results": []}
    (pair,) = api(people.editor).get("studies/look-alikes/").json()["results"]
    assert pair["hints"][0]["kind"] == "register"


def test_independence_of_a_claim(api, claim):
    one = build.evidence(claim)
    build.StudySource.objects.create(study=one.study, source=build.source())
    found = api().get(f"claims/{claim.public_id}/independence/").json()
    assert len(found["studies"][0]["reports"]) == 2
    assert found["studies"][0]["why_primary"]
    assert found["look_alikes"] == []
    assert api().get("claims/C999999/independence/").status_code == 404
    assert api().get("claims/C999999/patients/").status_code == 404


SEARCH = {
    "where": "PubMed",
    "query": "tea AND cheeks",
    "searched_on": "2026-03-04",
    "covers_to": "2026-03-03",
    "results": 512,
    "screened": 480,
    "included": 12,
    "exclusions": [{"reason": "no cheeks", "n": 468}],
}


def test_a_search_is_shown_in_words_and_makes_the_claim_current(api, people, claim):
    editor = api(people.editor)
    answer = editor.post("searches/", {**SEARCH, "claim": claim.public_id})
    assert answer.status_code == 201, answer.json()
    assert answer.json()["flow"] == (
        "512 records found, 480 screened, 12 included. 468 excluded: no cheeks (468)."
    )
    found = api().get(f"claims/{claim.public_id}/").json()
    assert found["search_currency"] == {
        "current_to": "2026-03-03",
        "searched_on": "2026-03-04",
        "where": "PubMed",
        "old_from": "2027-03-04",
        "sentence": "Evidence current to 3 March 2026: PubMed",
    }
    assert Claim.objects.get(pk=claim.pk).verdict == "none_found"
    ident = answer.json()["id"]
    answer = editor.patch(
        f"searches/{ident}/", {"revision": 1, "changes": {"exclusions": []}, "reason": "Recount."}
    )
    assert "No reason is recorded for the 468 left out." in answer.json()["flow"]


def test_numbers_that_do_not_fit_are_refused_with_a_pointer(api, people, claim):
    body = {**SEARCH, "claim": claim.public_id}
    for changes, pointer in (
        ({"screened": 513}, "#/screened"),
        ({"exclusions": [{"reason": "x", "n": 469}]}, "#/exclusions"),
        ({"exclusions": [{"reason": "x", "n": "3"}]}, "#/exclusions/0/n"),
        ({"exclusions": {"x": 3}}, "#/exclusions"),
        ({"covers_to": "2026-03-05"}, "#/covers_to"),
    ):
        answer = api(people.editor).post("searches/", {**body, **changes})
        assert answer.status_code == 400, changes
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert not Search.objects.exists()


def test_a_search_on_a_topic_is_shown_and_no_verdict_rests_on_it(api, people):
    topic = build.topic()
    claim = build.claim(topics=(topic,))
    answer = api(people.editor).post("searches/", {**SEARCH, "topic": topic.public_id})
    assert answer.status_code == 201
    found = api().get(f"claims/{claim.public_id}/").json()
    assert len(found["searches"]) == 1
    assert found["search_currency"] is None
    assert Claim.objects.get(pk=claim.pk).verdict == "not_assessed"


def test_the_latest_search_counts(api, claim):
    for on in (date(2020, 1, 1), date(2024, 5, 6)):
        Search.objects.create(claim=claim, where=f"Base {on.year}", query="q", searched_on=on)
    found = api().get(f"claims/{claim.public_id}/").json()["search_currency"]
    assert found["sentence"] == "Evidence current to 6 May 2024: Base 2024"
