"""Practice by page and by API."""

import pytest

from claims.models import CalibrationAnswer, CalibrationItem
from tests.actions.test_calibration import GIVEN, LESSON, chosen, settled

pytestmark = pytest.mark.django_db


def test_an_editor_chooses_a_reviewer_answers_and_compares(as_role):
    link = settled()
    client = as_role("editor")
    assert f"/do/{link.public_id}/practice/" in client.get(link.get_absolute_url()).content.decode()
    client.post(f"/do/{link.public_id}/practice/", {"lesson": LESSON})
    client = as_role("reviewer")
    assert "/practice/" in client.get("/desk/").content.decode()
    assert link.public_id in client.get("/practice/").content.decode()
    address = f"/practice/{link.public_id}/"
    page = client.get(address).content.decode()
    assert LESSON not in page
    assert "It measured the outcome well." not in page
    page = client.post(address, {"direction": "supports"}).content.decode()
    assert "Choose one of the words of this scale." in page
    assert client.post(address, GIVEN)["Location"] == address
    page = client.get(address).content.decode()
    for words in (LESSON, "Moderate", "Weak", "not defined" if "not defined" in page else "kappa"):
        assert words in page
    assert "Answered" in client.get("/practice/").content.decode()
    assert as_role("editor").post(f"/do/{link.public_id}/end-practice/", {"reason": "Easy."})
    assert not CalibrationItem.objects.get().is_active


def test_who_may_practise(as_role):
    address = f"/practice/{chosen().evidence.public_id}/"
    for role, status in (
        ("anonymous", 302), ("reader", 403), ("admin", 403), ("contributor", 200), ("reviewer", 200),
        ("editor", 200),
    ):  # fmt: skip
        for page in (address, "/practice/"):
            assert as_role(role).get(page).status_code == status, (role, page)
    assert as_role("reviewer").get("/practice/E999/").status_code == 404
    assert "practice" in as_role("anonymous").get("/accounts/become-a-reviewer/").content.decode()


def test_the_same_over_the_api(as_role):
    link = settled()
    client, kind = as_role("editor"), "application/json"
    made = client.post("/api/v1/practice/", {"evidence": link.public_id, "lesson": LESSON}, kind)
    assert (made.status_code, made.json()["comparison"]) == (201, None)
    address = f"/api/v1/practice/{link.public_id}/"
    client = as_role("reviewer")
    assert client.get("/api/v1/practice/").json()["results"][0]["state"] == "open"
    assert client.post(f"{address}answer/", {"direction": "up"}, kind).status_code == 400
    answer = client.post(f"{address}answer/", GIVEN, kind)
    assert (answer.status_code, answer.json()["comparison"]["lesson"]) == (201, LESSON)
    assert client.post(f"{address}answer/", GIVEN, kind).status_code == 409
    body = {"evidence": link.public_id}
    assert client.post("/api/v1/practice/", body, kind).status_code == 403
    assert client.delete(address).status_code == 403
    assert as_role("anonymous").get(address).status_code == 404
    assert as_role("anonymous").post(f"{address}answer/", GIVEN, kind).status_code == 401
    assert as_role("editor").delete(address).status_code == 204
    assert CalibrationAnswer.objects.count() == 1
