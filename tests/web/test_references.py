"""References on pages: formatted, as files, and the links to them."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.formats import citation_pandoc, citations
from claims.models import Source
from tests.factories import make_claim, make_evidence, make_source, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    made = make_claim("Kratom stains skin", topics=[make_topic("kratom")])
    make_evidence(made, make_source(title="Good <u>one</u>", authors="Doe J", year=2020))
    bad = make_source(title="Bad one")
    make_evidence(made, bad)
    Source.objects.filter(pk=bad.pk).update(integrity="retracted", integrity_note="Made up.")
    return made


def test_the_page_formats_in_the_style_asked_for(client, claim):
    page = client.get(f"/references/?claim={claim.public_id}&style=nlm")
    body = page.content.decode()
    assert "Doe J. Good <u>one</u>" not in body  # a title's own mark-up is CSL's, not the page's
    assert "Good" in body
    assert "<b> [Retracted]</b>" in body
    assert '<option value="nlm" selected>' in body
    assert f"/references.ris?claim={claim.public_id}" in body
    assert "script-src" in page["Content-Security-Policy"]


def test_the_page_tells_when_the_form_is_plain(client, claim, monkeypatch):
    citations.forget()
    monkeypatch.setattr(citation_pandoc, "program", lambda: None)
    body = client.get(f"/references/?claim={claim.public_id}").content.decode()
    assert "gave no answer" in body
    assert "* Doe J. Good" in body


@pytest.mark.parametrize(
    ("ending", "media"),
    [("ris", "application/x-research-info-systems"), ("bib", "application/x-bibtex"), ("csv", "text/csv"),
     ("json", "application/vnd.citationstyles.csl+json"), ("html", "text/html"), ("txt", "text/plain"),
     ("md", "text/markdown")],
)  # fmt: skip
def test_files(client, claim, ending, media):
    answer = client.get(f"/references.{ending}?claim={claim.public_id}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == f"{media}; charset=utf-8"
    assert (
        answer["Content-Disposition"]
        == f'attachment; filename="{claim.public_id}-references.{ending}"'
    )
    assert b"Bad one" in b"".join(answer.streaming_content)


def test_the_links_lead_to_what_they_say(client, claim):
    """Source, claim, topic and list each offer their own references."""
    source = claim.evidence.first().source
    topic = claim.topics.first()
    for page, query in (
        (f"/sources/{source.public_id}/", f"ids={source.public_id}"),
        (f"/topics/{topic.public_id}/", f"topic={topic.public_id}"),
        ("/sources/?q=good", "q=good"),
    ):
        body = client.get(page).content.decode()
        assert f'href="/references.bib?{query}"' in body, page
        found = json.loads(b"".join(client.get(f"/references.json?{query}").streaming_content))
        assert source.public_id in {one["id"] for one in found}


@pytest.mark.parametrize(
    "query", ["ids=C1", "claim=S1", "style=vogue", "claim=C999999", "ids=S999999", "year_from=1"]
)
def test_what_cannot_be_used_is_said(client, query):
    answer = client.get(f"/references/?{query}")
    assert answer.status_code == 400
    assert "text/html" in answer["Content-Type"]


def test_no_other_ending(client, claim):
    assert client.get("/references.exe").status_code == 404


def test_as_many_queries_for_one_as_for_twenty(client):
    made = make_claim()

    def counted():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/references/?claim={made.public_id}").status_code == 200
        return len(queries)

    make_evidence(made)
    one = counted()
    for _ in range(19):
        make_evidence(made)
    assert counted() == one <= 5
