"""References taken away over the API: every format, every selection, what may be seen, and refusals."""

import json

import bibtexparser
import pytest
import rispy
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.api.references import FORMATS
from claims.formats import citation_pandoc, citations, references
from claims.formats.records import Kind
from claims.models import Source
from claims.queries import references as queries
from tests.factories import make_claim, make_evidence, make_source, make_topic, make_user

pytestmark = pytest.mark.django_db
NASTY = 'A {brace} and\nER  - \nTY  - JOUR "quote" & =1+1 <script>alert(1)</script> \\input{x}'


def text(response):
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content).decode()


def items(response):
    return json.loads(text(response))


@pytest.fixture
def cited():
    """A claim with two sources, one of them retracted and one proposed besides; a source of no claim."""
    topic = make_topic("kratom")
    claim = make_claim("Kratom stains skin", topics=[topic])
    good = make_source(title="Good one", authors="Doe J", year=2020, doi="10.1000/good")
    bad = make_source(title="Bad one", authors="Roe R")
    waiting = make_source(title="Waiting", published=False)
    for source in (good, bad):
        make_evidence(claim, source)
    make_evidence(claim, waiting, accepted=False)
    Source.objects.filter(pk=bad.pk).update(integrity="retracted", integrity_note="Made up.")
    return {"claim": claim, "topic": topic, "good": good, "bad": bad, "waiting": waiting,
            "other": make_source(title="Of no claim")}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_its_media_type_and_name(api, cited, name):
    answer = api().get(f"references/?claim={cited['claim'].public_id}&format={name}")
    media, ending = FORMATS[name]
    assert answer["Content-Type"] == f"{media}; charset=utf-8"
    assert answer["Content-Disposition"].endswith(
        f'"{cited["claim"].public_id}-references.{ending}"'
    )
    body = text(answer)
    assert "Good one" in body
    assert "Bad one" in body
    assert "Retracted" in body
    assert "Waiting" not in body


@pytest.mark.parametrize("name", FORMATS)
def test_accept_chooses_too(api, cited, name):
    media = FORMATS[name][0]
    answer = api().get("references/", headers={"accept": media})
    assert answer["Content-Type"].startswith(media)


def test_csl_json_unless_said_otherwise_and_406_for_what_is_not_written(api, cited):
    assert (
        api()
        .get("references/", headers={"accept": "*/*"})["Content-Type"]
        .startswith("application/vnd.citationstyles.csl+json")
    )
    refused = api().get("references/", headers={"accept": "image/png"})
    assert refused.status_code == 406
    assert refused["Content-Type"] == "application/problem+json"
    assert "application/x-bibtex" in refused.json()["detail"]


def test_selections(api, cited):
    def ids(query):
        return [one["id"] for one in items(api().get(f"references/?{query}"))]

    good, bad, other = (cited[name].public_id for name in ("good", "bad", "other"))
    assert ids("") == [good, bad, other]
    assert ids(f"claim={cited['claim'].public_id}") == [good, bad]
    assert ids(f"topic={cited['topic'].public_id}") == [good, bad]
    assert ids(f"ids={other},{good}") == [good, other]
    assert ids(f"ids={other}&ids={good}") == [good, other]
    assert ids(f"claim={cited['claim'].public_id}&integrity=clear") == [good]
    assert ids("integrity=retracted") == [bad]
    assert ids("doi=10.1000/good") == [good]
    assert ids("q=good") == [good]
    assert ids("year_from=2021") == []


def test_what_may_not_be_seen_is_not_there(api, cited):
    waiting = cited["waiting"]
    refused = api().get(f"references/?ids={waiting.public_id}")
    assert refused.status_code == 400
    assert refused.json()["errors"] == [
        {
            "parameter": "ids",
            "detail": f"There is no source {waiting.public_id}, or none that you may see.",
        }
    ]
    same = api().get("references/?ids=S999999").json()["detail"]
    assert same == refused.json()["detail"].replace(waiting.public_id, "S999999")
    editor = api(make_user("editor"))
    assert [one["id"] for one in items(editor.get(f"references/?ids={waiting.public_id}"))] == [
        waiting.public_id
    ]
    draft = make_claim(published=False)
    assert api().get(f"references/?claim={draft.public_id}").status_code == 400
    assert api().get("references/?import=B999").status_code == 400


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("format=pdf", "format"), ("style=vogue", "style"), ("ids=C1", "ids"), ("claim=S1", "claim"),
     ("colour=1", "colour")],
)  # fmt: skip
def test_refusals_name_the_parameter(api, query, parameter):
    refused = api().get(f"references/?{query}")
    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"
    assert [one["parameter"] for one in refused.json()["errors"]] == [parameter]


def test_too_many_to_format_but_not_to_take(api, cited, monkeypatch):
    monkeypatch.setattr(queries, "MOST_FORMATTED", 2)
    refused = api().get("references/?format=html")
    assert refused.status_code == 400
    assert "take RIS" in refused.json()["detail"]
    assert len(items(api().get("references/?format=csl-json"))) == 3


@pytest.mark.parametrize(
    ("name", "kind"),
    [("ris", Kind.RIS), ("bibtex", Kind.BIBTEX), ("csl-json", Kind.CSL_JSON), ("csv", Kind.CSV)],
)
def test_reading_back_loses_nothing_and_nothing_is_injected(api, name, kind):
    csl = {"type": "article-journal", "title": NASTY, "abstract": NASTY, "author": [{"literal": NASTY}],
           "custom": {"ris": {"AN": [NASTY]}}}  # fmt: skip
    made = [make_source(title="x", csl=csl), make_source(title="y")]
    Source.objects.filter(pk=made[0].pk).update(title="", authors="")
    written = text(api().get(f"references/?format={name}"))
    back = [one.csl for one in references.read(written.encode(), kind)]
    assert back == list(queries.records([one.pk for one in made]))
    if name == "ris":
        assert len(rispy.loads(written)) == 2
    if name == "bibtex":
        library = bibtexparser.parse_string(written)
        assert library.failed_blocks == []
        assert {entry.key for entry in library.entries} == {
            back[0]["citation-key"],
            back[1]["citation-key"],
        }


def test_keys_are_the_same_in_every_file(api, cited):
    whole = text(api().get("references/?format=bibtex"))
    part = text(api().get(f"references/?format=bibtex&ids={cited['bad'].public_id}"))
    assert part in whole


def test_html_is_harmless(api):
    make_source(title=NASTY.replace("\n", " "))
    body = text(api().get("references/?format=html&style=nlm"))
    assert "<script>" not in body
    assert body.startswith('<ol class="references">')


def test_without_the_processor_the_answer_is_plain_and_says_so(api, cited, monkeypatch):
    citations.forget()
    monkeypatch.setattr(citation_pandoc, "program", lambda: None)
    body = text(api().get("references/?format=text"))
    assert "Good one" in body
    assert citations.PLAIN_NOTE in body


def test_304_and_one_query_for_whom_has_it(api, cited):
    first = api().get("references/?format=ris")
    with CaptureQueriesContext(connection) as counted:
        again = api().get("references/?format=ris", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert len(counted) == 1
    plain = api().get("references/", headers={"accept": "text/plain"})
    headers = {"accept": "text/csv", "if-none-match": plain["ETag"]}
    assert api().get("references/", headers=headers).status_code == 200


def test_as_many_queries_for_one_as_for_twenty(api, django_assert_max_num_queries):
    claim = make_claim()

    def counted():
        with CaptureQueriesContext(connection) as queries_made:
            text(api().get(f"references/?claim={claim.public_id}&format=ris"))
        return len(queries_made)

    make_evidence(claim, make_source())
    one = counted()
    for _ in range(19):
        make_evidence(claim, make_source())
    assert counted() == one <= 5


def test_chunks_follow_one_another(api, monkeypatch):
    monkeypatch.setattr(queries, "CHUNK", 2)
    made = [make_source().public_id for _ in range(5)]
    assert [one["id"] for one in items(api().get("references/"))] == made
