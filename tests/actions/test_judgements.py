"""Editors decide single domains: one event each, the conclusion follows, the suggestion stays beside it."""

from __future__ import annotations

import contextlib
import itertools
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.access import Denied
from claims.actions import consensus, integrity, judgements, syntheses
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import Assessment, Claim, Conflict, DomainJudgement, Event, PublicChange
from claims.queries import certainty
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
HERE = {"stream": "randomised", "domain": "imprecision"}


@pytest.fixture(autouse=True)
def _one_reviewer(settings):
    settings.REVIEWERS_REQUIRED = 1


def rated(claim, *, design="rct", rating=None, **fields):
    link = make_evidence(claim, design=design, **fields)
    make_appraisal(link, **{"strength": "strong", **(rating or {})})
    link.refresh_from_db()
    return link


def again(claim):
    return Claim.objects.get(pk=claim.pk)


def current(claim):
    return claim.syntheses.get(is_current=True)


def step(claim, domain="imprecision", stream="randomised"):
    table = certainty.detail(None, claim.pk)
    body = next(one for one in table["streams"] if one["stream"] == stream)
    return next(one for one in body["steps"] if one["domain"] == domain)


def test_a_decision_moves_the_conclusion_in_the_same_act_and_leaves_one_event():
    claim, editor = make_claim(), make_user("editor")
    rated(claim)
    assert again(claim).certainty == "high"
    before = current(claim).input_hash
    row = judgements.judge_domain(claim=claim, **HERE, change=-2, reason="Wide.", by=editor)
    assert (row.suggested, row.change, row.is_current) == (0, -2, True)
    assert (again(claim).certainty, current(claim).status) == ("low", "suggested")
    assert current(claim).input_hash != before
    event = Event.objects.get(verb="domain_judged")
    assert (event.object_id, event.public, event.actor) == (claim.pk, True, editor.pseudonym)
    assert PublicChange.objects.filter(kind="certainty_judged", object_id=claim.pk).count() == 1
    shown = step(claim)
    assert (shown["change"], shown["suggested"], shown["decided"]) == (-2, 0, True)
    assert (shown["decided_by"], shown["at"]) == (editor.pseudonym, row.at)


def test_confirming_a_step_is_deciding_what_is_suggested():
    claim, editor = make_claim(), make_user("editor")
    rated(claim)
    judgements.judge_domain(claim=claim, **HERE, change=0, reason="Agreed.", by=editor)
    assert again(claim).certainty == "high"
    assert step(claim)["decided"]
    with pytest.raises(NotAllowedNow):
        judgements.judge_domain(claim=claim, **HERE, change=0, reason="Agreed.", by=editor)


def test_a_confirmed_conclusion_goes_stale_and_the_table_shows_what_is_computed_now():
    claim, editor = make_claim(), make_user("editor")
    rated(claim)
    syntheses.confirm(claim=claim, by=editor)
    judgements.judge_domain(claim=claim, **HERE, change=-1, reason="Wide.", by=editor)
    assert (again(claim).certainty, again(claim).stale) == ("high", True)
    assert "imprecision was decided by an editor" in current(claim).stale_reason
    table = certainty.detail(None, claim.pk)
    assert (table["certainty"], table["computed_now"]) == ("moderate", True)
    assert table["synthesis"]["certainty"] == "high"
    syntheses.confirm(claim=claim, by=editor)
    assert again(claim).certainty == "moderate"


def test_a_withdrawn_decision_leaves_the_suggestion_standing_and_stays_on_record():
    claim, editor = make_claim(), make_user("editor")
    rated(claim)
    hash_ = current(claim).input_hash
    with pytest.raises(NotAllowedNow):
        judgements.withdraw_judgement(claim=claim, **HERE, reason="No.", by=editor)
    judgements.judge_domain(claim=claim, **HERE, change=-1, reason="Wide.", by=editor)
    judgements.judge_domain(claim=claim, **HERE, change=-2, reason="Wider.", by=editor)
    judgements.withdraw_judgement(claim=claim, **HERE, reason="A slip.", by=editor)
    assert (again(claim).certainty, current(claim).input_hash) == ("high", hash_)
    assert DomainJudgement.objects.filter(claim=claim, is_current=False).count() == 2


def test_a_moved_suggestion_is_flagged():
    claim, editor = make_claim(), make_user("editor")
    rated(claim, n=120, n_unit="patients")
    judgements.judge_domain(claim=claim, **HERE, change=-1, reason="Few.", by=editor)
    rated(claim, n=900, n_unit="patients")
    assert step(claim)["moved"] == "Decided when the suggestion was -1; it is 0 now."


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"stream": "moonlight"}, "stream"),
        ({"stream": "animal"}, "stream"),
        ({"stream": "qualitative"}, "stream"),
        ({"domain": "luck"}, "domain"),
        ({"change": -4}, "change"),
        ({"change": 1}, "change"),
        ({"change": True}, "change"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_decided(given, field):
    claim = make_claim()
    rated(claim)
    rated(claim, design="qualitative")
    call = {"claim": claim, **HERE, "change": -1, "reason": "Wide.", **given}
    with pytest.raises(Invalid) as refused:
        judgements.judge_domain(**call, by=make_user("editor"))
    assert list(refused.value.errors) == [field]
    assert not DomainJudgement.objects.exists()


def test_only_editors_decide_and_a_draft_moves_nothing_public():
    claim = make_claim(published=False)
    rated(claim)
    for role in ("contributor", "reviewer", "admin"):
        with pytest.raises(Denied):
            judgements.judge_domain(claim=claim, **HERE, change=-1, reason="X", by=make_user(role))
        with pytest.raises(Denied):
            judgements.withdraw_judgement(claim=claim, **HERE, reason="X", by=make_user(role))
    before = PublicChange.objects.count()
    judgements.judge_domain(claim=claim, **HERE, change=-1, reason="X", by=make_user("editor"))
    assert PublicChange.objects.count() == before


def robins(link, judgement, appraisal):
    """An assessment that the appraisal cites, as a load brings it."""
    made = Assessment.objects.create(
        instrument="robins_i_2016",
        unit="result",
        evidence=link,
        imported_assessor=f"rater {judgement}",
        status="submitted",
        submitted_at=link.created_at,
        is_current=True,
        judgement=judgement,
    )
    if appraisal is not None:
        appraisal.assessments.add(made)


def test_robins_judgements_that_open_appraisals_cite_move_the_start_and_no_other(settings):
    claim = make_claim()
    link = rated(claim, design="cohort")
    robins(link, "low", None)
    syntheses.refresh([claim.pk], reason="cited by nobody")
    assert again(claim).certainty == "low"
    for judgement in ("low", "moderate"):
        robins(link, judgement, link.appraisals.get())
    syntheses.refresh([claim.pk], reason="assessed")
    assert again(claim).certainty == "moderate"
    settings.REVIEWERS_REQUIRED = 2
    other = make_claim()
    closed = rated(other, design="cohort")
    robins(closed, "low", closed.appraisals.get())
    assert inputs([other.pk])[other.pk].evidence[0].robins == ""


def test_a_review_starts_where_the_studies_that_it_lists_start():
    claim, source = make_claim(), make_source()
    review = make_study(source, design="systematic_review")
    trials = [make_study(make_source(), design="rct") for _ in range(2)]
    review.included_studies.add(*trials)
    rated(claim, source=source, study=review, design="systematic_review")
    assert again(claim).certainty == "high"
    review.included_studies.add(make_study(make_source(), design="cohort"))
    syntheses.refresh([claim.pk], reason="a cohort is among them")
    assert again(claim).certainty == "low"


def test_an_older_method_gives_way_and_the_decision_stays_with_its_editor(capsys):
    from django.core.management import call_command

    claim, editor = make_claim(), make_user("editor")
    rated(claim)
    same = syntheses.confirm(claim=claim, by=editor, reason="Read it.")
    other = make_claim()
    rated(other)
    differs = syntheses.confirm(claim=other, by=editor)
    old = {**differs.suggestion, "certainty": "low"}
    type(same).objects.update(method_version="1.0.0")
    type(same).objects.filter(pk=differs.pk).update(certainty="low", suggestion=old)
    call_command("rederive")
    told = capsys.readouterr().out
    assert "0 differences" in told
    assert "--refresh" in told
    call_command("rederive", refresh=True)
    told = capsys.readouterr().out
    assert "still stand" not in told
    row = current(claim)
    assert row.pk != same.pk
    assert (row.method_version, row.status, row.decided_by) == ("1.1.0", "confirmed", editor)
    assert (row.status_reason, row.stale_since) == ("Read it.", None)
    moved = current(other)
    assert (moved.certainty, moved.suggestion["certainty"]) == ("low", "high")
    assert "method 1.1.0 took the place of 1.0.0" in moved.stale_reason


def test_only_editors_have_a_claim_computed_anew():
    claim = make_claim()
    with pytest.raises(Denied):
        syntheses.rederive_one(claim=claim, by=make_user("reviewer", "contributor", "admin"))
    syntheses.rederive_one(claim=claim, by=make_user("editor"))
    assert again(claim).verdict == "not_assessed"


def queries_of(number):
    """Refreshing a claim with `number` pieces of evidence after a decision."""
    claim, editor = make_claim(), make_user("editor")
    for _ in range(number):
        rated(claim)
    judgements.judge_domain(claim=claim, **HERE, change=-1, reason="Wide.", by=editor)
    with CaptureQueriesContext(connection) as found:
        judgements.judge_domain(claim=claim, **HERE, change=-2, reason="Wider.", by=editor)
    with CaptureQueriesContext(connection) as reads:
        certainty.detail(None, claim.pk)
    return len(found), len(reads)


def test_query_counts_do_not_grow_with_the_evidence():
    few, many = queries_of(1), queries_of(20)
    assert few == many
    assert few[0] <= 48
    assert few[1] <= 3


def standing(claim):
    """What the final synthesis says, without the times and keys of rows."""
    row = current(claim)
    conflict = Conflict.objects.filter(claim=claim).first()
    return row.suggestion, row.input_hash, bool(conflict and conflict.state != "resolved")


def test_no_order_of_acts_changes_the_conclusion_for_the_same_standing_facts(settings):
    """Submitting, superseding, adjudicating, judging, retracting and restoring, shuffled as far as acts allow."""
    settings.REVIEWERS_REQUIRED = 2
    editor, raters = make_user("editor"), [make_user("reviewer") for _ in range(2)]
    claim = make_claim()
    links = [make_evidence(claim, design="rct") for _ in range(3)]
    source = links[2].source

    def rate(link, rater, **rating):
        return lambda: make_appraisal(link, reviewer=rater, **{"strength": "strong", **rating})

    def settle():
        links[1].refresh_from_db()
        consensus.adjudicate(
            evidence=links[1],
            fields={
                "direction": "contradicts",
                "directness": "direct",
                "strength": "moderate",
                "declaration": "none",
            },
            reason="Read both.",
            by=editor,
        )

    def mark(word):
        return lambda: integrity.mark(sources=[source], integrity=word, note="Notice.", by=editor)

    def judge():
        judgements.judge_domain(claim=claim, **HERE, change=-1, reason="Wide.", by=editor)

    chains = [
        [
            rate(links[0], raters[0], strength="weak"),
            rate(links[0], raters[0]),
            rate(links[0], raters[1]),
        ],
        [rate(links[1], raters[0]), rate(links[1], raters[1], direction="contradicts"), settle],
        [],
    ]
    ratings = [rate(links[2], raters[0]), rate(links[2], raters[1])]
    found = []
    for seed in range(4):
        # What is retracted is not rated meanwhile: the notice comes and goes before, between or after.
        at = seed % 3
        chains[2] = [*ratings[:at], mark("retracted"), mark("clear"), *ratings[at:]]
        outcome = _run(chains, judge, random.Random(seed), claim)  # noqa: S311
        found.append(outcome)
    assert all(one == found[0] for one in found)
    assert found[0][2], "studies stand on both sides"


def _run(chains, judge, dice, claim):
    """Carry all chains out in one shuffled order, look at the end, and take everything back."""
    from django.db import transaction

    marks = list(itertools.chain.from_iterable([n] * len(chain) for n, chain in enumerate(chains)))
    dice.shuffle(marks)
    steps = [iter(chain) for chain in chains]
    try:
        with transaction.atomic():
            at = dice.randrange(len(marks))
            for place, number in enumerate(marks):
                next(steps[number])()
                if place >= at and not DomainJudgement.objects.filter(claim=claim).exists():
                    # Where no randomised study is counted yet, the editor comes back later.
                    with contextlib.suppress(Invalid):
                        judge()
            if not DomainJudgement.objects.filter(claim=claim).exists():
                judge()
            found = standing(claim)
            raise _Back(found)
    except _Back as back:
        return back.args[0]


class _Back(Exception):
    """Carries the outcome out of a transaction that is rolled back."""
