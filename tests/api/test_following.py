"""Follows, saved searches and the inbox over the API."""

import pytest

from claims.actions import news, syntheses
from claims.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db
LISTS = ("follows/", "saved-searches/", "inbox/")


def test_strangers_are_asked_to_sign_in(api):
    for path in (*LISTS, "saved-searches/1/"):
        answer = api().get(path)
        assert answer.status_code == 401, path
    for path in ("follows/", "saved-searches/", "inbox/read/"):
        assert api().post(path).status_code == 401
    for path in ("follows/1/", "saved-searches/1/"):
        assert api().delete(path).status_code == 401


@pytest.mark.parametrize("role", ["nobody", "contributor", "reviewer", "editor", "admin"])
def test_every_role_follows_for_itself(api, people, role):
    mine, other = api(getattr(people, role)), api(people.third)
    claim = make.make_claim()
    made = mine.post("follows/", {"target": claim.public_id})
    assert (made.status_code, made.json()["label"]) == (201, claim.text)
    assert mine.post("follows/", {"target": claim.public_id}).json()["id"] == made.json()["id"]
    assert [one["target"] for one in mine.get("follows/").json()["results"]] == [claim.public_id]
    assert other.get("follows/").json()["results"] == []
    at = f"follows/{made.json()['id']}/"
    assert other.delete(at).status_code == 404
    assert mine.delete(at).status_code == 204
    assert mine.delete(at).status_code == 404
    assert mine.get("follows/")["Cache-Control"] == "private, no-store"


def test_what_is_wrong_is_said_where(api, people):
    mine = api(people.nobody)
    for body in ({}, {"target": "C999"}, {"target": "Y1"}, {"search": "x"}, {"colour": "red"}):
        assert mine.post("follows/", body).status_code == 400, body
    assert mine.post("follows/", {"search": 999}).status_code == 404
    draft = make.make_claim(published=False)
    assert mine.post("follows/", {"target": draft.public_id}).status_code == 400
    for body in ({"name": "x"}, {"name": "", "query": ""}, {"name": "x", "query": "colour=red"}):
        answer = mine.post("saved-searches/", body)
        assert answer.status_code == 400, body
        assert answer.json()["errors"]
    assert mine.get("inbox/?part=other").status_code == 400
    assert mine.get("inbox/?colour=red").status_code == 400


def test_saved_searches(api, people):
    mine, other = api(people.nobody), api(people.third)
    made = mine.post(
        "saved-searches/",
        {"name": "Mine", "query": "verdict=supported,reported&q=", "followed": False},
    )
    assert made.status_code == 201
    found = made.json()
    assert (found["query"], found["followed"]) == ("verdict=reported,supported", False)
    assert mine.client.get(found["url"]).status_code == 200
    assert mine.client.get(found["feed"]).status_code == 200
    at = f"saved-searches/{found['id']}/"
    assert mine.get(at).json() == found
    assert mine.patch(at, {"name": "Ours"}).json()["name"] == "Ours"
    for answer in (other.get(at), other.patch(at, {"name": "x"}), other.delete(at)):
        assert answer.status_code == 404
    mine.post("follows/", {"search": found["id"]})
    assert mine.get(at).json()["followed"]
    assert mine.delete(at).status_code == 204
    assert mine.get("saved-searches/").json()["results"] == []
    assert mine.get("follows/").json()["results"] == []


def test_a_saved_search_is_changed_as_it_was_seen(api, people):
    mine = api(people.nobody)
    at = f"saved-searches/{mine.post('saved-searches/', {'name': 'Mine', 'query': ''}).json()['id']}/"
    seen = mine.get(at)
    assert mine.get(at, headers={"if-none-match": seen["ETag"]}).status_code == 304
    assert seen["Cache-Control"] == "private, no-store"
    renamed = mine.patch(at, {"name": "Ours"}, headers={"if-match": seen["ETag"]})
    assert (renamed.status_code, renamed.json()["name"]) == (200, "Ours")
    assert renamed["ETag"] == mine.get(at)["ETag"] != seen["ETag"]
    for stale in (seen["ETag"], '"1"', "1", 'W/"3-abc"'):
        refused = mine.patch(at, {"name": "Theirs"}, headers={"if-match": stale})
        assert (refused.status_code, refused["Content-Type"]) == (412, "application/problem+json")
        assert refused.json()["revision"] is None
        assert "Read it again" in refused.json()["detail"]
        assert mine.delete(at, headers={"if-match": stale}).status_code == 412
    wrong = mine.patch(at, {"name": "x"}, headers={"if-match": "nonsense"})
    assert (wrong.status_code, wrong.json()["errors"][0]["header"]) == (400, "If-Match")
    # To be told of it or not is a switch beside it, and overwrites nothing.
    now = mine.get(at)["ETag"]
    follow = mine.get("follows/").json()["results"][0]["id"]
    mine.delete(f"follows/{follow}/")
    assert mine.get(at)["ETag"] != now
    assert mine.patch(at, {"name": "Mine"}, headers={"if-match": now}).status_code == 200
    assert mine.patch(at, {"name": "Any"}, headers={"if-match": "*"}).status_code == 200
    assert mine.patch(at, {"name": "Last word"}).json()["name"] == "Last word"
    assert mine.delete(at, headers={"if-match": mine.get(at)["ETag"]}).status_code == 204
    assert mine.delete(at, headers={"if-match": "*"}).status_code == 404


def test_the_inbox_is_read(api, people):
    claims = [make.make_claim() for _ in range(3)]
    news.catch_up()
    mine = api(people.nobody)
    for claim in claims:
        mine.post("follows/", {"target": claim.public_id})
        syntheses.override(
            claim=claim,
            by=people.editor,
            reason="r",
            verdict="contradicted",
            certainty="low",
            plain_sentence="It does not.",
        )
    news.catch_up()
    first = mine.get("inbox/?limit=2&part=followed").json()
    assert [one["about"]["id"] for one in first["results"]] == [
        claims[2].public_id,
        claims[1].public_id,
    ]
    line = first["results"][0]
    assert line["after"]["synthesis"]["certainty"] == "low"
    assert line["claim"]["synthesis"]["basis"]["studies"] == 0
    assert len(mine.get(first["next"]).json()["results"]) == 1
    foreign = Notification.objects.exclude(user=people.nobody).first()
    marked = mine.post("inbox/read/", {"ids": [line["id"], foreign.pk]})
    assert marked.json() == {"changed": 1, "unread": 2}
    foreign.refresh_from_db()
    assert foreign.read_at is None
    assert len(mine.get("inbox/?unread=true&kind=conclusion").json()["results"]) == 2
    assert mine.post("inbox/read/", {}).json() == {"changed": 2, "unread": 0}
    assert mine.post("inbox/read/", {"read": False}).json() == {"changed": 3, "unread": 3}
