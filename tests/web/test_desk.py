"""The desk's pages: lists with reasons, the next one, picking, assigning."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Hold
from tests.queries import build

pytestmark = pytest.mark.django_db


def test_next_takes_the_most_urgent_and_opens_its_form(as_role, people):
    build.evidence(build.claim(study_count=9), design="case_report")
    urgent = build.evidence(build.claim(), design="rct")
    client = as_role("reviewer")
    page = client.get("/desk/").content.decode()
    assert "no study of the claim is counted yet; a randomised trial" in page
    answer = client.post("/desk/next/")
    assert answer["Location"] == f"/evidence/{urgent.public_id}/appraise/"
    assert Hold.objects.get().reviewer == people["reviewer"]
    assert "Yours until" in client.get("/desk/").content.decode()
    assert client.get("/desk/next/").status_code == 405


def test_next_by_topic_and_kind_of_study_and_when_nothing_is_left(as_role):
    tea = build.topic("Tea")
    link = build.evidence(build.claim(topics=(tea,)), design="rct")
    client = as_role("reviewer")
    answer = client.post("/desk/next/", {"topic": tea.public_id, "design": ["cohort"]})
    assert answer.status_code == 409
    assert "Nothing waits for you" in answer.content.decode()
    answer = client.post("/desk/next/", {"topic": tea.public_id, "design": ["rct"]})
    assert answer["Location"] == f"/evidence/{link.public_id}/appraise/"


def test_the_queue_is_filtered_and_picked_from(as_role):
    link, other = build.evidence(build.claim(), design="rct"), build.evidence(build.claim())
    client = as_role("reviewer")
    page = client.get("/desk/queue/?design=rct").content.decode()
    assert link.public_id in page
    # As a word of its own: a key against forgery may hold the same two letters.
    assert not re.search(rf"\b{other.public_id}\b", page)
    answer = client.post(f"/evidence/{link.public_id}/hold/pick/")
    assert answer["Location"] == f"/evidence/{link.public_id}/appraise/"
    assert "It is in your hands until" in client.get(link.get_absolute_url()).content.decode()
    assert client.post(f"/evidence/{link.public_id}/hold/renew/")["Location"] == "/desk/"
    assert client.post(f"/evidence/{link.public_id}/hold/give-back/")["Location"] == "/desk/"
    assert client.post(f"/evidence/{link.public_id}/hold/give-back/").status_code == 409
    assert client.post(f"/evidence/{link.public_id}/hold/juggle/").status_code == 404
    assert client.get(f"/evidence/{link.public_id}/hold/pick/").status_code == 405
    for role in ("contributor", "editor", "admin"):
        assert as_role(role).post(f"/evidence/{link.public_id}/hold/pick/").status_code == 403


def test_an_editor_assigns_by_name_and_the_reviewer_reads_the_note(as_role, people):
    link = build.evidence(build.claim())
    client = as_role("editor")
    page = client.get(link.get_absolute_url()).content.decode()
    assert f"/do/{link.public_id}/assign/" in page
    form = client.get(f"/do/{link.public_id}/assign/").content.decode()
    assert people["reviewer"].display_name in form
    assert people["contributor"].display_name not in form
    day = timezone.now().date() + timedelta(days=3)
    given = {"reviewer": people["reviewer"].pk, "until": day.isoformat(), "note": "You know it."}
    assert client.post(f"/do/{link.public_id}/assign/", given).status_code == 302
    page = client.get(link.get_absolute_url()).content.decode()
    assert "In whose hands it is" in page
    client = as_role("reviewer")
    assert "You know it." in client.get("/desk/").content.decode()
    page = client.get(link.get_absolute_url()).content.decode()
    assert "The editor says: You know it." in page
    assert "In whose hands it is" not in page


def test_an_assignment_that_cannot_be_says_why_at_the_field(as_role, people):
    link = build.evidence(build.claim())
    build.appraisal(link, people["reviewer"])
    client = as_role("editor")
    answer = client.post(f"/do/{link.public_id}/assign/", {"reviewer": people["reviewer"].pk})
    assert "one person grades once" in answer.content.decode()
    answer = client.post(f"/do/{link.public_id}/assign/", {"reviewer": people["contributor"].pk})
    assert "Select a valid choice" in answer.content.decode()
    assert not Hold.objects.exists()


def test_others_show_as_a_number_alone(as_role, people):
    link = build.evidence(build.claim())
    other = build.user("reviewer")
    Hold.objects.create(evidence=link, reviewer=other, until=timezone.now() + timedelta(days=1))
    client = as_role("reviewer")
    for address in ("/desk/", "/desk/queue/", link.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "1 other person is grading" in page, address
        assert other.display_name not in page


def test_a_list_of_others_is_not_there(as_role):
    assert as_role("reviewer").get("/desk/stale/").status_code == 404
    assert as_role("editor").get("/desk/stale/").status_code == 200
    assert as_role("editor").get("/desk/queue/").status_code == 404
    assert as_role("admin").get("/desk/queue/").status_code == 403
    assert as_role("anonymous").get("/desk/queue/").status_code == 302
