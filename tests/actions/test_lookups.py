"""Publications looked up in services that a server on this machine plays, with every fault that was thought of."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.access import Denied
from claims.actions import identity, integrity_check, queue
from claims.actions.lookups import adding, client, limits, looking_up
from claims.actions.lookups.problems import TurnedOff, Unavailable
from claims.domain.problems import Invalid, NotAllowedNow
from claims.jobs.worker import run_one
from claims.models import Event, LookupAnswer, Notice, Source
from tests.factories import make_source, make_user
from tests.lookup_server import RETRACTION, TITLE

pytestmark = pytest.mark.django_db


def entered(**fields) -> Source:
    return make_source(**{"title": TITLE, "authors": "Example AB", "year": 2019, **fields})


def test_nothing_is_asked_without_a_contact_address(lookups, settings):
    settings.LOOKUP_CONTACT = ""
    with pytest.raises(TurnedOff, match="LOOKUP_CONTACT"):
        looking_up.look_up("10.5555/tree.1")
    with pytest.raises(TurnedOff):
        integrity_check.check_services(by=None)
    assert lookups.asked == []


def test_a_doi_becomes_the_fields_of_a_source(lookups):
    asked = looking_up.look_up("https://doi.org/10.5555/TREE.1")
    fields = asked.columns()
    assert {name: fields[name] for name in ("title", "authors", "year", "doi", "csl_type")} == {
        "title": TITLE,
        "authors": "Example AB; The Tree Group",
        "year": 2019,
        "doi": "10.5555/tree.1",
        "csl_type": "article-journal",
    }
    assert fields["csl"]["title"].count("<i>") == 1
    assert fields["csl"]["abstract"] == "We looked & saw."
    assert asked.whole.origins["title"] == "crossref"
    assert "mailto:library@example.org" in lookups.agents[0]
    assert lookups.asked == ["/works/10.5555%2Ftree.1?mailto=library%40example.org"]


def test_an_answer_is_kept_for_a_day_without_the_address_or_keys(lookups):
    looking_up.look_up("10.5555/tree.1")
    looking_up.look_up("doi:10.5555/tree.1")
    assert len(lookups.asked) == 1
    row = LookupAnswer.objects.get()
    assert "example.org" not in row.question
    LookupAnswer.objects.update(at=row.at - client.KEPT)
    looking_up.look_up("10.5555/tree.1")
    assert len(lookups.asked) == 2


def test_pubmed_first_and_crossref_says_where_it_differs(lookups):
    asked = looking_up.look_up("PMID: 123456")
    assert [one.service for one in asked.found] == ["pubmed", "crossref"]
    whole = asked.whole
    assert whole.csl["PMID"] == "123456"
    assert (whole.origins["PMID"], whole.origins["page"]) == ("pubmed", "crossref")
    assert [(one["field"], one["kept"], one["other"]) for one in whole.differences] == [
        ("issued", "2018", "2019-03")
    ]
    assert [(one.nature, one.pmid, str(one.on)) for one in asked.notices] == [
        ("retraction", "654321", "2021-05-06")
    ]


def test_other_agencies_dois_archives_and_keys(lookups, settings):
    asked = looking_up.look_up("arXiv:2101.01234v2")
    assert asked.columns()["title"] == "On invented trees"
    assert looking_up.look_up("10.48550/arXiv.2101.01234").found[0].service == "datacite"
    settings.OPENALEX_API_KEY = "secret-key"
    asked = looking_up.look_up("10.5555/tree.1")
    assert [one.service for one in asked.found] == ["crossref", "openalex"]
    assert asked.columns()["pmcid"] == "PMC77"
    assert not LookupAnswer.objects.filter(question__contains="secret-key").exists()


def test_a_title_finds_the_likest_or_nothing(lookups):
    assert looking_up.look_up(TITLE.upper()).columns()["doi"] == "10.5555/tree.1"
    assert looking_up.look_up("Something wholly other about bridges").found == []


def test_an_unknown_identifier_has_no_record(lookups):
    assert looking_up.look_up("10.5555/nowhere").found == []
    assert looking_up.look_up("PMID 999").found == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("NCT01234567", "names no publication"),
        ("https://example.org/a-page", "no identifier in this address"),
        ("short", "whole title"),
        ("PMC77", "no key"),
    ],
)
def test_what_cannot_be_looked_up_is_said(lookups, text, message):
    with pytest.raises(Invalid, match=message):
        looking_up.look_up(text)


def test_an_identifier_within_a_pasted_reference_is_used(lookups):
    kind, value = looking_up.understood("Example A. Trees. J Inv Trees 2019. doi:10.5555/tree.1.")
    assert (kind, value) == ("doi", "10.5555/tree.1")


@pytest.mark.parametrize("fault", ["429", "500", "503", "truncated", "same"])
def test_a_fault_that_passes_is_sat_out(lookups, fault):
    lookups.faults = [fault]
    assert looking_up.look_up("10.5555/tree.1").found
    assert len(lookups.asked) == 2


@pytest.mark.parametrize(
    ("faults", "message"),
    [
        (["500", "500", "500"], "answered 500"),
        (["html"], "something else than JSON"),
        (["cut"], "cut off or broken"),
        (["deep"], "cut off or broken"),
        (["list"], "cut off or broken"),
        (["impatient"], "answered 429"),
    ],
)
def test_a_fault_that_stays_is_said_and_not_kept(lookups, faults, message):
    lookups.faults = list(faults)
    with pytest.raises(Unavailable, match=message):
        looking_up.look_up("10.5555/tree.1")
    assert not LookupAnswer.objects.filter(service="crossref").exists()


def test_a_slow_service_is_given_up(lookups, settings):
    settings.LOOKUP_SECONDS = 0.1
    lookups.faults = ["slow"] * 3
    with pytest.raises(Unavailable, match="did not answer"):
        looking_up.look_up("10.5555/tree.1")


@pytest.mark.parametrize(
    ("fault", "message"),
    [("huge", "too large"), ("away", "another host"), ("circle", "circles")],
)
def test_no_other_host_and_no_endless_answer(lookups, fault, message):
    lookups.faults = [fault] * 5
    with pytest.raises(Unavailable, match=message):
        looking_up.look_up("10.5555/tree.1")


def test_a_host_with_a_private_address_is_never_asked(lookups, settings):
    settings.LOOKUP_PRIVATE_HOSTS = False
    with pytest.raises(Unavailable, match="private addresses"):
        looking_up.look_up("10.5555/tree.1")
    assert lookups.asked == []


def test_the_pace_is_the_services_own():
    pace = limits.Pace(1000.0)
    pace.learn({"x-rate-limit-limit": "2", "x-rate-limit-interval": "1s"})
    pace.turn()
    assert 0.3 < pace.turn() <= 0.5
    pace.pause(30)
    assert pace.turn() > 29
    assert limits.retry_after("7") == 7
    assert limits.retry_after("Wed, 01 Jan 2020 00:00:00 GMT") == 0
    assert limits.retry_after("soon") is None


def test_a_source_that_is_added_says_where_each_field_is_from(lookups):
    lookups.works["10.5555/tree.1"]["updated-by"] = [RETRACTION]
    asked = looking_up.look_up("10.5555/tree.1")
    fields = {name: value for name, value in asked.columns().items() if name != "csl"}
    made = adding.add(
        asked=asked, fields={**fields, "authors": "Example A"}, by=make_user("contributor")
    )
    assert made.provenance["title"]["from"] == "crossref"
    assert made.provenance["authors"]["from"] == "hand"
    assert made.provenance["csl.page"]["from"] == "crossref"
    assert (made.identity_result, made.integrity) == ("confirmed", "retracted")
    assert adding.known({"doi": "10.5555/tree.1"}) == made.public_id


def test_a_confirmed_check_fills_empty_fields_and_keeps_their_origin(lookups):
    source = entered(title=TITLE.upper(), year=None, doi="10.5555/tree.1")
    for _ in range(2):
        # The second time there is nothing left to fill.
        source = identity.check(source=source, by=make_user("editor"))
        assert (source.title, source.authors, source.year) == (TITLE.upper(), "Example AB", 2019)
        assert (source.csl["volume"], source.revision) == ("7", 2)
    assert source.provenance["year"]["from"] == "crossref"
    assert source.provenance["csl.volume"]["from"] == "crossref"
    assert "title" not in source.provenance
    assert Event.objects.get(verb="revised").payload["reason"] == "filled from crossref"


def test_what_is_not_that_work_fills_nothing(lookups):
    source = entered(title="Bridges and their rust", year=None, doi="10.5555/tree.1")
    identity.check(source=source, by=make_user("editor"))
    source.refresh_from_db()
    assert (source.identity_result, source.year, source.provenance) == ("mismatch", None, {})


@pytest.mark.parametrize(
    ("fields", "result", "differing"),
    [
        ({}, "confirmed", []),
        ({"year": 2020}, "confirmed", ["year"]),
        ({"title": "Alkaloids of an Invented Tree"}, "confirmed", []),
        ({"title": "Another study of bridges and their rust"}, "mismatch", ["title"]),
        ({"authors": "Nobody X", "year": 2009}, "mismatch", ["first author", "year"]),
        ({"doi": "10.5555/nowhere"}, "no_record", ["doi"]),
    ],
)
def test_the_identifiers_record_is_compared(lookups, fields, result, differing):
    source = entered(**{"doi": "10.5555/tree.1", **fields})
    identity.check(source=source, by=make_user("editor"))
    source.refresh_from_db()
    assert source.identity_result == result
    assert [one["field"] for one in source.identity_differences] == differing
    assert source.identity_checked_on is not None
    assert Event.objects.get(verb="identity_compared").object_id == source.pk


def test_a_check_without_an_identifier_or_a_role_is_refused(lookups):
    with pytest.raises(NotAllowedNow, match="no DOI"):
        identity.check(source=entered(), by=make_user("editor"))
    with pytest.raises(Denied):
        identity.check(source=entered(doi="10.5555/tree.1"), by=make_user("contributor"))


def test_a_check_brings_the_notices_along_and_lets_go_of_those_gone(lookups):
    source = entered(doi="10.5555/tree.1", pmid="123456")
    lookups.works["10.5555/tree.1"]["updated-by"] = [RETRACTION]
    identity.check(source=source, by=make_user("editor"))
    source.refresh_from_db()
    assert source.integrity == "retracted"
    assert set(Notice.objects.values_list("origin", flat=True)) == {"crossref", "pubmed"}
    LookupAnswer.objects.all().delete()
    del lookups.works["10.5555/tree.1"]["updated-by"]
    lookups.pubmed = lookups.pubmed.replace("RetractionIn", "CommentIn").replace("Retracted ", "")
    report = integrity_check.check_services(by=None)
    source.refresh_from_db()
    assert source.integrity == "clear"
    assert report.changed == [{"source": source.public_id, "was": "retracted", "now": "clear"}]


def test_the_job_asks_about_those_not_looked_at_for_longest(lookups):
    sources_ = [entered(doi="10.5555/tree.1"), make_source(doi="10.5555/other")]
    lookups.works["10.5555/tree.1"]["updated-by"] = [RETRACTION]
    queue.later("check_integrity", limit=1)
    assert run_one()
    sources_[0].refresh_from_db()
    sources_[1].refresh_from_db()
    assert (sources_[0].integrity, sources_[1].integrity_checked_at) == ("retracted", None)


def test_a_service_that_fails_again_and_again_is_left_alone(lookups):
    for number in range(7):
        make_source(doi=f"10.5555/{number}")
    lookups.faults = ["html"] * 7
    report = integrity_check.check_services(by=None)
    assert (report.asked, report.unread_count) == (5, 5)


def test_commands(lookups):
    source = entered(doi="10.5555/tree.1")
    out = StringIO()
    call_command("look_up", "10.5555/tree.1", stdout=out)
    assert out.getvalue().endswith(f"[here as {source.public_id}]\n")
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit):
        call_command("look_up", "NCT01234567", "10.5555/no", "--json", stdout=out, stderr=err)
    assert json.loads(out.getvalue())["found"] is False
    assert "names no publication" in err.getvalue()
    lookups.csv = b"OriginalPaperDOI,RetractionNature,RetractionDate\n10.5555/tree.1,Retraction,1/2/2020 0:00\n"
    out = StringIO()
    call_command("check_integrity", "--address", f"{lookups.address}/rw.csv", "--json", stdout=out)
    assert json.loads(out.getvalue())["matched"] == {"doi": 1}
    out = StringIO()
    call_command("check_integrity", "--limit", "1", stdout=out)
    assert "1 sources asked about" in out.getvalue()
    call_command("check_integrity", "--later", stdout=out)
    assert "queued" in out.getvalue()


def test_only_safe_addresses_are_fetched(lookups, settings):
    for address in ("ftp://example.org/x", "file:///etc/hostname", f"{lookups.address}/none"):
        with pytest.raises(CommandError):
            call_command("check_integrity", "--address", address)
    settings.LOOKUP_PRIVATE_HOSTS = False
    with pytest.raises(CommandError, match="https"):
        call_command("check_integrity", "--address", f"{lookups.address}/rw.csv")


def test_an_editor_may_fetch_the_database_and_nobody_else(lookups):
    lookups.csv = b"OriginalPaperDOI,RetractionNature\n10.5555/tree.1,Retraction\n"
    address = f"{lookups.address}/rw.csv"
    assert integrity_check.check_address(address=address, by=make_user("editor")).entries == 1
    with pytest.raises(Denied):
        integrity_check.check_address(address=address, by=make_user("contributor"))


def test_the_commands_say_how_to_turn_look_ups_on():
    with pytest.raises(CommandError, match="LOOKUP_CONTACT"):
        call_command("look_up", "10.5555/tree.1")
    with pytest.raises(CommandError, match="LOOKUP_CONTACT"):
        call_command("check_integrity")
