"""The verdict table, the classification of studies, and the properties that the rule promises."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.counting import Standing, Weights, judge, judge_all
from claims.domain.facts import ClaimFacts, StudyFacts
from claims.domain.verdict import RULES, find, match
from claims.domain.vocabulary import (
    STREAM_OF_DESIGN,
    About,
    ClaimType,
    Consistency,
    Design,
    Direction,
    Directness,
    Quantifier,
    ReadDepth,
    Strength,
    Verdict,
)

CAUSAL = ClaimFacts(ClaimType.CAUSAL)


def study(key="Y1", design=Design.RCT, direction="supports", strength="strong", **more):
    more.setdefault("directness", Directness.DIRECT)
    return StudyFacts(
        key=key,
        design=design,
        stream=STREAM_OF_DESIGN[design],
        direction=Direction(direction) if direction else None,
        strength=Strength(strength) if strength else None,
        **more,
    )


def verdict_of(*studies, claim=CAUSAL):
    return find(claim, list(studies)).verdict


def test_the_table_is_total_and_agrees_with_an_independent_reading():
    """Every reachable combination of figures, against the rule's text written out a second time."""
    fired = set()
    for s, c, x in itertools.product(range(-1, 4), repeat=3):
        if s == c == x == -1:
            continue
        for ns, nc, any_s, n_mixed, only in itertools.product(
            range(3), range(3), range(3), range(3), (False, True)
        ):
            reachable = (
                (ns > 0) == (s >= 1)
                and (nc > 0) == (c >= 1)
                and any_s >= ns
                and (any_s > 0) == (s >= 0)
                and (n_mixed > 0) == (x >= 0)
            )
            if not reachable:
                continue
            got = match(Weights(s, c, x, ns, nc, any_s, n_mixed), only_uncontrolled=only)
            assert got == _second_reading(s, c, x, ns, nc, any_s, n_mixed, only)
            fired.add(got[1])
    assert fired == set(RULES) - {"V1", "V2"}


def _second_reading(s, c, x, ns, nc, any_s, n_mixed, only):
    if s < 0 and c < 0:
        return (Verdict.CONFLICTING if n_mixed > 1 and x > 1 else Verdict.NOT_SHOWN), "V3"
    if s == 0 and c in (0, 1):
        return Verdict.NOT_SHOWN, "V4"
    if c < 0 and x < s and (s == 3 or (s == 2 and ns > 1)):
        return Verdict.SUPPORTED, "V5"
    if c < 1 or s - c > 1:
        if s > 0 or any_s > 1:
            return (Verdict.REPORTED if only else Verdict.LIMITED), "V6"
        return Verdict.NOT_SHOWN, "V6"
    far = s < 1 or c - s > 1
    if far and c < 2:
        return Verdict.NOT_SHOWN, "V7"
    if s < 0 and x < c and (c == 3 or nc > 1):
        return Verdict.CONTRADICTED, "V8"
    if far:
        return Verdict.DOUBTFUL, "V9"
    if s > c and ns > 1:
        return Verdict.LIMITED, "V10"
    if c > s and nc > 1:
        return Verdict.DOUBTFUL, "V11"
    return Verdict.CONFLICTING, "V12"


def test_one_strong_trial_is_supported_by_a_single_study():
    finding = find(CAUSAL, [study()])
    assert (finding.verdict, finding.rule) == (Verdict.SUPPORTED, "V5")
    assert finding.consistency == Consistency.SINGLE


def test_ten_case_reports_are_reported_not_tested():
    reports = [study(f"Y{i}", Design.CASE_REPORT, strength="moderate") for i in range(10)]
    assert find(CAUSAL, reports).verdict == Verdict.REPORTED
    assert all(item.level == 0 for item in find(CAUSAL, reports).counted)


def test_two_strong_trials_that_disagree_are_conflicting_and_divided():
    finding = find(CAUSAL, [study("Y1"), study("Y2", direction="contradicts")])
    assert finding.verdict == Verdict.CONFLICTING
    assert finding.consistency == Consistency.DIVIDED


def test_normative_claims_are_not_assessable_whatever_the_evidence():
    assert verdict_of(study(), claim=ClaimFacts(ClaimType.NORMATIVE)) == Verdict.NOT_ASSESSABLE


def test_nothing_at_all_depends_on_a_search():
    assert verdict_of() == Verdict.NOT_ASSESSED
    searched = ClaimFacts(ClaimType.CAUSAL, searched=True)
    assert verdict_of(claim=searched) == Verdict.NONE_FOUND


def test_a_direction_without_a_strength_waits_for_one():
    finding = find(CAUSAL, [study(strength=None, directness=None)])
    assert finding.verdict == Verdict.NOT_ASSESSED
    assert finding.consistency == Consistency.SINGLE
    assert finding.of(Standing.AWAITING)[0].code == "awaiting"
    two = find(CAUSAL, [study(strength=None), study("Y2", strength=None)])
    assert two.consistency == Consistency.NOTHING


@pytest.mark.parametrize(
    ("changes", "standing", "code"),
    [
        ({"direction": "mentions"}, Standing.NOT_COUNTED, "mentions"),
        ({"strength": "uninformative"}, Standing.NOT_COUNTED, "uninformative"),
        ({"read": ReadDepth.TITLE}, Standing.NOT_COUNTED, "title_only"),
        ({"excluded": "Duplicate."}, Standing.NOT_COUNTED, "excluded"),
        ({"retracted": "Retracted 2020."}, Standing.NOT_COUNTED, "retracted"),
        ({"design": Design.OPINION}, Standing.NOT_COUNTED, "document"),
        ({"design": Design.REGULATORY}, Standing.NOT_COUNTED, "document"),
        ({"design": Design.SCALE}, Standing.NOT_COUNTED, "document"),
        ({"directness": Directness.INDIRECT}, Standing.BACKGROUND, "indirect"),
        ({"design": Design.ANIMAL}, Standing.BACKGROUND, "not_people"),
        ({"design": Design.IN_VITRO}, Standing.BACKGROUND, "not_people"),
        ({"design": Design.PRODUCT_ANALYSIS}, Standing.BACKGROUND, "not_people"),
        ({"direction": "no_effect", "strength": "weak"}, Standing.BACKGROUND, "imprecise_null"),
        (
            {"direction": "no_effect", "directness": Directness.PARTLY},
            Standing.BACKGROUND,
            "indirect_null",
        ),
        ({"direction": "no_effect", "strength": "moderate"}, Standing.COUNTED, ""),
        ({"direction": None}, Standing.AWAITING, "awaiting"),
        ({"directness": None}, Standing.AWAITING, "awaiting"),
        ({"directness": Directness.PARTLY}, Standing.COUNTED, ""),
    ],
)
def test_what_counts_for_a_claim_about_people(changes, standing, code):
    judged = judge(CAUSAL, study(**changes))
    assert (judged.standing, judged.code) == (standing, code)
    assert judged.reason


def test_documents_and_uncapped_case_reports_settle_a_definition():
    claim = ClaimFacts(ClaimType.DEFINITIONAL, about=About.NOT_APPLICABLE)
    assert judge(claim, study(design=Design.REGULATORY)).level == 3
    assert judge(claim, study(design=Design.CASE_REPORT, strength="moderate")).level == 2
    assert judge(claim, study(directness=Directness.INDIRECT)).standing == Standing.COUNTED


def test_animal_studies_count_for_a_mechanism_and_for_a_claim_about_animals():
    animal = study(design=Design.ANIMAL)
    assert judge(ClaimFacts(ClaimType.MECHANISM), animal).standing == Standing.COUNTED
    about_animals = ClaimFacts(ClaimType.CAUSAL, about=About.ANIMALS)
    assert judge(about_animals, animal).standing == Standing.COUNTED


@pytest.mark.parametrize(
    ("claim", "made", "design", "standing"),
    [
        (ClaimFacts(ClaimType.COMPARATIVE), None, Design.RCT, Standing.BACKGROUND),
        (ClaimFacts(ClaimType.COMPARATIVE), False, Design.RCT, Standing.BACKGROUND),
        (ClaimFacts(ClaimType.COMPARATIVE), True, Design.RCT, Standing.COUNTED),
        (
            ClaimFacts(ClaimType.SAFETY, quantifier=Quantifier.MORE_THAN),
            None,
            Design.COHORT,
            Standing.COUNTED,
        ),
        (
            ClaimFacts(ClaimType.SAFETY, quantifier=Quantifier.MORE_THAN),
            None,
            Design.CASE_SERIES,
            Standing.BACKGROUND,
        ),
    ],
)
def test_a_comparison_must_have_been_made(claim, made, design, standing):
    assert judge(claim, study(design=design, comparison_made=made)).standing == standing


def test_one_documented_case_refutes_a_claim_of_absence():
    claim = ClaimFacts(ClaimType.SAFETY, quantifier=Quantifier.NONE)
    case = study(design=Design.CASE_REPORT, direction="contradicts", strength="weak")
    assert verdict_of(case, claim=claim) == Verdict.CONTRADICTED
    thin = study(design=Design.CASE_REPORT, direction="contradicts", strength="very_weak")
    assert verdict_of(thin, claim=claim) == Verdict.NOT_SHOWN
    assert verdict_of(case) == Verdict.NOT_SHOWN


def test_a_review_is_not_counted_beside_the_studies_it_pools():
    review = study(
        "Y9", Design.SYSTEMATIC_REVIEW, strength="moderate", included_studies=("Y1", "Y2")
    )
    judged = {item.study.key: item for item in judge_all(CAUSAL, [review, study("Y1")])}
    assert judged["Y9"].code == "pooled"
    assert judged["Y1"].standing == Standing.COUNTED
    judged = {
        item.study.key: item for item in judge_all(CAUSAL, [review, study("Y1", strength="weak")])
    }
    assert judged["Y9"].standing == Standing.COUNTED
    assert judged["Y1"].code == "pooled"


def test_of_two_reviews_of_the_same_studies_one_counts():
    one = study("Y8", Design.SYSTEMATIC_REVIEW, included_studies=("Y1",), strength="moderate")
    two = study("Y9", Design.SYSTEMATIC_REVIEW, included_studies=("Y1", "Y2"))
    finding = find(CAUSAL, [one, two])
    assert [item.study.key for item in finding.counted] == ["Y9"]


def test_a_review_without_a_list_adds_none_beside_a_primary_study():
    review = study("Y9", Design.SYSTEMATIC_REVIEW, strength="moderate")
    primary = study("Y1", strength="moderate")
    assert verdict_of(review, primary) == Verdict.LIMITED
    assert verdict_of(primary, study("Y2", strength="moderate")) == Verdict.SUPPORTED
    assert find(CAUSAL, [review, primary]).weights.n_supporting == 1


def test_two_studies_with_one_key_are_refused():
    with pytest.raises(ValueError, match="same key"):
        find(CAUSAL, [study(), study()])


DESIGNS = st.sampled_from(list(Design))
CLAIMS = st.builds(
    ClaimFacts,
    claim_type=st.sampled_from(list(ClaimType)),
    quantifier=st.sampled_from(list(Quantifier)),
    about=st.sampled_from(list(About)),
    searched=st.booleans(),
)


@st.composite
def bodies(draw, max_size=7):
    return [
        study(
            f"Y{place}",
            draw(DESIGNS),
            draw(st.sampled_from([*Direction, None])),
            draw(st.sampled_from([*Strength, None])),
            directness=draw(st.sampled_from([*Directness, None])),
            read=draw(st.sampled_from([ReadDepth.FULL_TEXT, ReadDepth.TITLE])),
            comparison_made=draw(st.sampled_from([True, False, None])),
            excluded=draw(st.sampled_from(["", "", "", "Duplicate."])),
        )
        for place in range(draw(st.integers(0, max_size)))
    ]


RANK = {
    Verdict.CONTRADICTED: 0,
    Verdict.DOUBTFUL: 1,
    Verdict.NOT_SHOWN: 2,
    Verdict.CONFLICTING: 2,
    Verdict.NOT_ASSESSED: 2,
    Verdict.NONE_FOUND: 2,
    Verdict.NOT_ASSESSABLE: 2,
    Verdict.REPORTED: 3,
    Verdict.LIMITED: 4,
    Verdict.SUPPORTED: 5,
}


@given(
    CLAIMS, bodies(), DESIGNS, st.sampled_from(list(Strength)), st.sampled_from(list(Directness))
)
def test_adding_a_supporting_study_never_lowers_a_verdict(
    claim, studies, design, strength, directness
):
    before = find(claim, studies).verdict
    added = study("Z", design, "supports", strength, directness=directness, comparison_made=True)
    assert RANK[find(claim, [*studies, added]).verdict] >= RANK[before]


@given(CLAIMS, bodies(), st.randoms())
def test_order_never_matters(claim, studies, random):
    shuffled = list(studies)
    random.shuffle(shuffled)
    assert find(claim, shuffled) == find(claim, studies)


@given(CLAIMS, bodies())
def test_divided_exactly_when_conflicting_and_every_study_has_a_place(claim, studies):
    finding = find(claim, studies)
    assert (finding.consistency == Consistency.DIVIDED) == (finding.verdict == Verdict.CONFLICTING)
    assert [item.study.key for item in finding.judged] == sorted(s.key for s in studies)
    assert all(item.reason for item in finding.judged)


@given(bodies())
def test_what_is_not_counted_never_moves_a_verdict(studies):
    finding = find(CAUSAL, studies)
    kept = [item.study for item in finding.counted]
    if kept:
        assert find(CAUSAL, kept).verdict == finding.verdict
