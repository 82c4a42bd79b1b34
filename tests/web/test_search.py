"""The search page: groups, marks, straight ways, help; all without a script."""

from __future__ import annotations

import pytest

from claims.actions import vocabulary
from tests.queries import build

pytestmark = pytest.mark.django_db


def test_it_groups_and_marks_and_never_lets_a_verdict_travel_alone(client):
    claim = build.claim("Kratom & tea darken <i>skin</i>")
    build.evidence(claim, build.source(title="Kratom and skin"), finding="Skin had darkened.")
    page = client.get("/search/", {"q": "does kratom darken skin"}).content.decode()
    assert "<mark>Kratom</mark> &amp; tea <mark>darken</mark> &lt;i&gt;<mark>skin</mark>" in page
    assert "<mark>Skin</mark> had <mark>darkened</mark>." in page
    assert page.count('class="axes') >= 2
    assert "not medical advice" in page.lower()


def test_a_pasted_passage_is_welcome(client):
    build.claim("Kratom is linked to hyperpigmentation")
    passage = "Lines\r\nof a paper on hyperpigmentation, with 12 of 40 users of kratom.\n" * 20
    page = client.get("/search/", {"q": passage}).content.decode()
    assert "<mark>hyperpigmentation</mark>" in page


def test_help_stands_on_the_page_and_quotes_can_be_dropped(client):
    page = client.get("/search/").content.decode()
    assert "How to search" in page
    assert "<details" in page
    page = client.get("/search/", {"q": 'kratom "no such words"'}).content.decode()
    assert 'href="/search/?q=kratom"' in page
    assert "That says nothing about whether it is true" in page


def test_identifiers_lead_straight_to_the_record(client):
    study = build.study(registry_id="NCT01234567")
    assert (
        client.get("/search/", {"q": "NCT01234567"})["Location"] == f"/studies/{study.public_id}/"
    )
    assert client.get("/search/", {"q": "e3"})["Location"] == "/evidence/E3/"


def test_likely_meant_words_are_a_link_and_the_box_is_told_suggestions(client):
    build.claim("Kratom darkens skin")
    vocabulary.rebuild()
    page = client.get("/search/", {"q": "kratmo & skni"}).content.decode()
    assert 'href="/search/?q=kratom%20%26%20skin">kratom &amp; skin</a>' in page
    assert 'data-suggestions="/search/suggestions/"' in page
    told = client.get("/search/suggestions/", {"q": "kra"}).json()
    assert told == {"suggestions": ["kratom", "Kratom darkens skin"]}
    assert client.get("/search/suggestions/").json() == {"suggestions": []}


def test_the_list_of_claims_marks_what_was_asked_for(client):
    build.claim("Kratom darkens skin")
    page = client.get("/claims/", {"q": "darkening"}).content.decode()
    assert "Kratom <mark>darkens</mark> skin" in page
