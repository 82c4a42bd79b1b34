"""`manage.py load`: everything or nothing, once, in any order, and told line by line."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.models import Appraisal, Claim, Event, Evidence, Quote, Source, Study, Topic, Version

pytestmark = pytest.mark.django_db

DEMO = Path(__file__).parents[2] / "claims/management/demo/kratom.ndjson"

TOPIC = {"record": "topic", "key": "t:kratom", "name": "Kratom", "kind": "exposure"}
SOURCE = {"record": "source", "key": "t:s1", "title": "A study", "doi": "10.5555/ABC", "year": 1975}
CLAIM = {
    "record": "claim",
    "key": "t:c1",
    "text": "Kratom darkens skin",
    "claim_type": "causal",
    "exposure": "t:kratom",
    "topics": ["t:kratom"],
    "rung_claimed": "caused",
}
EVIDENCE = {
    "record": "evidence",
    "key": "t:e1",
    "claim": "t:c1",
    "source": "t:s1",
    "design": "case_series",
    "released": True,
    "quotes": [{"exact": "dark skin", "start": 4, "end": 13}],
}
APPRAISAL = {
    "record": "appraisal",
    "key": "t:a1",
    "evidence": "t:e1",
    "rater": "reader-1",
    "direction": "supports",
    "directness": "direct",
    "strength": "weak",
    "rationale": "Thirty users, no comparison.",
}
ALL = [TOPIC, SOURCE, CLAIM, EVIDENCE, APPRAISAL]


@pytest.fixture
def file(tmp_path):
    def make(*records, name="load.ndjson"):
        path = tmp_path / name
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        return path

    return make


def load(*paths, **options):
    """The report of a load and whether it exited without fault."""
    out = StringIO()
    try:
        call_command("load", *map(str, paths), json=True, stdout=out, stderr=out, **options)
    except SystemExit:
        return json.loads(out.getvalue()), False
    return json.loads(out.getvalue()), True


def counts():
    return {
        model.__name__: model.objects.count()
        for model in (Topic, Source, Study, Claim, Evidence, Quote, Appraisal, Version)
    }


def test_a_load_stores_publishes_and_concludes(file):
    report, fine = load(file(*ALL))
    assert fine
    assert report["new"] == dict.fromkeys(("topic", "source", "claim", "evidence", "appraisal"), 1)
    claim = Claim.objects.get()
    assert (claim.status, claim.version_number) == ("published", 1)
    assert claim.topics.get().name == "Kratom"
    assert claim.verdict == "reported"
    assert claim.certainty == "very_low"
    assert not claim.confirmed
    evidence = Evidence.objects.get()
    assert evidence.consensus == "provisional"
    assert evidence.study.primary_source == Source.objects.get()
    assert Source.objects.get().doi == "10.5555/abc"


def test_the_order_of_lines_does_not_matter(file):
    report, fine = load(file(*reversed(ALL)))
    assert fine, report
    assert counts()["Appraisal"] == 1


def test_a_second_load_adds_nothing(file):
    path = file(*ALL)
    load(path)
    before, events = counts(), Event.objects.count()
    report, fine = load(path)
    assert fine
    assert not any(report["new"].values())
    assert report["known"]["claim"] == 1
    assert (counts(), Event.objects.count()) == (before, events)


def test_one_fault_and_nothing_is_written(file):
    bad = {**CLAIM, "key": "t:c2", "claim_type": "rumour"}
    report, fine = load(file(*ALL, bad))
    assert not fine
    assert not report["stored"]
    assert not any(counts().values())
    assert report["rejected"][0]["line"] == 6
    assert report["rejected"][0]["field"] == "claim_type"


def test_keep_going_leaves_out_the_line_and_what_refers_to_it(file):
    report, fine = load(file(TOPIC, {**SOURCE, "doi": "no doi"}, *ALL[2:]), keep_going=True)
    assert not fine
    assert report["stored"]
    faults = [(f["line"], f["field"]) for f in report["rejected"]]
    assert faults == [(2, "doi"), (4, "source"), (5, "evidence")]
    assert counts()["Claim"] == 1
    assert counts()["Evidence"] == 0


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({**EVIDENCE, "claim": "t:nowhere"}, "claim"),
        ({**EVIDENCE, "quotes": [{"exact": "x", "start": 9, "end": 4}]}, "quotes.0"),
        ({**CLAIM, "key": "t:c9", "text": "a\u0000b"}, "text"),
        ({**CLAIM, "key": "t:c9", "text": "bell \u0007"}, "text"),
        ({**SOURCE, "key": "t:s2"}, "doi"),
        (
            {"record": "source", "key": "t:s3", "title": "x", "integrity": "retracted"},
            "integrity_note",
        ),
        ({**CLAIM, "key": "t:c9", "status": "retired"}, "status_reason"),
        (
            {
                "record": "topic",
                "key": "t:t2",
                "name": "x",
                "kind": "field",
                "merged_into": "t:kratom",
            },
            "merged_into",
        ),
        ({**TOPIC, "key": "t:again"}, "name"),
        ({**CLAIM}, "key"),
        (
            {
                "record": "search",
                "key": "t:q",
                "where": "x",
                "query": "y",
                "searched_on": "2020-01-01",
            },
            "claim",
        ),
    ],
)
def test_what_the_schema_cannot_see_is_still_refused(file, record, field):
    report, fine = load(file(TOPIC, SOURCE, CLAIM, record))
    assert not fine
    assert [f["field"] for f in report["rejected"]] == [field]
    assert not any(counts().values())


def test_a_dry_run_counts_and_writes_nothing(file):
    report, fine = load(file(*ALL), dry_run=True)
    assert fine
    assert report["new"]["claim"] == 1
    assert not any(counts().values())
    assert not Event.objects.exists()


def test_a_source_with_a_known_doi_is_the_same_source(file):
    load(file(*ALL))
    other = {**SOURCE, "key": "other:1", "doi": "https://doi.org/10.5555/abc"}
    report, fine = load(file(other))
    assert fine
    assert report["known"]["source"] == 1
    assert Source.objects.count() == 1
    assert load(file(other))[0]["known"]["source"] == 1


def test_every_record_leaves_its_event_and_the_log_holds(file):
    load(file(*ALL))
    loaded = set(Event.objects.filter(verb="loaded").values_list("noun", flat=True))
    assert loaded == {"topic", "source", "claim", "evidence", "appraisal"}
    call_command("verify_log", stdout=StringIO())


def test_the_log_does_not_say_what_an_appraisal_says(file):
    load(file(*ALL))
    for event in Event.objects.filter(noun="appraisal"):
        assert "supports" not in json.dumps(event.payload)


def test_unreleased_ratings_stay_closed(file):
    load(file(*[{**r, "released": False} if r is EVIDENCE else r for r in ALL]))
    evidence = Evidence.objects.get()
    assert (evidence.consensus, evidence.standing_direction) == ("none", "")
    assert Claim.objects.get().verdict == "not_assessed"


def test_raters_who_differ_are_no_conflict_of_studies(file):
    second = {**APPRAISAL, "key": "t:a2", "rater": "reader-2", "direction": "contradicts"}
    load(file(*ALL, second))
    assert Evidence.objects.get().status == "conflict"
    assert Claim.objects.get().verdict != "conflicting"


def test_public_ids_need_to_say_whose_they_are(file):
    report, fine = load(file({**TOPIC, "key": "T1"}))
    assert not fine
    assert "header" in report["rejected"][0]["reason"]


@pytest.mark.parametrize("options", [{"by": "nobody"}, {}])
def test_wrong_calls_say_what_is_wrong(tmp_path, options):
    with pytest.raises(CommandError, match=r"nobody|no such file"):
        call_command("load", str(tmp_path / "absent"), **options)


def test_only_those_who_may_load_do(file, django_user_model):
    django_user_model.objects.create_user("sam", "sam@example.org", "x")
    with pytest.raises(CommandError, match="load"):
        call_command("load", str(file(*ALL)), by="sam", json=True)
    assert not any(counts().values())


def test_an_empty_file_is_an_error(file):
    report, fine = load(file())
    assert not fine
    assert "no record" in report["rejected"][0]["reason"]


def test_the_demo_loads_with_its_reports_from_1975_on():
    report, fine = load(DEMO)
    assert fine, report["rejected"][:3]
    claim = Claim.objects.get(text__contains="linked to hyperpigmentation")
    assert (claim.verdict, claim.certainty) == ("reported", "very_low")
    years = set(claim.evidence.values_list("source__year", flat=True))
    assert 1975 in years
    unknown = Source.objects.filter(identity="not_found")
    assert unknown.count() == 4
    assert not Evidence.objects.filter(source__in=unknown).exists()
    assert Claim.objects.count() == 44
