"""Versions by API: on a day, in a list of a day, and two compared."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.queries import build


@pytest.fixture
def claim(db: Any) -> Any:
    made = build.claim()
    build.version(made, 1, minted_at=datetime(2026, 3, 3, tzinfo=UTC), text="Old words")
    build.version(
        made,
        2,
        minted_at=datetime(2026, 3, 6, tzinfo=UTC),
        text="New words",
        synthesis={"verdict": "conflicting"},
    )
    made.version_number = 2
    made.save()
    return made


def test_a_version_of_a_day_says_which_day(api, claim):
    found = api().get(f"claims/{claim.public_id}/?as_of=2026-03-04").json()
    assert (found["id"], found["as_of"], found["latest"]) == (
        f"{claim.public_id}.1",
        "2026-03-04",
        2,
    )
    assert found["snapshot"]["text"] == "Old words"
    assert found["synthesis"]["verdict"] == "supported"


def test_the_snapshot_is_what_was_hashed(api, claim):
    body = api().get(f"claims/{claim.public_id}/versions/2/").content
    start = body.index(b'"snapshot":') + len(b'"snapshot":')
    found = api().get(f"claims/{claim.public_id}/versions/2/").json()
    plain = api().client.get(f"/claims/{claim.public_id}.2.json").content
    assert body[start : start + len(plain)] == plain
    assert hashlib.sha256(plain).hexdigest() == found["sha256"]


def test_before_the_first_version_the_answer_names_its_day(api, claim):
    refused = api().get(f"claims/{claim.public_id}/?as_of=2026-03-01")
    assert refused.status_code == 404
    assert "its first is of 2026-03-03" in refused.json()["detail"]
    hidden = build.claim(status="draft", published_at=None, version_number=0)
    refused = api().get(f"claims/{hidden.public_id}/?as_of=2026-03-09")
    assert refused.status_code == 404
    assert "first" not in refused.json()["detail"]


@pytest.mark.parametrize("day", ["soon", "2026-13-01", "9999-01-01", ""])
@pytest.mark.parametrize("path", ["claims/", "claims/C1/"])
def test_a_bad_day_is_refused_by_name(api, db, path, day):
    refused = api().get(path, data={"as_of": day})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["parameter"] == "as_of"


def test_a_list_of_a_day_has_the_words_of_that_day(api, claim):
    body = api().get("claims/?as_of=2026-03-04").json()
    assert body["as_of"] == "2026-03-04"
    (one,) = body["results"]
    assert (one["text"], one["version"], one["synthesis"]["verdict"]) == (
        "Old words",
        1,
        "supported",
    )
    body = api().get("claims/?as_of=2026-03-06&verdict=conflicting,doubtful").json()
    assert [one["text"] for one in body["results"]] == ["New words"]
    assert api().get("claims/?as_of=2026-03-04&verdict=conflicting").json()["results"] == []


@pytest.mark.parametrize("query", ["q=words", "topic=T1", "stale=true", "year_from=1990"])
def test_what_versions_cannot_answer_is_refused_and_not_ignored(api, claim, query):
    refused = api().get(f"claims/?as_of=2026-03-04&{query}")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["parameter"] == query.partition("=")[0]
    assert "verdict" in refused.json()["detail"]


def test_two_versions_compared(api, claim):
    found = api().get(f"claims/{claim.public_id}/compare/").json()
    assert (found["from"]["number"], found["to"]["number"]) == (1, 2)
    assert found["axes"]["verdict"] == {"from": "supported", "to": "conflicting", "changed": True}
    assert found["words"]["text"][0] == {"kind": "gone", "text": "Old"}
    back = api().get(f"claims/{claim.public_id}/compare/?from=2&to=1").json()
    assert back["axes"]["verdict"]["to"] == "supported"
    same = api().get(f"claims/{claim.public_id}/compare/?from=2&to=2").json()
    assert same["same"]


@pytest.mark.parametrize(
    ("query", "status"), [("from=7", 404), ("to=3", 404), ("from=0", 400), ("to=x", 400)]
)
def test_versions_that_are_not_there(api, claim, query, status):
    assert api().get(f"claims/{claim.public_id}/compare/?{query}").status_code == status


def test_a_claim_without_versions_has_nothing_to_compare(api, db):
    assert api().get(f"claims/{build.claim().public_id}/compare/").status_code == 404
    assert api().get("claims/C999/compare/").status_code == 404


def test_a_day_is_answered_with_304_where_nothing_changed(api, claim):
    path = f"claims/{claim.public_id}/?as_of=2026-03-04"
    tag = api().get(path)["ETag"]
    assert api().get(path, headers={"If-None-Match": tag}).status_code == 304
