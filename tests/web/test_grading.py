"""The grading page: drafts kept as one types, both judgements submitted together, and nothing of others' shown."""

from __future__ import annotations

import re

import pytest

from claims.actions import integrity
from claims.models import Appraisal, Assessment, Event, Patient
from tests.factories import (
    LOW_RISK,
    make_appraisal,
    make_assessment,
    make_claim,
    make_evidence,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db

ANSWERS = {f"answer.{item}": answer for item, answer in LOW_RISK.items()}
RATING = {
    "direction": "supports",
    "directness": "direct",
    "strength": "strong",
    "rationale": "Well done.",
    "read": "full_text",
    "declaration": "none",
}
ROB2 = {"instrument": "rob2_assignment_2019", "shown": "rob2_assignment_2019"}


@pytest.fixture
def link():
    return make_evidence(make_claim("It lowers pain", claim_type="efficacy"), design="rct")


@pytest.fixture
def me(client):
    person = make_user("reviewer")
    client.force_login(person)
    return person


def at(link):
    return f"/evidence/{link.public_id}/appraise/"


def shown(client, link):
    answer = client.get(at(link))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_usual_instrument_is_on_the_page_and_what_is_typed_is_kept(client, link, me):
    page = shown(client, link)
    assert 'name="answer.1.1"' in page
    assert "No strength is suggested" in page
    kept = client.post(
        at(link),
        {
            **ROB2,
            **ANSWERS,
            "rationale": "So far.",
            "note.1.1": "Sealed envelopes",
            "autosave": "1",
        },
    )
    told = kept.json()
    assert (told["revision"], told["sheet_revision"]) == (1, 1)
    assert told["suggestion"].startswith("Suggested by rule: strong. ")
    assert len(told["saved_at"]) == 5
    events = Event.objects.filter(noun__in=["appraisal", "assessment"])
    assert not events.exists()
    # Another browser, another day.
    client.logout()
    client.force_login(me)
    page = shown(client, link)
    assert "So far." in page
    assert "Sealed envelopes" in page
    assert 'name="answer.1.1" value="Y" checked' in page
    assert 'name="revision" value="1"' in page


def test_both_are_submitted_together_or_neither(client, link, me):
    half = {name: value for name, value in ANSWERS.items() if name != "answer.1.2"}
    answer = client.post(at(link), {**ROB2, **half, **RATING, "declaration": "", "submit": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'href="#domain-D1"' in page
    assert 'href="#id_declaration"' in page
    assert not Assessment.objects.filter(status="submitted").exists()
    answer = client.post(at(link), {**ROB2, **ANSWERS, **RATING, "submit": "1"})
    assert answer.status_code == 302
    row = Appraisal.objects.get()
    assert (row.status, row.suggested_strength, row.instrument) == (
        "submitted",
        "strong",
        "rob2_assignment_2019",
    )
    assert row.assessments.get().judgement == "low"
    public = client.get(f"/evidence/{link.public_id}/").content.decode()
    assert "RoB 2" in public
    assert "Declares none" in public


def test_departing_needs_a_reason_for_each_judgement(client, link, me):
    departing = {**ROB2, **ANSWERS, **RATING, "judgement.D2": "high", "strength": "moderate"}
    page = client.post(at(link), {**departing, "submit": "1"}).content.decode()
    assert 'href="#id_departure.D2"' in page
    departing["departure.D2"] = "They knew."
    page = client.post(at(link), {**departing, "submit": "1"}).content.decode()
    assert 'href="#id_departure"' in page
    assert not Assessment.objects.filter(status="submitted").exists()
    reasons = {"departure": "It hardly mattered."}
    assert client.post(at(link), {**departing, **reasons, "submit": "1"}).status_code == 302
    assert Assessment.objects.get().departures == {"D2": "They knew."}


def test_another_device_s_draft_is_not_overwritten_unawares(client, link, me):
    first = {"rationale": "At home.", "revision": "0", "autosave": "1"}
    assert client.post(at(link), first).json()["revision"] == 1
    late = client.post(at(link), {**first, "rationale": "On the train."})
    assert late.status_code == 409
    assert "rationale" in late.json()["moved"]
    answer = client.post(at(link), {"rationale": "On the train.", "revision": "0", "save": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "At home." in page
    assert "On the train." in page
    assert 'name="revision" value="1"' in page
    assert Appraisal.objects.get().rationale == "At home."
    client.post(at(link), {"rationale": "On the train.", "revision": "1", "save": "1"})
    assert Appraisal.objects.get().rationale == "On the train."


def test_choosing_another_instrument_keeps_the_answers_of_the_first(client, link, me):
    chosen = {**ANSWERS, "instrument": "murad_2018", "shown": "rob2_assignment_2019", "check": "1"}
    answer = client.post(at(link), chosen)
    assert answer["Location"].endswith("#instrument")
    assert Assessment.objects.get().answers == LOW_RISK
    page = shown(client, link)
    assert "Murad" in page
    assert "answer.1.2" not in page
    none = {"instrument": "none", "shown": "", "why_none": "", **RATING, "submit": "1"}
    assert 'href="#id_answers"' in client.post(at(link), none).content.decode()
    client.post(at(link), {**none, "why_none": "A leaflet."})
    row = Appraisal.objects.get()
    assert (row.status, row.instrument, row.answers) == ("submitted", "none", {"why": "A leaflet."})


def test_a_review_that_somebody_appraised_is_offered_for_citing(client, me):
    review = make_source()
    done = make_assessment(review)
    one = make_evidence(source=review, design="systematic_review")
    make_appraisal(one, done.assessor, assessments=[done])
    two = make_evidence(source=review, design="systematic_review")
    # As a word of its own: a key against forgery may hold the same two letters.
    assert not re.search(rf"\b{done.public_id}\b", shown(client, two))
    make_appraisal(one)
    page = shown(client, two)
    assert done.public_id in page
    assert "answer.1" not in page
    answer = client.post(
        at(two), {**RATING, "cite": done.public_id, "instrument": "", "submit": "1"}
    )
    assert answer.status_code == 302
    assert Appraisal.objects.get(evidence=two).assessments.get() == done


def test_a_patient_is_assessed_from_the_page(client, me):
    link = make_evidence(design="case_report", n=1, n_unit="patients")
    patient = Patient.objects.create(claim=link.claim, label="Case 1")
    patient.evidence.add(link)
    choice = f"naranjo_1981@{patient.public_id}"
    assert choice in shown(client, link)
    answers = {f"answer.{number}": "yes" for number in range(1, 11)}
    rating = {**RATING, "strength": "very_weak"}
    both = {"instrument": choice, "shown": choice, **answers, **rating}
    assert client.post(at(link), {**both, "autosave": "1"}).status_code == 200
    assert 'name="answer.10" value="yes" checked' in shown(client, link)
    client.post(at(link), {**both, "submit": "1"})
    assert Assessment.objects.get().patient_id == patient.pk
    assert Appraisal.objects.get().instrument == "naranjo_1981"


def test_a_like_named_author_is_asked_about(client):
    source = make_source(authors="Carberry J")
    link = make_evidence(source=source)
    client.force_login(make_user("reviewer", display_name="Josiah Carberry"))
    assert 'name="not_author"' in shown(client, link)
    given = {**RATING, "instrument": "", "submit": "1"}
    assert "#id_not_author" in client.post(at(link), given).content.decode()
    assert client.post(at(link), {**given, "not_author": "on"}).status_code == 302


def test_a_notice_is_told_and_lets_nothing_be_written(client, link, me):
    client.post(at(link), {"rationale": "So far.", "save": "1"})
    editor = make_user("editor")
    integrity.mark(sources=[link.source], integrity="retracted", note="Made up.", by=editor)
    answer = client.get(at(link))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Made up." in page
    assert "<textarea" not in page
    assert client.post(at(link), {"rationale": "More.", "autosave": "1"}).status_code == 409
    link.source.refresh_from_db()
    integrity.mark(sources=[link.source], integrity="clear", note="", by=editor)
    assert "So far." in shown(client, link)


def test_nothing_of_others_ratings_is_on_the_page_even_when_open(client, link, me):
    for _ in range(2):
        make_appraisal(link, rationale="OTHERS-RATIONALE", departure="OTHERS-DEPARTURE")
    page = shown(client, link)
    assert "OTHERS" not in page
    assert "Agreed" not in page


def test_throwing_away_takes_both_drafts(client, link, me):
    client.post(at(link), {**ROB2, **ANSWERS, "rationale": "Hm.", "save": "1"})
    assert (Appraisal.objects.count(), Assessment.objects.count()) == (1, 1)
    client.post(at(link), {**ROB2, "discard": "1"})
    assert (Appraisal.objects.count(), Assessment.objects.count()) == (0, 0)


def test_an_assessment_is_read_with_every_answer_note_and_reason(client, link):
    row = make_assessment(
        link,
        notes={"1.1": "By computer."},
        domain_judgements={"D2": "high"},
        departures={"D2": "They knew."},
    )
    address = f"/assessments/{row.public_id}/"
    assert client.get(address).status_code == 404
    make_appraisal(link, row.assessor, assessments=[row])
    assert client.get(address).status_code == 404
    make_appraisal(link)
    page = client.get(address).content.decode()
    for told in ("By computer.", "They knew.", "Does not apply", "Low risk", "official guidance"):
        assert told in page
    assert client.get(f"/api/v1/assessments/{row.public_id}/").json()["answers"] == LOW_RISK
