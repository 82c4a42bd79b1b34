"""GET /api/v1/search/: one search over claims, evidence and sources."""

from __future__ import annotations

import pytest

from claims.actions import vocabulary
from tests.queries import build

pytestmark = pytest.mark.django_db


def test_it_answers_by_noun_with_what_was_found(api):
    claim = build.claim("Kratom <i>darkens</i> skin")
    build.evidence(claim, build.source(title="Kratom and skin"), finding="Skin darkened.")
    body = api().get("search/?q=does+kratom+darken+the+skin%3F&limit=3").json()
    assert body["names"] is None
    first = body["claims"]["results"][0]
    assert first["id"] == claim.public_id
    assert first["synthesis"]["certainty"] == "not_rated"
    assert "".join(piece["text"] for piece in first["snippet"]) == claim.text
    assert [p["text"] for p in first["snippet"] if p["match"]] == ["Kratom", "darkens", "skin"]
    assert body["evidence"]["count"] == 1
    assert body["evidence"]["counted"] is True
    assert body["sources"]["results"][0]["title"] == "Kratom and skin"
    listed = api().get(body["evidence"]["more"].partition("/api/v1/")[2]).json()
    assert [row["id"] for row in listed["results"]] == [body["evidence"]["results"][0]["id"]]


def test_a_record_that_is_named_is_told(api):
    source = build.source(doi="10.1000/named")
    body = api().get("search/?q=https://doi.org/10.1000/NAMED").json()
    assert body["names"]["id"] == source.public_id
    assert body["names"]["url"].endswith(f"/api/v1/sources/{source.public_id}/")


def test_what_was_asked_for_can_be_anything(api):
    assert api().get("search/").json()["claims"]["count"] == 0
    assert api().get("search/?q=%20%0A").json()["sources"]["results"] == []
    assert api().get("search/?q=a&limit=26").status_code == 400
    assert api().get("search/?q=%22%22-%22*%22%00%EF%BF%BF").status_code == 200
    long = "+".join(["hyperpigmentation", "of", "the", "12.5%25"] * 200)
    build.claim("Kratom is linked to hyperpigmentation")
    assert api().get(f"search/?q={long}").json()["claims"]["count"] == 1


def test_the_same_answer_is_not_sent_twice(api):
    build.claim("Kratom darkens skin")
    answer = api().get("search/?q=kratom")
    again = api().get("search/?q=kratom", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304


def test_likely_meant_words_and_suggestions_are_told(api):
    build.claim("Kratom darkens skin")
    vocabulary.rebuild()
    assert api().get("search/?q=kratmo").json()["did_you_mean"] == "kratom"
    assert api().get("search/?q=kratom").json()["did_you_mean"] is None
    answer = api().get("search/suggestions/?q=krat").json()
    assert answer == {"suggestions": ["kratom", "Kratom darkens skin"]}
    assert api().get("search/suggestions/").json() == {"suggestions": []}


def test_a_list_of_claims_says_what_was_asked_for(api):
    build.claim("Kratom darkens skin")
    listed = api().get("claims/?q=what+darkens+the+skin&limit=5").json()["results"][0]
    assert listed["snippet"] == [
        {"text": "Kratom ", "match": False},
        {"text": "darkens", "match": True},
        {"text": " ", "match": False},
        {"text": "skin", "match": True},
    ]
    assert "snippet" not in api().get("claims/").json()["results"][0]
