"""A source is added by its identifier: asked for, read, mended, proposed."""

from __future__ import annotations

import pytest

from claims.models import Source
from tests.factories import make_claim, make_evidence, make_source, make_user
from tests.lookup_server import RETRACTION, TITLE

pytestmark = pytest.mark.django_db
ADDRESS = "/sources/look-up/"


@pytest.fixture
def contributor(client):
    client.force_login(make_user("contributor"))
    return client


def shown(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_contact_address_the_page_says_how_to_turn_it_on(contributor):
    for page in (contributor.get(ADDRESS), contributor.post(ADDRESS, {"query": "10.5555/tree.1"})):
        assert "LOOKUP_CONTACT" in shown(page)


def test_what_is_found_is_shown_and_proposed(contributor, lookups):
    lookups.works["10.5555/tree.1"]["updated-by"] = [RETRACTION]
    page = shown(contributor.post(ADDRESS, {"query": "doi:10.5555/TREE.1"}))
    assert "What Crossref has" in page
    assert f'value="{TITLE}"' in page
    assert "Retraction, 2021-05-06" in page
    given = {
        "query": "doi:10.5555/TREE.1",
        "step": "propose",
        "title": TITLE,
        "year": "2019",
        "doi": "10.5555/tree.1",
        "identity": "unchecked",
    }
    answer = contributor.post(ADDRESS, given)
    made = Source.objects.get(doi="10.5555/tree.1")
    assert answer["Location"] == made.get_absolute_url()
    assert made.csl["container-title"] == "Journal of Invented Trees"
    assert made.provenance["year"]["from"] == "crossref"
    assert len(lookups.asked) == 1
    page = shown(contributor.get(made.get_absolute_url()))
    assert "Retraction" in page
    page = shown(contributor.post(ADDRESS, {"query": "10.5555/tree.1"}))
    assert f'It is here already: <a href="{made.get_absolute_url()}">' in page
    assert "Propose it" not in page


def test_what_is_not_found_or_cannot_be_asked_is_said(contributor, lookups):
    assert "No record" in shown(contributor.post(ADDRESS, {"query": "10.5555/none"}))
    assert "names no publication" in shown(contributor.post(ADDRESS, {"query": "NCT01234567"}))
    lookups.faults = ["html"]
    assert "something else than JSON" in shown(contributor.post(ADDRESS, {"query": "10.5555/x"}))
    lookups.faults = ["away"]
    assert "another host" in shown(contributor.post(ADDRESS, {"query": "10.5555/y"}))


def test_records_that_differ_are_shown_side_by_side(contributor, lookups):
    page = shown(contributor.post(ADDRESS, {"query": "PMID 123456"}))
    assert "Where the records differ" in page
    assert "issued: “2018” (Pubmed) is kept; Crossref has “2019-03”" in page


def test_a_mismatch_is_shown_wherever_the_source_is(client, lookups):
    source = make_source(title="Rust on the bridges of one river", doi="10.5555/tree.1")
    claim = make_evidence(make_claim(), source).claim
    client.force_login(make_user("editor"))
    answer = client.post(f"/do/{source.public_id}/check-identity/", {"sure": "yes"})
    assert answer.status_code == 302
    client.logout()
    mark = "Identifier of another work?"
    page = shown(client.get(source.get_absolute_url()))
    assert "Its identifier may be another work's." in page.replace("&#x27;", "'")
    assert "Rust on the bridges of one river” here, “" + TITLE in page
    for address in (claim.get_absolute_url(), "/sources/"):
        assert mark in shown(client.get(address)), address
    told = client.get(f"/api/v1/sources/{source.public_id}/").json()
    assert (told["identity_result"], told["identity_differences"][0]["field"]) == (
        "mismatch",
        "title",
    )
    [listed] = client.get("/api/v1/sources/").json()["results"]
    assert listed["identity_result"] == "mismatch"


def test_off_is_a_conflict_and_not_a_fault(client):
    source = make_source(doi="10.5555/tree.1")
    client.force_login(make_user("editor"))
    answer = client.post(f"/do/{source.public_id}/check-identity/", {"sure": "yes"})
    assert "LOOKUP_CONTACT" in answer.content.decode()
    assert answer.status_code in (200, 409)


def test_the_api_looks_up_and_enters_nothing(client, lookups):
    client.force_login(make_user("contributor"))
    answer = client.post(
        "/api/v1/sources/look-up/", {"query": "10.5555/tree.1"}, content_type="application/json"
    )
    found = answer.json()
    assert (found["found"], found["fields"]["title"], found["origins"]["title"]) == (
        True,
        TITLE,
        "crossref",
    )
    assert not Source.objects.exists()
    answer = client.post(
        "/api/v1/sources/look-up/", {"query": "short"}, content_type="application/json"
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/query"
    lookups.faults = ["away"]
    answer = client.post(
        "/api/v1/sources/look-up/", {"query": "10.5555/z"}, content_type="application/json"
    )
    assert answer.status_code == 409
