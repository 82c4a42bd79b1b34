"""Retractions: out of every synthesis at once, told to every claim they touch."""

import datetime

import pytest

from claims.access import Denied
from claims.actions import integrity, syntheses
from claims.domain.problems import Invalid
from claims.models import Claim, Event, PublicChange, Source
from tests.factories import make_appraisal, make_claim, make_evidence, make_source, make_user

pytestmark = pytest.mark.django_db

ON = datetime.date(2024, 5, 6)


@pytest.fixture(autouse=True)
def _one_reviewer(settings):
    settings.REVIEWERS_REQUIRED = 1


def resting_on(source: Source, **claim) -> Claim:
    link = make_evidence(make_claim(**claim), source)
    make_appraisal(link, strength="strong")
    return Claim.objects.get(pk=link.claim_id)


def mark(source: Source, notice: str, note: str = "The data were made up.", **more) -> int:
    source.refresh_from_db()
    options = {"by": make_user("editor"), "on": ON, **more}
    return integrity.mark(sources=[source], integrity=notice, note=note, **options)


@pytest.mark.parametrize("notice", ["retracted", "withdrawn", "concern"])
def test_it_leaves_every_synthesis_and_the_claims_wait_for_an_editor(notice: str):
    source = make_source()
    claims = [resting_on(source), resting_on(source)]
    assert {claim.verdict for claim in claims} == {"supported"}
    assert mark(source, notice, url="https://example.org/notice") == 1
    for claim in claims:
        claim.refresh_from_db()
        row = claim.syntheses.get(is_current=True)
        assert (claim.verdict, claim.stale, claim.version_number) == ("not_shown", True, 2)
        assert row.stale_reason.startswith(source.public_id)
        assert [item["evidence"] for item in row.suggestion["excluded"]]
        assert claim.evidence.get().status == "settled"
    source.refresh_from_db()
    assert (source.integrity, source.integrity_on) == (notice, ON)
    assert PublicChange.objects.filter(kind="integrity_changed").count() == 1
    assert Event.objects.get(verb="integrity_marked").public


def test_the_mark_and_what_it_does_to_claims_are_one_transaction(monkeypatch):
    source = make_source()
    claim = resting_on(source)
    events, changes = Event.objects.count(), PublicChange.objects.count()

    def fail(*args, **more):
        raise RuntimeError("the power went")

    monkeypatch.setattr(integrity.versions, "mint_many", fail)
    with pytest.raises(RuntimeError):
        mark(source, "retracted")
    source.refresh_from_db()
    claim.refresh_from_db()
    assert (source.integrity, source.notices.count()) == ("clear", 0)
    assert (claim.verdict, claim.stale, claim.version_number) == ("supported", False, 1)
    # `make_user` of the editor aside, nothing is on record.
    assert PublicChange.objects.count() == changes
    assert not Event.objects.filter(
        seq__gt=events, noun__in=["source", "claim", "synthesis"]
    ).exists()


def test_who_follows_is_told_by_one_change_of_the_source_and_one_of_each_claim():
    source = make_source()
    claims = [resting_on(source), resting_on(source)]
    seen = PublicChange.objects.count()
    mark(source, "retracted")
    told = PublicChange.objects.filter(seq__gt=seen).order_by("seq")
    assert list(told.filter(noun="source").values_list("kind", "object_id")) == [
        ("integrity_changed", source.pk)
    ]
    of_claims = told.filter(noun="claim").values_list("object_id", flat=True)
    assert set(of_claims) == {claim.pk for claim in claims}


def test_lifting_it_restores_what_it_took():
    source = make_source()
    claim = resting_on(source)
    mark(source, "concern")
    mark(source, "clear", note="")
    claim.refresh_from_db()
    source.refresh_from_db()
    assert (source.integrity, source.integrity_note) == ("clear", "")
    assert (claim.verdict, claim.stale) == ("supported", True)
    syntheses.confirm(claim=claim, by=make_user("editor"))
    claim.refresh_from_db()
    assert (claim.stale, claim.confirmed) == (False, True)


def test_a_confirmed_conclusion_stands_stale_with_the_new_suggestion_beside():
    source = make_source()
    claim = resting_on(source)
    kept = syntheses.confirm(claim=claim, by=make_user("editor"))
    mark(source, "retracted")
    claim.refresh_from_db()
    assert (claim.verdict, claim.stale, claim.confirmed) == ("supported", True, True)
    assert claim.syntheses.get(is_current=True).pk == kept.pk
    assert claim.syntheses.latest("pk").verdict == "not_shown"


def test_a_correction_excludes_nothing_and_can_be_confirmed_after_a_look():
    source = make_source()
    claim = resting_on(source)
    syntheses.confirm(claim=claim, by=make_user("editor"))
    mark(source, "corrected", note="A table was corrected.")
    claim.refresh_from_db()
    assert (claim.verdict, claim.stale) == ("supported", True)
    syntheses.confirm(claim=claim, by=make_user("editor"), reason="The table is another one.")
    claim.refresh_from_db()
    assert not claim.stale


def test_drafts_are_computed_but_not_announced():
    source = make_source()
    claim = resting_on(source, published=False)
    mark(source, "retracted")
    claim.refresh_from_db()
    assert claim.verdict == "not_shown"
    assert (claim.stale, claim.version_number) == (False, 0)


def test_the_same_again_changes_nothing():
    source = make_source()
    resting_on(source)
    mark(source, "retracted")
    before = Event.objects.count()
    assert mark(source, "retracted") == 0
    assert Event.objects.count() == before


def test_what_is_refused():
    source = make_source()
    with pytest.raises(Denied):
        mark(source, "retracted", by=make_user("contributor", "reviewer", "admin"))
    for fields, named in [
        ({"notice": "burnt"}, "integrity"),
        ({"notice": "retracted", "note": " "}, "reason"),
        ({"notice": "retracted", "url": "javascript:alert(1)"}, "integrity_url"),
        ({"notice": "retracted", "note": "x" * 2001}, "integrity_note"),
    ]:
        with pytest.raises(Invalid) as refused:
            mark(source, **fields)
        assert set(refused.value.errors) == {named}
    source.refresh_from_db()
    assert source.integrity == "clear"
