"""Articles over the API: the fixed shape, links, limits, refusals."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import make_claim, make_user

pytestmark = pytest.mark.django_db

TEXT = "  \nStudies have shown that valerian relieves insomnia. \U0001f634 Valerian may do so."


@pytest.fixture
def valerian():
    return make_claim(
        "Valerian relieves insomnia", exposure_text="valerian", outcome_text="insomnia"
    )


def post(client, body, **headers):
    return client.post("/api/v1/documents/", body, content_type="application/json", **headers)


def test_anyone_may_check_a_text_and_has_a_link(client, valerian):
    answer = post(client, {"title": "On sleep", "text": TEXT})
    assert answer.status_code == 201, answer.content
    found = answer.json()
    assert {"id", "url", "status", "passages"} <= set(found)
    assert (found["status"], found["title"], found["access"]) == ("done", "On sleep", "unlisted")
    first = found["passages"][0]
    assert TEXT[first["start"] : first["end"]] == first["text"]
    assert first["matches"][0]["claim"] == valerian.public_id
    assert {"claim", "band", "wording", "synthesis", "state"} <= set(first["matches"][0])
    assert client.get(f"/api/v1/documents/{found['id']}/").status_code == 404
    again = client.get(answer["Location"])
    assert again.json()["passages"] == found["passages"]
    assert client.get(found["url"]).status_code == 200
    assert client.get("/api/v1/documents/").json()["results"] == []
    assert client.get("/api/v1/documents/?mine=true").status_code == 401


def test_long_texts_are_polled(client, valerian):
    answer = post(client, {"text": TEXT + " Nothing here." * 2000})
    assert answer.status_code == 202
    assert (answer.json()["status"], answer.json()["passages"]) == ("waiting", [])


def test_files(client, valerian):
    file = SimpleUploadedFile("a.html", b"<p>Valerian relieves insomnia.</p>")
    found = client.post("/api/v1/documents/", {"file": file, "title": "T"}).json()
    assert (found["format"], found["text"]) == ("html", "Valerian relieves insomnia.")
    file = SimpleUploadedFile("a.txt", b"MZ\x00\x01")
    answer = client.post("/api/v1/documents/", {"file": file})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/file"


@pytest.mark.parametrize(
    "body",
    [{}, {"text": ""}, {"text": " "}, {"text": 5}, {"text": "a", "more": 1}, {"text": "a", "address": "javascript:x"},
     {"text": "a", "retrieved_on": "soon"}, {"text": "a\u0001\u0002\u0003"}, {"title": "only"}],
)  # fmt: skip
def test_bad_bodies(client, body):
    answer = post(client, body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"].startswith("#")


def test_limits_say_when_to_come_back(client, valerian, settings):
    settings.CHECKS_PER_HOUR = 1
    assert post(client, {"text": TEXT}).status_code == 201
    answer = post(client, {"text": TEXT})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_makers_decide_share_and_delete(client, valerian):
    maker = make_user()
    client.force_login(maker)
    found = post(client, {"text": TEXT}).json()
    address = f"/api/v1/documents/{found['id']}"
    assert (found["access"], found["may_decide"], found["mine"]) == ("private", True, True)

    def act(path, body=None):
        return client.post(f"{address}/{path}/", body or {}, content_type="application/json")

    decision = {
        "passage": 1,
        "claim": valerian.public_id,
        "state": "corrected",
        "wording": "stronger",
    }
    match = act("decide", decision).json()["passages"][0]["matches"][0]
    assert (match["state"], match["wording"]) == ("corrected", "stronger")
    assert act("decide", {**decision, "passage": 77}).status_code == 400
    assert act("share").json()["access"] == "shared"
    assert act("share").status_code == 409
    assert act("publish").status_code == 403
    assert act("recheck").json()["status"] == "done"
    assert act("unshare").json()["access"] == "private"
    client.force_login(make_user("editor"))
    assert client.get(f"{address}/").status_code == 404
    assert act("decide", decision).status_code == 404
    assert client.delete(f"{address}/").status_code == 404
    client.force_login(maker)
    seen = {"if-match": client.get(f"{address}/")["ETag"]}
    assert client.delete(f"{address}/", headers=seen).status_code == 204
    client.logout()
    assert act("decide", decision).status_code == 401
