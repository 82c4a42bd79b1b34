"""`manage.py dump`: load of a dump gives the same dump, and it holds only what anyone may read."""

from __future__ import annotations

import itertools
import json
import tempfile
from io import StringIO
from pathlib import Path

import hypothesis
import jsonschema
import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from claims.actions import conflicts, judgements
from claims.domain import vocabulary as words
from claims.formats.knowledge_schema import schema
from claims.models import Claim, Conflict, Evidence, Synthesis
from claims.queries import conflicts as conflicts_shown
from tests.factories import (
    make_appraisal,
    make_assessment,
    make_claim,
    make_evidence,
    make_user,
)

DEMO = Path(__file__).parents[2] / "claims/management/demo/kratom.ndjson"


def dump() -> bytes:
    out = StringIO()
    call_command("dump", "-", stdout=out)
    return out.getvalue().encode()


def load(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f"
        path.write_bytes(raw)
        call_command("load", str(path), json=True, stdout=StringIO())


def reloaded(raw: bytes) -> bytes:
    """The dump of a knowledge base made from this one's dump; what stands here is put away and back."""
    point = transaction.savepoint()
    load(raw)
    again = dump()
    transaction.savepoint_rollback(point)
    return again


@pytest.mark.django_db
def test_the_demo_comes_back_the_same():
    point = transaction.savepoint()
    load(DEMO.read_bytes())
    first = dump()
    transaction.savepoint_rollback(point)
    assert not Claim.objects.exists()
    assert reloaded(first) == first
    validator = jsonschema.Draft202012Validator(schema())
    records = [json.loads(line) for line in first.splitlines()]
    assert [e.message for r in records for e in validator.iter_errors(r)] == []
    kinds = {record["record"] for record in records}
    assert {"claim", "evidence", "patient", "appraisal", "synthesis", "version"} <= kinds


@pytest.mark.django_db
def test_closed_ratings_are_not_in_it():
    load(DEMO.read_bytes())
    Evidence.objects.update(released_at=None, released_by=None, consensus="none")
    assert b'"record":"appraisal"' not in dump()


@pytest.mark.django_db
def test_assessments_travel_with_the_open_appraisals_that_cite_them():
    link, rater = make_evidence(design="rct"), make_user("reviewer")
    never_cited = make_assessment(link, rater)
    cited = make_assessment(link, rater, domain_judgements={"D1": "high"}, departures={"D1": "so"})
    make_appraisal(link, rater, assessments=[cited])
    assert b'"record":"assessment"' not in dump()
    body = make_assessment(link.claim, rater, instrument="bradford_hill_1965")
    again = make_appraisal(link, interests="Shares.")
    make_appraisal(
        make_evidence(link.claim, design="rct"), again.reviewer, draft=True, rationale="DRAFT"
    )
    records = {r["key"]: r for r in map(json.loads, dump().splitlines()) if "key" in r}
    assert never_cited.public_id not in records
    told = records[cited.public_id]
    assert told["answers"] == cited.answers
    assert told["departures"] == {"D1": "so"}
    assert told["assessor"] == f"person:{rater.pseudonym}"
    assert "supersedes" not in told
    assert records[body.public_id]["claim"] == link.claim.public_id
    (citing,) = (r for r in records.values() if r.get("assessments"))
    assert citing["assessments"] == [cited.public_id]
    assert {r["declaration"] for r in records.values() if r["record"] == "appraisal"} == {
        "none",
        "some",
    }
    assert b"DRAFT" not in dump()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"unit": "report"}, {"claim": "h:c"}, {"evidence": None}, {"unit": "planet"}]
)
def test_an_assessment_names_what_it_judges_and_nothing_else(tmp_path, wrong):
    record = {
        "record": "assessment",
        "key": "h:r",
        "instrument": "any",
        "unit": "result",
        "evidence": "h:e",
        "assessor": "x",
        "answers": {},
        **wrong,
    }
    path = tmp_path / "f"
    path.write_text(json.dumps(record) + "\n")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("load", str(path), json=True, stdout=out)
    assert '"unit"' in out.getvalue()


@pytest.mark.django_db
def test_drafts_are_not_in_it():
    load(DEMO.read_bytes())
    Claim.objects.create(text="A draft that nobody may see", claim_type="causal")
    assert b"A draft that nobody may see" not in dump()


@pytest.mark.django_db
def test_a_file_ending_in_gz_is_packed_and_loads_back(tmp_path):
    load(DEMO.read_bytes())
    path = tmp_path / "d.ndjson.gz"
    call_command("dump", str(path), stdout=StringIO())
    assert path.read_bytes()[:2] == b"\x1f\x8b"
    call_command("load", str(path), json=True, stdout=StringIO())
    assert not list(tmp_path.glob("*.part"))


text = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf")),
    min_size=1,
    max_size=20,
)


def word(scale: type[words.Choice]) -> st.SearchStrategy[str]:
    return st.sampled_from([value for value, _ in scale.choices() if value])


@st.composite
def knowledge(draw: st.DrawFn) -> bytes:
    """A small knowledge base with anything in it that the format allows."""
    topics = [
        {
            "record": "topic",
            "key": f"h:t{i}",
            "name": f"{draw(text)} {i}",
            "kind": draw(word(words.TopicKind)),
            "aliases": draw(st.lists(text, max_size=2, unique_by=str.lower)),
            "broader": [f"h:t{i - 1}"] if i and draw(st.booleans()) else [],
        }
        for i in range(draw(st.integers(0, 3)))
    ]
    sources = [
        {
            "record": "source",
            "key": f"h:s{i}",
            "title": draw(text),
            "year": draw(st.one_of(st.none(), st.integers(1000, 2200))),
            "doi": f"10.5555/{i}" if draw(st.booleans()) else None,
            "integrity": "retracted" if draw(st.booleans()) else "clear",
            "integrity_note": "a notice",
            "csl": {"title": draw(text)},
        }
        for i in range(draw(st.integers(1, 3)))
    ]
    notices = [
        {
            "record": "notice",
            "source": source["key"],
            "nature": draw(word(words.NoticeNature)),
            "origin": draw(word(words.NoticeOrigin)),
            "on": draw(st.sampled_from([None, "2024-01-01", "2025-01-01"])),
            "is_standing": draw(st.booleans()),
            "as_of": "2026-01-01T00:00:00Z",
            "by": draw(st.sampled_from(["", "person:x"])),
        }
        for source in sources
        if draw(st.booleans())
    ]
    claims = [
        {
            "record": "claim",
            "key": f"h:c{i}",
            "text": draw(text),
            "claim_type": draw(word(words.ClaimType)),
            "quantifier": draw(word(words.Quantifier)),
            "about": draw(word(words.About)),
            "scope": draw(word(words.Scope)),
            "topics": [t["key"] for t in topics if draw(st.booleans())],
        }
        for i in range(draw(st.integers(1, 3)))
    ]
    evidence = [
        {
            "record": "evidence",
            "key": f"h:e{c['key'][3:]}-{s['key'][3:]}",
            "claim": c["key"],
            "source": s["key"],
            "design": draw(word(words.Design)),
            "n": draw(st.one_of(st.none(), st.integers(0, 10**6))),
            "comparison_made": draw(st.sampled_from([None, True, False])),
            "released": draw(st.booleans()),
            "excluded": draw(st.sampled_from(["", "wrong population"])),
            "quotes": [{"exact": draw(text)}] if draw(st.booleans()) else [],
        }
        for c in claims
        for s in sources
        if draw(st.booleans())
    ]
    units = [
        *(("evidence", e["key"]) for e in evidence),
        *(("source", s["key"]) for s in sources),
        *(("claim", c["key"]) for c in claims),
    ]
    assessments = [
        {
            "record": "assessment",
            "key": f"h:r{key}-{assessor}",
            "instrument": "any",
            "unit": {"evidence": "result", "source": "report", "claim": "body"}[noun],
            noun: key,
            "assessor": f"rater-{assessor}",
            "answers": {"1": draw(text)},
            "departures": draw(st.sampled_from([{}, {"overall": "so"}])),
            "judgement": draw(st.sampled_from(["", "low"])),
        }
        for noun, key in units
        for assessor in range(draw(st.integers(0, 1)))
    ]
    appraisals = [
        {
            "record": "appraisal",
            "key": f"h:a{e['key']}-{rater}",
            "evidence": e["key"],
            "rater": f"rater-{rater}",
            "direction": draw(word(words.Direction)),
            "directness": draw(word(words.Directness)),
            "strength": draw(st.one_of(st.just(""), word(words.Strength))),
            "declaration": draw(st.sampled_from(["", "none", "some"])),
            "departure": draw(st.sampled_from(["", "a reason"])),
            "assessments": [r["key"] for r in assessments if draw(st.booleans())],
        }
        for e in evidence
        for rater in range(draw(st.integers(0, 2)))
    ]
    patients = [
        {
            "record": "patient",
            "key": f"h:n{e['key']}",
            "claim": e["claim"],
            "evidence": [e["key"]],
            "label": draw(text),
            "age": draw(st.sampled_from(["", "34", "30s"])),
            "status": draw(st.sampled_from(["published", "retired"])),
            "status_reason": "no patient at all",
        }
        for e in evidence
        if draw(st.booleans())
    ]
    at = "2026-01-01T00:00:00Z"
    apart = [
        {"record": "distinct", "noun": "patient", "first": one["key"], "second": other["key"],
         "reason": draw(text), "at": at}
        for one, other in itertools.pairwise(patients)
    ]  # fmt: skip
    found = draw(st.integers(0, 9))
    searches = [
        {
            "record": "search",
            "key": f"h:q{c['key'][3:]}",
            "claim": c["key"],
            "where": draw(text),
            "query": draw(text),
            "searched_on": "2026-01-01",
            "results": 9,
            "exclusions": [{"reason": draw(text), "n": found}] if found else [],
        }
        for c in claims
    ]
    records = [
        *topics,
        *sources,
        *claims,
        *evidence,
        *assessments,
        *appraisals,
        *patients,
        *apart,
        *notices,
        *searches,
    ]
    return "".join(json.dumps(record) + "\n" for record in records).encode()


class RoundTrip(TestCase):
    @hypothesis.settings(max_examples=25)
    @hypothesis.given(raw=knowledge())
    def test_load_of_dump_is_the_same(self, raw: bytes) -> None:
        point = transaction.savepoint()
        load(raw)
        first = dump()
        transaction.savepoint_rollback(point)
        assert reloaded(first) == first


@pytest.mark.django_db
def test_decisions_on_certainty_and_conflicts_travel(settings):
    settings.REVIEWERS_REQUIRED = 1
    point = transaction.savepoint()
    editor, claim = make_user("editor"), make_claim()
    for direction in ("supports", "contradicts"):
        make_appraisal(make_evidence(claim, design="rct"), direction=direction, strength="strong")
    here = {"claim": claim, "stream": "randomised", "domain": "imprecision", "by": editor}
    judgements.judge_domain(**here, change=-1, reason="Wide.")
    judgements.judge_domain(**here, change=-2, reason="Wider.")
    conflict = Conflict.objects.get()
    conflicts.explain(conflict=conflict, cause="dose", reason="Ten times more.", by=editor)
    first = dump()
    records = [json.loads(line) for line in first.splitlines()]
    told = [record for record in records if record["record"] == "judgement"]
    assert [(one["change"], one["is_current"]) for one in told] == [(-1, False), (-2, True)]
    assert {one["by"] for one in told} == {f"person:{editor.pseudonym}"}
    (said,) = (record for record in records if record["record"] == "conflict")
    assert (said["state"], said["cause"]) == ("explained", "dose")
    assert len(said["for"]) == len(said["against"]) == 1
    assert said["decided_by"] == f"person:{editor.pseudonym}"
    validator = jsonschema.Draft202012Validator(schema())
    assert [e.message for r in records for e in validator.iter_errors(r)] == []
    transaction.savepoint_rollback(point)
    assert reloaded(first) == first
    load(first)
    assert Synthesis.objects.get(is_current=True).suggestion["certainty"] == "very_low"
    assert Conflict.objects.get().sides
    assert conflicts_shown.detail(None, Conflict.objects.get().pk)["decided_by"] == (
        f"person:{editor.pseudonym}"
    )
    load(first)
    assert dump() == first


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"record": "conflict", "key": "h:k", "claim": "h:c", "state": "explained"}, "explanation"),
        (
            {"record": "conflict", "key": "h:k", "claim": "h:c", "state": "explained",
             "explanation": "So."},
            "cause",
        ),
        (
            {"record": "judgement", "claim": "h:c", "stream": "randomised", "domain": "luck",
             "change": 0, "reason": "X", "by": "x", "at": "2024-01-01T00:00:00Z"},
            "domain",
        ),
    ],
)  # fmt: skip
def test_decisions_without_their_reason_are_refused(tmp_path, record, field):
    path = tmp_path / "f"
    path.write_text(json.dumps(record) + "\n")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("load", str(path), json=True, stdout=out)
    assert f'"{field}"' in out.getvalue()
