"""Suggestions in the eight domains, editors' decisions, the ROBINS route, and what would change the certainty."""

from __future__ import annotations

import pytest

from claims.domain.bodies import assess
from claims.domain.facts import ClaimFacts, EffectFacts, JudgementFacts
from claims.domain.funding import names_company
from claims.domain.inputs import Inputs
from claims.domain.prospects import what_would_change_certainty
from claims.domain.synthesis import synthesise
from claims.domain.verdict import find
from claims.domain.vocabulary import (
    Certainty,
    CertaintyDomain,
    ClaimType,
    CountUnit,
    Design,
    Directness,
    Stream,
)
from tests.domain.test_synthesis import evidence
from tests.domain.test_verdict import CAUSAL, study

D = CertaintyDomain
PATIENTS = {"n_unit": CountUnit.PATIENTS}


def rr(estimate, low, high, measure="RR"):
    return EffectFacts(measure, estimate, low, high)


def body_of(*studies, judgements=(), claim=CAUSAL):
    found = assess(claim, find(claim, list(studies)), judgements)
    assert len(found.bodies) == 1
    return found.bodies[0]


def step(body, domain):
    return next(one for one in body.steps if one.domain == domain)


def judged(domain, change, stream=Stream.RANDOMISED):
    return JudgementFacts(stream, domain, change, "Because.")


def test_every_body_shows_all_eight_domains_and_its_sum():
    body = body_of(study(strength="moderate", n=120, **PATIENTS))
    assert [one.domain for one in body.steps] == list(D)
    assert body.arithmetic == "4 - 1 - 1 = 2: low"
    assert all(one.reason and one.suggested_reason for one in body.steps)
    assert (body.route, body.participants) == ("rct", 120)


@pytest.mark.parametrize(
    ("effect", "change"),
    [
        (rr(0.7, 0.55, 0.9), 0),
        (rr(1.0, 0.9, 1.1), 0),  # a precise null
        (rr(0.8, 0.6, 1.1), -1),
        (rr(1.1, 0.5, 2.0), -2),
        (rr(0.1, -0.2, 0.4, "SMD"), 0),
        (rr(0.3, -0.1, 0.7, "SMD"), -1),
        (rr(3.0, -1.0, 7.0, "MD"), 0),  # what is important in this unit is not on record
        (rr(3.0, -1.0, 7.0, "apples"), 0),
        (rr(3.0, 4.0, 7.0), 0),  # no interval: the estimate lies outside
    ],
)
def test_imprecision_from_the_interval(effect, change):
    body = body_of(study(n=1000, effect=effect, **PATIENTS))
    assert step(body, D.IMPRECISION).change == change


def test_numbers_and_interval_are_signs_of_one_thing_and_charged_once():
    body = body_of(study(n=50, effect=rr(0.8, 0.6, 1.1), **PATIENTS))
    found = step(body, D.IMPRECISION)
    assert found.change == -1
    assert "Only 50 participants." in found.reason
    assert "0.6 to 1.1" in found.reason


def test_heterogeneity_beyond_chance_is_inconsistency_though_all_point_one_way():
    like = [study(f"Y{n}", effect=rr(0.6, 0.5, 0.72)) for n in range(3)]
    unlike = [
        study(f"Y{n}", effect=rr(e, e * 0.95, e * 1.05)) for n, e in enumerate((0.3, 0.6, 0.9))
    ]
    assert step(body_of(*like), D.INCONSISTENCY).change == 0
    found = step(body_of(*unlike), D.INCONSISTENCY)
    assert found.change == -1
    assert "a new study is expected between" in found.reason


def test_precise_effects_on_both_sides_are_very_serious_and_not_averaged_to_nothing():
    body = body_of(
        study("Y1", effect=rr(0.5, 0.45, 0.55)),
        study("Y2", direction="contradicts", effect=rr(2.0, 1.8, 2.2)),
    )
    assert step(body, D.INCONSISTENCY).change == -2
    assert body.effect["misleading"]
    assert body.certainty in (Certainty.LOW, Certainty.VERY_LOW)


def test_publication_bias_is_left_to_people_with_a_hint():
    small = [study(f"Y{n}", n=40, industry=n == 1, **PATIENTS) for n in range(3)]
    found = step(body_of(*small), D.PUBLICATION_BIAS)
    assert (found.suggested, found.change) == (0, 0)
    assert "Hint" in found.reason
    unpaid = [study(f"Y{n}", n=40, **PATIENTS) for n in range(3)]
    assert "Hint" not in step(body_of(*unpaid), D.PUBLICATION_BIAS).reason


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Acme Pharma Inc.", True),
        ("Paid by the manufacturer.", True),
        ("No industry funding.", False),
        ("National Institute on Drug Abuse", False),
        ("Not paid by any company; Kratom Ltd gave samples.", True),
        ("", False),
    ],
)
def test_a_company_in_the_funding(text, named):
    assert names_company(text) is named


def cohort(place, **more):
    return study(f"Y{place}", Design.COHORT, **{"n": 900, **PATIENTS, **more})


@pytest.mark.parametrize(
    ("studies", "suggested", "word"),
    [
        ([cohort(1, effect=rr(3, 2.5, 3.6)), cohort(2, effect=rr(3.1, 2.6, 3.7))], 1, "above 2"),
        ([cohort(1, effect=rr(7, 6, 8)), cohort(2, effect=rr(7.1, 6, 8.2))], 2, "above 5"),
        ([cohort(1, effect=rr(0.1, 0.08, 0.13)), cohort(2, effect=rr(0.1, 0.08, 0.13))], 2, "0.2"),
        ([cohort(1, effect=rr(3, 2.5, 3.6))], 0, "two studies"),
        ([cohort(1, effect=rr(3, 2.5, 3.6)), cohort(2)], 0, "Not every study"),
        ([cohort(1, effect=rr(3, 2.5, 3.6, "OR"))], 0, "convert the OR"),
        ([cohort(1, effect=rr(1.5, 1.2, 1.9)), cohort(2, effect=rr(3, 2.5, 3.6))], 0, "above 2"),
        ([study(effect=rr(3, 2.5, 3.6))], 0, "without randomisation"),
        (
            [
                cohort(1, effect=rr(3, 2.5, 3.6), directness=Directness.PARTLY),
                cohort(2, effect=rr(3, 2.5, 3.6), directness=Directness.PARTLY),
            ],
            0,
            "direct evidence",
        ),
    ],
)
def test_a_large_effect_is_suggested_with_its_conditions_and_waits_for_an_editor(
    studies, suggested, word
):
    body = body_of(*studies)
    found = step(body, D.LARGE_EFFECT)
    assert (found.suggested, found.change) == (suggested, 0)
    assert word in found.reason
    if suggested:
        granted = body_of(
            *studies, judgements=[judged(D.LARGE_EFFECT, suggested, Stream.COMPARATIVE)]
        )
        assert granted.level == min(4, body.level + suggested)


def test_bodies_judged_with_robins_start_high_and_pay_for_bias_once():
    body = body_of(cohort(1, robins="serious"), cohort(2, robins="moderate"))
    assert (body.start, body.route) == (4, "nrsi_with_robins")
    assert step(body, D.RISK_OF_BIAS).change == -2
    assert body.certainty == Certainty.LOW
    critical = body_of(cohort(1, robins="critical"))
    assert (step(critical, D.RISK_OF_BIAS).change, critical.certainty) == (-3, Certainty.VERY_LOW)
    # Not every carrying study was judged so: the usual route.
    assert body_of(cohort(1, robins="low"), cohort(2)).route == "nrsi"
    # One that does not carry need not have been.
    assert body_of(cohort(1, robins="low"), cohort(2, strength="weak")).route != "nrsi"
    assert body_of(study(robins="low")).route == "rct"


def test_a_decision_replaces_the_suggestion_which_stays_beside_it():
    small = study(n=120, **PATIENTS)
    assert body_of(small).certainty == Certainty.MODERATE
    body = body_of(small, judgements=[judged(D.IMPRECISION, -2)])
    found = step(body, D.IMPRECISION)
    assert (found.change, found.reason, found.decided) == (-2, "Because.", True)
    assert (found.suggested, found.suggested_reason) == (-1, "Only 120 participants.")
    assert body.certainty == Certainty.LOW


def test_a_decision_of_another_route_is_held_at_this_one():
    body = body_of(study(), judgements=[judged(D.RISK_OF_BIAS, -3)])
    assert step(body, D.RISK_OF_BIAS).change == -2


def test_a_decision_on_a_stream_without_studies_waits():
    alone = body_of(study(), judgements=[judged(D.IMPRECISION, -1, stream=Stream.COMPARATIVE)])
    assert alone.certainty == Certainty.HIGH


def test_rating_up_what_may_not_rise_is_blocked_and_said():
    body = body_of(study(), judgements=[judged(D.DOSE_RESPONSE, 1)])
    assert body.upgrade_blocked
    assert body.certainty == Certainty.HIGH


def test_what_would_change_the_certainty_names_the_domains():
    studies = [study("Y1", strength="moderate", n=120, **PATIENTS)]
    finding = find(CAUSAL, studies)
    told = what_would_change_certainty(CAUSAL, studies, finding, assess(CAUSAL, finding))
    assert told[0] == (
        "One more strong, direct randomised trial of 400 participants that agrees: certainty high "
        "(risk of bias -1 becomes 0, imprecision -1 becomes 0)."
    )
    one_report = [study("Y1", Design.CASE_REPORT, strength="very_weak")]
    found = find(CAUSAL, one_report)
    told = what_would_change_certainty(CAUSAL, one_report, found, assess(CAUSAL, found))
    assert any("randomised trial" in line and "certainty high" in line for line in told)
    mechanism = ClaimFacts(ClaimType.MECHANISM)
    assert (
        what_would_change_certainty(
            mechanism, [], find(mechanism, []), assess(mechanism, find(mechanism, []))
        )
        == []
    )


def test_old_inputs_hash_as_they_did():
    """Fields that were not told are left out: what 1.0.0 stored is proven by its hash still."""
    facts = Inputs.of(CAUSAL, [evidence(1)])
    assert set(facts.to_json()) == {"claim", "evidence"}
    assert not {"effect", "robins", "industry"} & set(facts.to_json()["evidence"][0])


def test_decisions_and_effects_enter_the_inputs_and_round_trip():
    plain = Inputs.of(CAUSAL, [evidence(1)])
    effect = Inputs.of(CAUSAL, [evidence(1, effect=rr(0.7, 0.5, 0.9), robins="low", industry=True)])
    two = [judged(D.IMPRECISION, -1), judged(D.INCONSISTENCY, 0)]
    decided = Inputs.of(CAUSAL, [evidence(1)], two)
    hashes = {one.input_hash() for one in (plain, effect, decided)}
    assert len(hashes) == 3
    for one in (plain, effect, decided):
        assert Inputs.from_json(one.to_json()) == one
    assert Inputs.of(CAUSAL, [evidence(1)], two[::-1]).input_hash() == decided.input_hash()


def test_a_synthesis_carries_sides_where_studies_disagree():
    found = synthesise(
        Inputs.of(CAUSAL, [evidence(1), evidence(10), evidence(9, direction="no_effect")])
    )
    assert found.sides == {"for": ["Y1", "Y10"], "against": ["Y9"]}
    assert synthesise(Inputs.of(CAUSAL, [evidence(1), evidence(2)])).sides == {}
    mixed = [evidence(1, direction="mixed"), evidence(2, direction="mixed")]
    assert synthesise(Inputs.of(CAUSAL, mixed)).sides == {"mixed": ["Y1", "Y2"]}
