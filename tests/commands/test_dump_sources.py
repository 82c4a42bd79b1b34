"""What is known about sources travels: notices, origins of fields, checks, joins; and who decided, by pseudonym."""

from __future__ import annotations

import datetime
import json
from io import StringIO

import jsonschema
import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from claims.actions import independence, integrity, notices, sources
from claims.domain.integrity import Announcement
from claims.domain.vocabulary import NoticeNature, NoticeOrigin
from claims.formats.knowledge_schema import schema
from claims.models import Claim, Distinct, Evidence, Merge, Notice, Source, StudySource
from tests.commands.test_dump import dump, load, reloaded
from tests.factories import make_claim, make_evidence, make_source, make_study, make_user

pytestmark = pytest.mark.django_db

RETRACTION = Announcement(
    NoticeNature.RETRACTION,
    NoticeOrigin.RETRACTION_WATCH,
    on=datetime.date(2024, 5, 1),
    reasons="Figures.",
    doi="10.5555/notice",
    outside_id="4036",
)


def checked(raw: bytes) -> list[dict]:
    records = [json.loads(line) for line in raw.splitlines()]
    validator = jsonschema.Draft202012Validator(schema())
    assert [e.message for r in records for e in validator.iter_errors(r)] == []
    return records


def test_notices_origins_and_checks_come_back_the_same():
    point = transaction.savepoint()
    editor = make_user("editor")
    one, two = make_source(doi="10.5555/a"), make_source(doi="10.5555/b")
    make_evidence(make_claim(), one)
    Source.objects.filter(pk=one.pk).update(
        provenance={"doi": {"from": "crossref", "on": "2026-01-02"}},
        identity_result="mismatch",
        identity_differences=[{"field": "year", "ours": "2019", "theirs": "2020"}],
        integrity_checked_at=timezone.now(),
    )
    notices.store(learnt={one.pk: [(RETRACTION, "doi")]}, by=None)
    integrity.mark(sources=[two], integrity="concern", note="The editors worry.", by=editor)
    Notice.objects.filter(source=two).update(is_standing=True)
    first = dump()
    records = checked(first)
    told = {r["source"]: r for r in records if r["record"] == "notice"}
    assert told[one.public_id]["outside_id"] == "4036"
    assert told[two.public_id]["by"] == f"person:{editor.pseudonym}"
    source = next(r for r in records if r.get("key") == one.public_id)
    assert source["provenance"] == {"doi": {"from": "crossref", "on": "2026-01-02"}}
    assert source["identity_differences"][0]["theirs"] == "2020"
    assert source["integrity_checked_at"].endswith("Z")
    transaction.savepoint_rollback(point)
    assert reloaded(first) == first
    load(first)
    load(first)
    assert dump() == first
    assert Notice.objects.get(source=one.pk).as_of


def test_a_notice_that_comes_with_a_load_reaches_the_claims_of_a_source_that_was_here():
    source = make_source(doi="10.5555/a")
    claim = make_claim()
    link = make_evidence(claim, source)
    known = {"record": "source", "key": "h:s", "title": "The same", "doi": "10.5555/a"}
    notice = {"record": "notice", "source": "h:s", "nature": "retraction", "origin": "crossref"}
    lines = [known, {**notice, "as_of": "2026-01-01T00:00:00Z", "on": "2025-12-01"}]
    load("".join(json.dumps(line) + "\n" for line in lines).encode())
    source.refresh_from_db()
    assert (source.integrity, source.integrity_on) == ("retracted", datetime.date(2025, 12, 1))
    claim = Claim.objects.get(pk=claim.pk)
    current = claim.syntheses.get(is_current=True)
    assert [one["evidence"] for one in current.suggestion["excluded"]] == [link.public_id]


def test_a_mark_that_the_loaded_notices_do_not_account_for_stays():
    known = {"record": "source", "key": "h:s", "title": "T", "integrity": "retracted"}
    notice = {"record": "notice", "source": "h:s", "nature": "correction", "origin": "pubmed"}
    lines = [
        {**known, "integrity_note": "Made up."},
        {**notice, "as_of": "2026-01-01T00:00:00Z"},
    ]
    load("".join(json.dumps(line) + "\n" for line in lines).encode())
    assert Source.objects.get().integrity == "retracted"
    assert set(Notice.objects.values_list("nature", "origin")) == {
        ("correction", "pubmed"),
        ("retraction", "hand"),
    }


def test_joined_sources_keep_their_ids_and_can_be_parted_after_a_load(client):
    point = transaction.savepoint()
    editor = make_user("editor")
    one, two = make_source(title="One work"), make_source(title="One work.", pmid="77")
    link = make_evidence(make_claim(), two)
    make_evidence(make_claim(), one)
    led = make_study(two, primary_source=two)
    notices.store(learnt={two.pk: [(RETRACTION, "doi")]}, by=None)
    sources.merge(source=Source.objects.get(pk=two.pk), into=one, by=editor, reason="The same.")
    first = dump()
    (told,) = (r for r in checked(first) if r["record"] == "merge")
    assert told["moved"]["evidence"] == [link.public_id]
    assert told["moved"]["primary"] == [f"Y{link.study_id}", led.public_id]
    assert told["moved"]["notices"] == [
        ["retraction", "retraction_watch", "10.5555/notice", "4036"]
    ]
    assert told["by"] == f"person:{editor.pseudonym}"
    transaction.savepoint_rollback(point)
    assert reloaded(first) == first
    load(first)
    load(first)
    assert Merge.objects.count() == 1
    page = client.get(f"/sources/{two.public_id}/", follow=True)
    assert page.redirect_chain[-1][0].endswith(f"/sources/{one.public_id}/")
    sources.unmerge(
        source=Source.objects.get(pk=two.pk), by=make_user("editor"), reason="Two after all."
    )
    back = Source.objects.get(pk=two.pk)
    assert (back.status, back.integrity) == ("published", "retracted")
    assert Source.objects.get(pk=one.pk).integrity == "clear"
    assert Evidence.objects.get(pk=link.pk).source_id == two.pk
    assert StudySource.objects.filter(source=two.pk, study=led.pk).exists()
    assert b'"record":"merge"' not in dump()


def test_who_told_two_apart_travels_by_pseudonym():
    point = transaction.savepoint()
    editor = make_user("editor")
    one, other = make_study(make_source()), make_study(make_source())
    independence.distinct(one=one, other=other, by=editor, reason="Other people.")
    first = dump()
    (told,) = (r for r in checked(first) if r["record"] == "distinct")
    assert told["by"] == f"person:{editor.pseudonym}"
    transaction.savepoint_rollback(point)
    assert reloaded(first) == first
    load(first)
    assert Distinct.objects.get().imported_by == told["by"]


@pytest.mark.parametrize("stored", [False, True])
def test_a_patients_evidence_is_of_its_claim(tmp_path, stored):
    claim = {"record": "claim", "text": "It does.", "claim_type": "causal"}
    evidence = {"record": "evidence", "key": "h:e", "claim": "h:c", "source": "h:s"}
    base = [
        {**claim, "key": "h:c"},
        {**claim, "key": "h:d", "text": "It does not."},
        {"record": "source", "key": "h:s", "title": "T"},
        {**evidence, "design": "case_report"},
    ]
    patient = {"record": "patient", "key": "h:n", "label": "Case 1", "evidence": ["h:e"]}
    if stored:
        load("".join(json.dumps(line) + "\n" for line in base).encode())
        base = []
    path, out = tmp_path / "f", StringIO()
    wrong = [*base, {**patient, "claim": "h:d"}]
    path.write_text("".join(json.dumps(line) + "\n" for line in wrong))
    with pytest.raises(SystemExit):
        call_command("load", str(path), json=True, stdout=out)
    assert "'h:e' is not evidence of the claim 'h:d'" in out.getvalue()
    load("".join(json.dumps(r) + "\n" for r in [*base, {**patient, "claim": "h:c"}]).encode())


def test_a_mark_stands_beside_a_notice_by_hand_that_does_not():
    point = transaction.savepoint()
    source = {"record": "source", "key": "h:s", "title": "x", "integrity": "retracted"}
    notice = {"record": "notice", "source": "h:s", "nature": "retraction", "origin": "hand"}
    lines = [
        source | {"integrity_note": "Figures."},
        notice | {"as_of": "2026-01-01T00:00:00Z", "is_standing": False},
    ]
    load("".join(json.dumps(line) + "\n" for line in lines).encode())
    kept = Notice.objects.get()
    assert (kept.is_standing, kept.reasons) == (True, "Figures.")
    assert Source.objects.get().integrity == "retracted"
    first = dump()
    transaction.savepoint_rollback(point)
    assert reloaded(first) == first
