"""The references of an article by every door: its list, the sources that they are, what is to be said against them."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.actions import article_lookups, documents
from claims.jobs import documents as jobs
from claims.models import Claim, Document, Evidence, Job
from claims.queries import article_references
from claims.queries import documents as queries
from tests.factories import make_claim, make_evidence, make_source, make_user
from tests.lookup_server import TITLE

pytestmark = pytest.mark.django_db

ARTICLE = """Valerian relieves insomnia [1]. Valerian relieves insomnia (doi:10.1000/other.1) [2, 3].
Valerian relieves insomnia [4,5]. Valerian relieves insomnia [6–7]. Valerian relieves insomnia [42].

References

1. Green B, Smith J. Valerian for sleep in adults: a trial. J Sleep. 2019;3:1-9. doi:10.1000/for.1
2. Brown C. Another paper about herbs and rest. J Rest. 2011;3:1-9.
3. Black D. A quite different title on planets. J Stars. 2015. doi:10.1000/mismatch.1
4. White E. Retracted work on valerian and sleep. J Sleep. 2018. doi:10.1000/bad.1
5. Grey F. Valerian and wakefulness in older adults. J Sleep. 2009. doi:10.1000/against.1
6. Office of Sleep. Facts on valerian for everybody. 2020. https://www.sleep.example/facts/
7. Nobody N. A paper that no site has read so far. J Void. 2017. doi:10.1000/unknown.1
"""


@pytest.fixture
def base():
    """A claim, and sources that the article cites in every way that there is."""
    claim = make_claim(
        "Valerian relieves insomnia", exposure_text="valerian", outcome_text="insomnia"
    )
    Claim.objects.filter(pk=claim.pk).update(verdict="supported", certainty="low")
    elsewhere = make_claim("Tea stains cups")
    named = {
        "for": make_source(
            title="Valerian for sleep in adults: a trial",
            authors="Green B; Smith J",
            year=2019,
            doi="10.1000/for.1",
        ),
        "title": make_source(
            title="Another paper about herbs and rest", authors="Brown C", year=2011
        ),
        "mismatch": make_source(
            title="Teeth of sharks in the northern sea",
            authors="Shark S",
            year=2015,
            doi="10.1000/mismatch.1",
        ),
        "bad": make_source(
            title="Retracted work on valerian and sleep",
            authors="White E",
            year=2018,
            doi="10.1000/bad.1",
            integrity="retracted",
            integrity_note="r",
            integrity_on="2021-02-03",
            integrity_url="https://example.org/notice",
        ),
        "against": make_source(
            title="Valerian and wakefulness in older adults",
            authors="Grey F",
            year=2015,
            doi="10.1000/against.1",
        ),
        "address": make_source(
            title="Facts on valerian", authors="", url="http://sleep.example/facts"
        ),
        "other": make_source(title="Tea and cups of all kinds", doi="10.1000/other.1"),
    }
    make_evidence(claim, named["for"])
    against = make_evidence(claim, named["against"])
    Evidence.objects.filter(pk=against.pk).update(standing_direction="contradicts")
    make_evidence(elsewhere, named["other"])
    return claim, elsewhere, named


def posted(client, text=ARTICLE):
    answer = client.post("/api/v1/documents/", {"text": text}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_every_reference_is_tied_and_told_by_every_door(client, base):
    claim, elsewhere, named = base
    client.force_login(make_user())
    made = posted(client)
    assert "References" not in [
        one["text"] for one in made["passages"] if one["kind"] == "checkable"
    ]
    entries = made["bibliography"]
    assert [one["number"] for one in entries] == list(range(1, 8))
    ids = {name: source.public_id for name, source in named.items()}
    assert [(one["source"], one["source_by"]) for one in entries] == [
        (ids["for"], "identifier"), (ids["title"], "title"), (ids["mismatch"], "identifier"),
        (ids["bad"], "identifier"), (ids["against"], "identifier"), (ids["address"], "address"), (None, None),
    ]  # fmt: skip
    assert [[flag["kind"] for flag in one["flags"]] for one in entries] == [
        [], [], ["other_title"], ["notice"], ["cited_otherwise"], [], [],
    ]  # fmt: skip
    assert "Teeth of sharks" in entries[2]["told"]
    assert entries[3]["flags"][0]["notice"] == "https://example.org/notice"
    assert "Retracted (2021-02-03)" in entries[3]["told"]
    assert "year 2009, the record 2015" in entries[4]["told"]
    assert "title, first author and year" in entries[1]["told"]
    assert "nothing was checked" in entries[6]["told"]
    assert entries[6]["cited_by"] == entries[5]["cited_by"] != []

    report = client.get(f"/api/v1{made['url']}report/").json()
    told = {}
    for one in report["references"]:
        told.setdefault(one["value"], one)
    assert told["[1]"]["flags"] == []
    assert [flag["kind"] for flag in told["10.1000/other.1"]["flags"]] == ["not_bearing"]
    assert f"it is evidence for {elsewhere.public_id}" in told["10.1000/other.1"]["flag"]
    assert told["[2]"]["flags"] == []
    assert "opposite" in [flag["kind"] for flag in told["[5]"]["flags"]]
    assert f"against {claim.public_id}" in told["[5]"]["told"]
    assert [flag["kind"] for flag in told["[42]"]["flags"]] == ["not_in_list"]
    assert (told["[7]"]["source"], told["[7]"]["flags"]) == (None, [])
    assert report["bibliography"] == entries

    page = client.get(made["url"]).content.decode()
    for word in (
        "The article’s own list",
        "Teeth of sharks",
        "https://example.org/notice",
        'id="r7"',
        "has no such entry",
    ):
        assert word in page
    rows = list(
        csv.DictReader(
            StringIO(client.get(f"{made['url']}findings.csv").content.decode("utf-8-sig"))
        )
    )
    assert f"[1] = {ids['for']};" in rows[0]["references"] + ";"
    assert any("Retracted" in row["references"] for row in rows)
    notes = client.get(f"{made['url']}annotations.jsonld").content.decode()
    assert "Teeth of sharks" in notes
    assert "has no such entry" in notes


def test_a_direction_that_nobody_may_see_is_not_told(client, base):
    named = base[2]
    Evidence.objects.filter(source=named["against"]).update(standing_direction="")
    client.force_login(make_user())
    told = client.get(f"/api/v1{posted(client)['url']}report/").json()["references"]
    assert "opposite" not in [flag["kind"] for one in told for flag in one["flags"]]


def test_without_a_list_nothing_is_said_against_numbers(client):
    made = posted(client, "Studies show that tea helps [3]. Tea helps (Smith et al., 2019).")
    named = [one for passage in made["passages"] for one in passage["references"]]
    assert [one["flags"] for one in named] == [[], []]
    assert all("no list of references" in one["told"] for one in named)
    assert made["bibliography"] == []


def test_the_number_of_queries_does_not_grow_with_the_list(base):
    by = make_user()
    counts = []
    for times in (2, 8):
        lines = [
            f"{n}. Brown C. Another paper about herbs and rest. J Rest. 2011. doi:10.1000/x.{n}"
            for n in range(1, times + 1)
        ]
        cited = " ".join(f"Valerian relieves insomnia [{n}]." for n in range(1, times + 1))
        document = documents.create(text=f"{cited}\n\nReferences\n" + "\n".join(lines), by=by)
        document = documents.check(document=document, by=by)
        queries.detail(by, document.pk)
        with CaptureQueriesContext(connection) as asked:
            queries.detail(by, document.pk)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


LOOKED_UP = f"""Valerian relieves insomnia [1–3].

References
1. Example AB. {TITLE}. J Inv Trees. 2019;7:11. doi:10.5555/tree.1
2. Sagan C. A quite different title on planets and stars. 2019. doi:10.5555/tree.1
3. Nobody N. A paper that was never written by anybody. 2018. doi:10.5555/nowhere.9
"""


def test_identifiers_are_looked_up_where_that_is_on(client, lookups, settings):
    maker = make_user()
    client.force_login(maker)
    settings.LOOKUP_CONTACT = ""
    posted(client, LOOKED_UP)
    assert not Job.objects.filter(kind="look_up_references").exists()
    settings.LOOKUP_CONTACT = "library@example.org"
    made = posted(client, LOOKED_UP)
    job = Job.objects.get(kind="look_up_references")
    assert lookups.asked == []
    jobs.look_up_references(**job.payload)
    found = client.get(f"/api/v1{made['url']}").json()["bibliography"]
    assert [[flag["kind"] for flag in one["flags"]] for one in found] == [
        [],
        ["other_title"],
        ["no_record"],
    ]
    assert "has a record of it" in found[0]["told"]
    assert "10.5555/nowhere.9" in found[2]["told"]
    asked = len(lookups.asked)
    document = Document.objects.get(pk=int(made["id"][1:]))
    # What is known for less than a month is not asked again, and a check keeps it.
    documents.recheck(document=document, by=maker)
    assert article_lookups.look_up(document) == 0
    assert len(lookups.asked) == asked
    document.refresh_from_db()
    assert len(document.bibliography["records"]) == 2
    jobs.look_up_references(document=10**6)


def test_a_visitor_s_article_makes_nobody_ask_others(client, lookups):
    posted(client, LOOKED_UP)
    assert not Job.objects.filter(kind="look_up_references").exists()


def test_silence_is_no_answer(client, lookups, monkeypatch):
    from claims.actions.lookups.problems import Unavailable

    def silent(*_):
        raise Unavailable("Crossref is silent.")

    client.force_login(make_user())
    made = posted(client, LOOKED_UP)
    monkeypatch.setattr(article_lookups, "by_identifier", silent)
    jobs.look_up_references(document=int(made["id"][1:]))
    found = client.get(f"/api/v1{made['url']}").json()["bibliography"]
    assert [one["flags"] for one in found] == [[], [], []]
    assert all("nothing was checked" in one["told"] for one in found)


def test_addresses_are_the_same_however_they_are_written():
    one = article_references._spellings("https://www.a.example/x/#y")
    assert one == article_references._spellings("http://a.example/x")
