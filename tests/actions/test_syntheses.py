"""Conclusions: computed for many claims at once, decided by editors, stale when their inputs change."""

import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.access import Denied
from claims.actions import evidence, searches, syntheses
from claims.domain.inputs import Inputs
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.synthesis import synthesise
from claims.models import Claim, Event, Evidence, PublicChange, Synthesis
from claims.queries.synthesis_inputs import inputs
from tests.factories import (
    make_appraisal,
    make_claim,
    make_evidence,
    make_source,
    make_study,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_reviewer(settings):
    settings.REVIEWERS_REQUIRED = 1


def rated(claim: Claim, source=None, *, study=None, design="cohort", **rating) -> Evidence:
    link = make_evidence(claim, source, study=study, design=design)
    make_appraisal(link, **rating)
    link.refresh_from_db()
    return link


def again(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def current(claim: Claim) -> Synthesis:
    return claim.syntheses.get(is_current=True)


def test_the_claim_carries_its_conclusion_counted_by_study():
    claim = make_claim()
    source = make_source()
    study = make_study(source, other := make_source())
    rated(claim, source, study=study, strength="strong")
    rated(claim, other, study=study, strength="strong")
    rated(claim, design="case_report", strength="weak")
    claim = again(claim)
    row = current(claim)
    assert (claim.verdict, claim.certainty) == (row.verdict, row.certainty)
    assert claim.verdict == "supported"
    assert (claim.study_count, claim.evidence_count, claim.supports_count) == (2, 3, 2)
    assert claim.plain_sentence == row.plain_sentence != ""
    assert claim.design_mask == 1 << 2 | 1 << 7
    assert not claim.confirmed
    assert row.input_hash == Inputs.from_json(row.inputs).input_hash()


def test_a_search_tells_none_found_from_not_assessed():
    claim = make_claim()
    assert claim.verdict == "not_assessed"
    fields = {"claim": claim, "where": "PubMed", "query": "kratom", "searched_on": "2024-01-02"}
    searches.create(by=make_user("editor"), fields=fields)
    assert again(claim).verdict == "none_found"


def test_equal_inputs_leave_no_new_row_and_no_change():
    claim = make_claim()
    rated(claim)
    before = (Synthesis.objects.count(), Event.objects.count(), PublicChange.objects.count())
    syntheses.refresh([claim.pk], reason="for no reason")
    assert (
        Synthesis.objects.count(),
        Event.objects.count(),
        PublicChange.objects.count(),
    ) == before


def test_a_draft_moves_nothing_public():
    claim = make_claim(published=False)
    before = PublicChange.objects.count()
    syntheses.refresh([claim.pk], reason="looked at")
    assert PublicChange.objects.count() == before
    assert not Event.objects.filter(verb="synthesis_suggested", public=True).exists()


def test_a_published_change_is_told_once():
    claim = make_claim()
    seen = PublicChange.objects.filter(kind="synthesis_changed").count()
    rated(claim)
    changes = PublicChange.objects.filter(kind="synthesis_changed")
    assert changes.count() - seen == Event.objects.filter(verb="synthesis_suggested").count() >= 1


def test_an_editor_confirms_and_a_version_is_minted():
    claim = make_claim()
    rated(claim)
    with pytest.raises(Denied):
        syntheses.confirm(claim=claim, by=make_user("reviewer", "contributor", "admin"))
    editor = make_user("editor")
    row = syntheses.confirm(claim=claim, by=editor, reason="Read it all.")
    claim = again(claim)
    assert (row.status, row.decided_by, row.is_current) == ("confirmed", editor, True)
    assert (claim.confirmed, claim.stale, claim.version_number) == (True, False, 2)
    with pytest.raises(NotAllowedNow, match="nothing has changed"):
        syntheses.confirm(claim=claim, by=editor)


def test_what_was_confirmed_stands_but_goes_stale():
    claim = make_claim()
    rated(claim, strength="strong")
    editor = make_user("editor")
    kept = syntheses.confirm(claim=claim, by=editor)
    rated(claim, direction="contradicts", strength="strong")
    claim = again(claim)
    row = current(claim)
    assert row.pk == kept.pk
    assert (claim.verdict, claim.stale, claim.confirmed) == ("supported", True, True)
    assert "was" in row.stale_reason
    beside = claim.syntheses.filter(is_current=False, status="suggested").latest("pk")
    assert beside.verdict == "conflicting"
    rows = Synthesis.objects.count()
    syntheses.refresh([claim.pk], reason="again")
    assert Synthesis.objects.count() == rows
    newest = syntheses.confirm(claim=claim, by=editor, reason="Both are good.")
    claim = again(claim)
    assert (newest.pk, claim.verdict, claim.stale) == (beside.pk, "conflicting", False)
    kept.refresh_from_db()
    assert (kept.status, kept.verdict, kept.is_current) == ("confirmed", "supported", False)


def test_inputs_that_come_back_wait_for_an_editor_who_confirms_the_right_ones():
    claim, editor = make_claim(), make_user("editor")
    rated(claim, strength="strong")
    first = syntheses.confirm(claim=claim, by=editor)
    other = rated(claim, direction="contradicts", strength="strong")
    evidence.exclude(evidence=other, reason="Another drug.", by=editor)
    excluded = again(claim)
    assert excluded.stale
    assert excluded.verdict == "supported"
    row = syntheses.confirm(claim=claim, by=editor)
    assert row.pk != first.pk
    assert row.verdict == "supported"
    assert row.input_hash == inputs([claim.pk])[claim.pk].input_hash()
    assert not again(claim).stale


def test_an_editor_overrides_with_reasons_and_the_suggestion_stays_beside_it():
    claim, editor = make_claim(), make_user("editor")
    rated(claim, strength="strong")
    parts = {"certainty": "very_low", "plain_sentence": "We doubt it."}
    with pytest.raises(Invalid) as refused:
        syntheses.override(claim=claim, by=editor, reason="", verdict="surely", colour="red")
    assert set(refused.value.errors) >= {"reason", "verdict", "colour"}
    with pytest.raises(Denied):
        syntheses.override(claim=claim, by=make_user("reviewer"), reason="No.", **parts)
    row = syntheses.override(claim=claim, by=editor, reason="One sponsor.", **parts)
    claim = again(claim)
    assert (claim.certainty, claim.plain_sentence) == ("very_low", "We doubt it.")
    assert (claim.verdict, row.status, row.status_reason) == (
        "supported",
        "overridden",
        "One sponsor.",
    )
    assert row.suggestion["certainty"] != "very_low"
    back = syntheses.confirm(claim=claim, by=editor, reason="On second thoughts.")
    assert back.certainty == back.suggestion["certainty"] == again(claim).certainty
    row.refresh_from_db()
    assert (row.certainty, row.is_current) == ("very_low", False)


def refreshing(claims: int) -> int:
    keys = []
    for _ in range(claims):
        claim = make_claim()
        rated(claim, make_source())
        keys.append(claim.pk)
    Evidence.objects.filter(claim__in=keys).update(standing_strength="weak")
    with CaptureQueriesContext(connection) as found:
        syntheses.refresh(keys, reason="counted")
    assert Synthesis.objects.filter(claim__in=keys, is_current=True).count() == claims
    return len(found)


def test_many_claims_cost_as_many_queries_as_one():
    assert refreshing(1) == refreshing(12) <= 24


def test_twenty_pieces_of_evidence_are_computed_in_ten_milliseconds():
    claim = make_claim()
    source, study = make_source(), make_study()
    link = make_evidence(claim, source, study=study)
    facts = inputs([claim.pk])[claim.pk]
    one = facts.evidence[0]
    many = Inputs.of(
        facts.claim,
        [
            type(one)(
                **{
                    **vars(one),
                    "evidence": f"E{link.pk + n}",
                    "study": f"Y{n}",
                    "direction": "supports",
                    "strength": "weak",
                }
            )
            for n in range(20)
        ],
    )
    best = min(_timed(many) for _ in range(5))
    assert best < 0.010


def _timed(facts: Inputs) -> float:
    start = time.perf_counter()
    synthesise(facts)
    return time.perf_counter() - start


def test_rederive_proves_the_stored_and_finds_the_altered(capsys):
    claim = make_claim()
    rated(claim)
    call_command("rederive")
    assert "0 differences" in capsys.readouterr().out
    row = current(claim)
    altered = {**row.suggestion, "verdict": "contradicted"}
    Synthesis.objects.filter(pk=row.pk).update(suggestion=altered)
    assert [found.synthesis for found in syntheses.rederive([current(claim)])] == [row.pk]
    with pytest.raises((SystemExit, CommandError)):
        call_command("rederive")
    Synthesis.objects.filter(pk=row.pk).update(suggestion=row.suggestion, input_hash="0" * 64)
    assert [found.claim for found in syntheses.rederive([current(claim)])] == [claim.pk]


def test_rederive_rebuilds_from_present_facts(capsys):
    claim = make_claim()
    link = rated(claim, strength="strong")
    Evidence.objects.filter(pk=link.pk).update(standing_strength="very_weak")
    assert again(claim).verdict == "supported"
    call_command("rederive", refresh=True)
    assert "0 differences" in capsys.readouterr().out
    assert again(claim).verdict != "supported"
