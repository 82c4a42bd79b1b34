"""Versions of claims cited on pages and over the API; the report for print."""

import json

import bibtexparser
import pytest
import rispy
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.actions import claims as actions
from claims.api.references import FORMATS
from claims.formats import citation_pandoc, citations, references
from claims.formats.records import Kind
from claims.models import Claim, Source, Version
from tests.factories import make_claim, make_evidence, make_source, make_user

pytestmark = pytest.mark.django_db
TEXT = "Kratom {stains} <skin>"


@pytest.fixture
def claim():
    return make_claim(TEXT)


def body(answer):
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content).decode()


def test_the_page_and_the_version_page_offer_the_citation(client, claim):
    ident = claim.public_id
    sha256 = Version.objects.get(claim=claim).sha256
    for address in (f"/claims/{ident}/", f"/claims/{ident}.1/"):
        page = client.get(address).content.decode()
        assert "Cite and take away" in page
        assert sha256 in page
        for ending in ("", ".ris", ".bib", ".json"):
            link = f"/claims/{ident}.1/cite{ending or '/'}"
            assert f'href="{link}"' in page, (address, link)
            assert client.get(link).status_code == 200


def test_formatted_with_version_day_and_address(client, claim, settings):
    ident = claim.public_id
    minted = Version.objects.get(claim=claim).minted_at
    page = client.get(f"/claims/{ident}.1/cite/?style=apa").content.decode()
    assert (
        f"Touchstone. ({minted:%Y, %B} {minted.day}). <i>Kratom {{stains}} &lt;skin&gt;</i>"
        f" [Claim {ident}, version 1]. Touchstone. {settings.SITE_URL}/claims/{ident}.1/"
    ) in page
    assert "Nobody had assessed this claim yet" in page or "Verdict:" in page
    assert "medical advice" in page


@pytest.mark.parametrize(
    ("ending", "kind"),
    [("ris", Kind.RIS), ("bib", Kind.BIBTEX), ("json", Kind.CSL_JSON), ("csv", Kind.CSV)],
)
def test_files_read_back(client, claim, settings, ending, kind):
    ident = claim.public_id
    answer = client.get(f"/claims/{ident}.1/cite.{ending}")
    assert answer["Content-Disposition"] == f'attachment; filename="{ident}.1.{ending}"'
    written = body(answer)
    (record,) = references.read(written.encode(), kind)
    version = Version.objects.get(claim=claim)
    assert record.csl["id"] == f"{ident}.1"
    assert record.csl["title"] == TEXT
    assert record.csl["version"] == "1"
    assert record.csl["URL"] == f"{settings.SITE_URL}/claims/{ident}.1/"
    assert version.sha256 in record.csl["note"]
    assert record.csl["issued"]["date-parts"][0][0] == version.minted_at.year
    assert "medical advice" in record.csl["abstract"]
    if kind is Kind.RIS:
        assert len(rispy.loads(written)) == 1
    if kind is Kind.BIBTEX:
        library = bibtexparser.parse_string(written)
        assert [entry.key for entry in library.entries] == [f"touchstone-{ident}.1"]


def test_the_newest_version_is_where_cite_leads(client, claim):
    answer = client.get(f"/claims/{claim.public_id}/cite/")
    assert answer["Location"] == f"/claims/{claim.public_id}.1/cite/"


def test_a_claim_without_version_cannot_be_cited_and_a_draft_is_not_there(client):
    draft = make_claim(published=False)
    assert client.get(f"/claims/{draft.public_id}/cite/").status_code == 404
    assert b"No version" not in client.get(f"/claims/{draft.public_id}/cite/").content
    client.force_login(make_user("editor"))
    answer = client.get(f"/claims/{draft.public_id}/cite/")
    assert (answer.status_code, b"No version of this claim" in answer.content) == (404, True)
    assert client.get(f"/claims/{draft.public_id}.1/cite/").status_code == 404
    assert client.get(f"/claims/{draft.public_id}.1/cite.ris").status_code == 404


def test_a_retired_claim_stays_citable_and_says_so(client, claim):
    actions.retire(claim=claim, reason="Said twice.", by=make_user("editor"))
    assert "retired since" in client.get(f"/claims/{claim.public_id}.1/cite/").content.decode()
    assert "retired since" in body(client.get(f"/claims/{claim.public_id}.1/cite.txt"))


def test_without_the_processor_in_plain_form(client, claim, monkeypatch):
    citations.forget()
    monkeypatch.setattr(citation_pandoc, "program", lambda: None)
    page = client.get(f"/claims/{claim.public_id}.1/cite/").content.decode()
    assert "gave no answer" in page
    assert "version 1" in page


@pytest.mark.parametrize("name", FORMATS)
def test_over_the_api(client, claim, name):
    address = f"/api/v1/claims/{claim.public_id}/versions/1/citation/"
    by_name = client.get(f"{address}?format={name}")
    media, ending = FORMATS[name]
    assert by_name["Content-Type"] == f"{media}; charset=utf-8"
    assert by_name["Content-Disposition"].endswith(f'"{claim.public_id}.1.{ending}"')
    assert body(client.get(address, headers={"accept": media})) == body(by_name)


def test_refusals_of_the_api(client, claim):
    address = f"/api/v1/claims/{claim.public_id}/versions"
    for path in (f"{address}/9/citation/", "/api/v1/claims/C999999/versions/1/citation/"):
        refused = client.get(path)
        assert (refused.status_code, refused["Content-Type"]) == (404, "application/problem+json")
    refused = client.get(f"{address}/1/citation/?format=pdf")
    assert refused.json()["errors"][0]["parameter"] == "format"


def test_the_report_has_everything_and_its_references(client):
    claim = make_claim("Kratom stains skin")
    bad = make_source(title="Bad one", authors="Roe R")
    make_evidence(
        claim, make_source(title="Good one", authors="Doe J", year=2020), finding="Stained."
    )
    make_evidence(claim, bad, finding="Not stained.")
    Source.objects.filter(pk=bad.pk).update(integrity="retracted", integrity_note="Made up.")
    page = client.get(f"/claims/{claim.public_id}/report/?style=nlm").content.decode()
    for part in ("Kratom stains skin", "medical advice", "Stained.", "Looked at and left out (1)",
                 "Doe J. Good one. 2020.", "<b> [Retracted]</b>", "References (NLM (Vancouver))", "SHA-256",
                 "<dt>Certainty</dt>"):  # fmt: skip
        assert part in page, part
    assert page.count("<h1") == 1


def test_the_report_of_what_is_not_there(client):
    claim = make_claim()
    actions.retire(claim=claim, reason="Said twice.", by=make_user("editor"))
    assert b"Said twice." in client.get(f"/claims/{claim.public_id}/report/").content
    assert client.get("/claims/C999999/report/").status_code == 404
    draft = make_claim(published=False)
    assert client.get(f"/claims/{draft.public_id}/report/").status_code == 404


def test_as_many_queries_for_one_as_for_twenty(client):
    claim = make_claim()
    pages = {
        f"/claims/{claim.public_id}/report/": 32,
        f"/claims/{claim.public_id}.1/cite/": 1,
        f"/claims/{claim.public_id}/evidence.csv": 14,
        f"/claims/{claim.public_id}/certainty.csv": 10,
    }

    def counted():
        found = {}
        for address in pages:
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
                assert answer.status_code == 200, address
            found[address] = len(queries)
        return found

    make_evidence(claim)
    one = counted()
    for _ in range(11):
        make_evidence(claim)
    assert counted() == one
    assert {address: n for address, n in one.items() if n > pages[address]} == {}
    assert Claim.objects.count() == 1
    assert json.loads(Version.objects.get(claim=claim, number=1).snapshot)
