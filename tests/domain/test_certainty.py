"""GRADE-informed arithmetic against published examples, and certainty read off counted studies."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from claims.domain.bodies import assess
from claims.domain.certainty import grade
from claims.domain.facts import ClaimFacts
from claims.domain.problems import Invalid
from claims.domain.verdict import find
from claims.domain.vocabulary import (
    Certainty,
    ClaimType,
    CountUnit,
    Design,
    Directness,
    Stream,
)
from tests.domain.test_verdict import CAUSAL, study

VECTORS = Path(
    os.environ.get("REFERENCE_VECTORS")
    or Path(__file__).resolve().parents[3] / "shared/reference/vectors.json"
)

# start, downgrade, upgrade, expected, blocked; published rules as cited in the module.
OWN = [
    ("rct", {}, {}, "high", False),
    ("rct", {"risk_of_bias": -1, "imprecision": -1}, {}, "low", False),
    ("rct", {"imprecision": -3}, {}, "very_low", False),
    ("rct", {"inconsistency": -2}, {}, "low", False),
    ("rct", {"imprecision": -1}, {"dose_response": 1}, "moderate", True),
    ("nrsi", {}, {}, "low", False),
    ("nrsi_with_robins", {"risk_of_bias": -2}, {}, "low", False),
    ("case_series_or_reports", {}, {}, "very_low", False),
    ("nrsi", {}, {"large_effect": 1, "dose_response": 1}, "high", False),
    ("nrsi", {}, {"large_effect": 2, "dose_response": 1, "opposing_confounding": 1}, "high", False),
    ("nrsi", {"imprecision": -1}, {"large_effect": 1}, "very_low", True),
    ("nrsi_with_robins", {"risk_of_bias": -2}, {"large_effect": 1}, "moderate", False),
    (
        "nrsi_with_robins",
        {"risk_of_bias": -2, "imprecision": -1},
        {"large_effect": 1},
        "very_low",
        True,
    ),
    ("case_series_or_reports", {"imprecision": -2, "publication_bias": -1}, {}, "very_low", False),
    ("case_series_or_reports", {}, {"large_effect": 2}, "very_low", True),
]


@pytest.mark.parametrize(("start", "down", "up", "expected", "blocked"), OWN)
def test_published_examples(start, down, up, expected, blocked):
    result = grade(start, down, up)
    assert (result.certainty, result.upgrade_blocked) == (expected, blocked)


@pytest.mark.skipif(
    not VECTORS.is_file(),
    reason="no shared test vectors here (REFERENCE_VECTORS names another place)",
)
def test_shared_vectors():
    cases = json.loads(VECTORS.read_text())["grade"]
    assert cases
    for case in cases:
        body = case["body"]
        result = grade(
            body["start"],
            body["downgrade"],
            body["upgrade"],
            n_eligible_studies=body.get("n_eligible_studies"),
        )
        assert result.certainty == case["expected"], case["id"]
        assert result.upgrade_blocked == case.get("upgrade_blocked", False), case["id"]


def test_no_eligible_study_is_not_rated():
    assert grade("nrsi", n_eligible_studies=0).certainty == Certainty.NOT_RATED


def test_a_logged_reason_opens_the_gate():
    assert (
        grade("rct", {"imprecision": -1}, {"dose_response": 1}, override_reason="Agreed.").level
        == 4
    )


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("rct2", {}, {}), "start"),
        (("rct", {"luck": -1}, {}), "downgrade/luck"),
        (("rct", {"risk_of_bias": -3}, {}), "downgrade/risk_of_bias"),
        (("rct", {"risk_of_bias": 1}, {}), "downgrade/risk_of_bias"),
        (("rct", {"risk_of_bias": True}, {}), "downgrade/risk_of_bias"),
        (("nrsi", {}, {"large_effect": 3}), "upgrade/large_effect"),
        (("rct", {"imprecision": -1}, {}, {}), "reasons/imprecision"),
    ],
)
def test_faults_are_named(arguments, field):
    with pytest.raises(Invalid) as refused:
        grade(*arguments)
    assert list(refused.value.errors) == [field]


def certainty_of(*studies, claim=CAUSAL):
    return assess(claim, find(claim, list(studies)))


@pytest.mark.parametrize(
    ("design", "strength", "expected"),
    [
        (Design.RCT, "strong", Certainty.HIGH),
        (Design.RCT, "moderate", Certainty.MODERATE),
        (Design.RCT, "weak", Certainty.LOW),
        (Design.RCT, "very_weak", Certainty.LOW),
        (Design.COHORT, "strong", Certainty.LOW),
        (Design.COHORT, "moderate", Certainty.LOW),
        (Design.COHORT, "weak", Certainty.VERY_LOW),
        (Design.SURVEY, "strong", Certainty.VERY_LOW),
        (Design.CASE_REPORT, "strong", Certainty.VERY_LOW),
        (Design.QUALITATIVE, "strong", Certainty.NOT_RATED),
        (Design.SYSTEMATIC_REVIEW, "strong", Certainty.NOT_RATED),
    ],
)
def test_one_study_of_each_kind(design, strength, expected):
    assert certainty_of(study(design=design, strength=strength)).certainty == expected


def test_directness_and_size_are_charged_once():
    partly = study(directness=Directness.PARTLY)
    small = study(n=120, n_unit=CountUnit.PATIENTS)
    large = study(n=500, n_unit=CountUnit.PATIENTS)
    assert certainty_of(partly).certainty == Certainty.MODERATE
    assert certainty_of(small).certainty == Certainty.MODERATE
    assert certainty_of(large).certainty == Certainty.HIGH


def test_trials_that_disagree_lose_two_steps():
    result = certainty_of(study("Y1"), study("Y2", direction="contradicts"))
    assert result.certainty == Certainty.LOW


def test_one_study_says_that_inconsistency_cannot_be_judged():
    steps = {step.domain: step for step in certainty_of(study()).bodies[0].steps}
    assert steps["inconsistency"].reason == "One study: not assessable."


def test_bodies_are_kept_apart_and_the_best_is_shown():
    result = certainty_of(study("Y1"), study("Y2", Design.COHORT, strength="weak"))
    assert [body.stream for body in result.bodies] == [Stream.RANDOMISED, Stream.COMPARATIVE]
    assert [body.certainty for body in result.bodies] == [Certainty.HIGH, Certainty.VERY_LOW]
    assert (result.certainty, result.stream) == (Certainty.HIGH, Stream.RANDOMISED)


def test_a_review_starts_where_what_it_pools_starts():
    pooled = study(design=Design.SYSTEMATIC_REVIEW, pools=Stream.RANDOMISED)
    assert certainty_of(pooled).certainty == Certainty.HIGH


def test_nothing_counted_is_not_rated_rather_than_very_low():
    result = certainty_of(study(directness=Directness.INDIRECT))
    assert result.certainty == Certainty.NOT_RATED
    assert result.bodies == ()


@pytest.mark.parametrize(
    ("studies", "expected"),
    [
        ([("Y1", "moderate", "supports"), ("Y2", "strong", "supports")], Certainty.STRONG),
        ([("Y1", "moderate", "supports"), ("Y2", "strong", "contradicts")], Certainty.LIMITED),
        ([("Y1", "strong", "supports")], Certainty.LIMITED),
        ([("Y1", "strong", "mentions")], Certainty.INADEQUATE),
        ([], Certainty.NOT_RATED),
    ],
)
def test_mechanisms_have_their_own_scale(studies, expected):
    claim = ClaimFacts(ClaimType.MECHANISM)
    facts = [
        study(key, Design.IN_VITRO, direction, strength) for key, strength, direction in studies
    ]
    assert certainty_of(*facts, claim=claim).certainty == expected


@pytest.mark.parametrize(
    "claim_type", [ClaimType.DEFINITIONAL, ClaimType.ABOUT_RESEARCH, ClaimType.NORMATIVE]
)
def test_some_types_are_not_rated(claim_type):
    assert certainty_of(study(), claim=ClaimFacts(claim_type)).certainty == Certainty.NOT_RATED
