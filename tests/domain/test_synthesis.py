"""The whole suggestion: merging of reports, sentences for every verdict, rungs, prospects, hashing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.sentence import listing, number
from claims.domain.synthesis import ClaimFacts, EvidenceFacts, Inputs, synthesise
from claims.domain.vocabulary import (
    STREAM_OF_DESIGN,
    About,
    Certainty,
    ClaimType,
    ConsensusState,
    Consistency,
    CountUnit,
    Design,
    Direction,
    Directness,
    ReadDepth,
    Rung,
    Scope,
    Strength,
    Verdict,
)
from tests.domain.test_verdict import CLAIMS, study

LINKED = ClaimFacts(
    ClaimType.ASSOCIATION, exposure="long-term kratom use", rung_claimed=Rung.ASSOCIATED
)


def evidence(place, design=Design.RCT, direction="supports", strength="strong", **more):
    more.setdefault("study", f"Y{place}")
    more.setdefault("source", f"S{place}")
    more.setdefault("consensus", ConsensusState.PROVISIONAL if direction else ConsensusState.NONE)
    more.setdefault("raters", 1 if direction else 0)
    more.setdefault("directness", Directness.DIRECT)
    return EvidenceFacts(
        evidence=f"E{place}",
        design=design,
        stream=STREAM_OF_DESIGN[design],
        direction=Direction(direction) if direction else None,
        strength=Strength(strength) if strength else None,
        **more,
    )


def synthesis_of(*items, claim=LINKED):
    return synthesise(Inputs.of(claim, items))


REPORTS = [
    evidence(1, Design.CASE_SERIES, strength="weak"),
    *(evidence(place, Design.CASE_REPORT, strength="very_weak") for place in range(2, 6)),
]


def test_the_sentence_of_the_rule():
    result = synthesis_of(*REPORTS)
    assert result.plain_sentence == (
        "Reported in four case reports and one uncontrolled series; nobody has compared users "
        "with non-users. Very low certainty; one reader, provisional."
    )
    assert (result.verdict, result.certainty) == (Verdict.REPORTED, Certainty.VERY_LOW)
    assert (result.rung_reached, result.rung_claimed) == (Rung.REPORTED, Rung.ASSOCIATED)
    assert result.basis["studies"] == 5
    assert result.basis["by_stream"] == {"case_report": 4, "uncontrolled": 1}
    assert [step["id"] for step in result.steps][-1] == "rung"
    assert "less than the wording claims" in result.steps[-1]["result"]


IMPORTED = ClaimFacts(ClaimType.EFFICACY, scope=Scope.ONE_STUDY)
AGREED = {"consensus": ConsensusState.AGREED, "raters": 3}


@pytest.mark.parametrize(
    ("claim", "items", "verdict", "sentence"),
    [
        (
            IMPORTED,
            [
                evidence(
                    1, strength=None, directness=None, n=120, n_unit=CountUnit.PATIENTS, **AGREED
                )
            ],
            Verdict.NOT_ASSESSED,
            (
                "One randomised trial reports this (n = 120 patients); nobody here has graded it. "
                "Not rated."
            ),
        ),
        (
            IMPORTED,
            [evidence(1, direction="no_effect", strength=None, directness=None, **AGREED)],
            Verdict.NOT_ASSESSED,
            "One randomised trial reports no such effect; nobody here has graded it. Not rated.",
        ),
        (
            IMPORTED,
            [evidence(1, direction=None, strength=None, in_conflict=True, raters=2)],
            Verdict.NOT_ASSESSED,
            (
                "One randomised trial is cited for this; the raters differ, and nobody has "
                "adjudicated. Not rated."
            ),
        ),
        (
            IMPORTED,
            [evidence(1)],
            Verdict.SUPPORTED,
            "One randomised trial reports this. High certainty; one reader, provisional.",
        ),
        (
            LINKED,
            [evidence(1, direction=None, strength=None), evidence(2, Design.COHORT, None, None)],
            Verdict.NOT_ASSESSED,
            "One randomised trial and one cohort study are cited for this; no rating stands yet. Not rated.",
        ),
        (
            LINKED,
            [],
            Verdict.NOT_ASSESSED,
            (
                "Nobody has looked for evidence yet, so this says nothing about whether it is true. "
                "Not rated."
            ),
        ),
        (
            replace(LINKED, searched=True),
            [],
            Verdict.NONE_FOUND,
            (
                "A recorded search found no eligible evidence, which is not evidence against it. "
                "Not rated."
            ),
        ),
        (
            ClaimFacts(ClaimType.NORMATIVE),
            [],
            Verdict.NOT_ASSESSABLE,
            (
                "This says what ought to be done, which evidence alone cannot settle; whether it "
                "works, and who recommends it, can be assessed as claims of their own. Not rated."
            ),
        ),
        (
            LINKED,
            [evidence(1, n=1200, n_unit=CountUnit.PATIENTS, **AGREED)],
            Verdict.SUPPORTED,
            (
                "Supported by one randomised trial (n = 1,200 patients), the only study that counts. "
                "High certainty; three readers, agreed."
            ),
        ),
        (
            LINKED,
            [evidence(1, strength="weak"), evidence(2, Design.COHORT, "mixed", "weak")],
            Verdict.LIMITED,
            (
                "Limited support: one randomised trial points this way; one cohort study found mixed "
                "results. Low certainty; one reader, provisional."
            ),
        ),
        (
            LINKED,
            [evidence(1), evidence(2, direction="contradicts")],
            Verdict.CONFLICTING,
            (
                "Studies of like weight disagree: one randomised trial supports it, one randomised "
                "trial speaks against it. Low certainty; one reader, provisional."
            ),
        ),
        (
            LINKED,
            [evidence(1, direction="mixed"), evidence(2, direction="mixed")],
            Verdict.CONFLICTING,
            (
                "Studies conflict within themselves: two randomised trials found mixed results. "
                "Moderate certainty; one reader, provisional."
            ),
        ),
        (
            LINKED,
            [evidence(1, strength="weak"), evidence(2, direction="contradicts")],
            Verdict.DOUBTFUL,
            (
                "Doubtful: one randomised trial speaks against it, one randomised trial supports it. "
                "Moderate certainty; one reader, provisional."
            ),
        ),
        (
            LINKED,
            [evidence(1, direction="contradicts", consensus=ConsensusState.ADJUDICATED, raters=2)],
            Verdict.CONTRADICTED,
            (
                "Contradicted by one randomised trial; none that counts supports it. "
                "High certainty; two readers, adjudicated."
            ),
        ),
        (
            LINKED,
            [evidence(1, Design.ANIMAL), evidence(2, Design.ANIMAL)],
            Verdict.NOT_SHOWN,
            (
                "Not shown, which is not the same as false: two animal studies were looked at "
                "(not in people). Certainty not rated; one reader, provisional."
            ),
        ),
        (
            LINKED,
            [evidence(1, Design.CASE_REPORT)],
            Verdict.NOT_SHOWN,
            (
                "Not shown, which is not the same as false: one case report bears on it, too weak or "
                "too mixed to settle it. Very low certainty; one reader, provisional."
            ),
        ),
        (
            LINKED,
            [evidence(1, retracted="Retracted in 2020.")],
            Verdict.NOT_SHOWN,
            (
                "Not shown, which is not the same as false: one randomised trial was looked at "
                "(retracted or under concern). Certainty not rated."
            ),
        ),
    ],
)
def test_sentences(claim, items, verdict, sentence):
    result = synthesis_of(*items, claim=claim)
    assert result.verdict == verdict
    assert result.plain_sentence == sentence


def test_an_imported_single_trial_is_a_single_study_without_a_rating():
    result = synthesis_of(evidence(1, strength=None, directness=None, **AGREED), claim=IMPORTED)
    assert (result.consistency, result.certainty) == (Consistency.SINGLE, Certainty.NOT_RATED)
    assert result.what_would_change == ["A rating of the one study that waits for one."]


def test_several_reports_of_one_study_speak_once():
    both = synthesis_of(evidence(1, study="Y1", primary=False), evidence(2, study="Y1"))
    assert both.basis["studies"] == 1
    assert both.consistency == Consistency.SINGLE
    torn = synthesis_of(
        evidence(1, study="Y1"), evidence(2, study="Y1", direction="contradicts", primary=False)
    )
    assert torn.basis["by_direction"] == {"mixed": 1}


def test_the_primary_report_speaks_unless_it_may_not():
    pair = [
        evidence(1, study="Y1", strength="weak"),
        evidence(2, study="Y1", strength="strong", primary=False),
    ]
    assert synthesis_of(*pair).verdict == Verdict.LIMITED
    gone = replace(pair[0], excluded="Superseded.")
    assert synthesis_of(gone, pair[1]).verdict == Verdict.SUPPORTED


def test_a_retraction_takes_the_evidence_out_and_keeps_it_listed():
    result = synthesis_of(evidence(1, retracted="Retracted, 2020."), evidence(2, strength="weak"))
    assert result.verdict == Verdict.LIMITED
    assert result.excluded == [
        {
            "study": "Y1",
            "evidence": "E1",
            "design": "rct",
            "code": "retracted",
            "reason": "Retracted, 2020.",
        }
    ]


@pytest.mark.parametrize(
    ("claim", "design", "rung"),
    [
        (LINKED, Design.RCT, Rung.CAUSED),
        (LINKED, Design.COHORT, Rung.ASSOCIATED),
        (LINKED, Design.SURVEY, Rung.REPORTED),
        (LINKED, Design.SYSTEMATIC_REVIEW, Rung.REPORTED),
        (LINKED, Design.ANIMAL, Rung.NONE),
        (ClaimFacts(ClaimType.CAUSAL, about=About.ANIMALS), Design.ANIMAL, Rung.CAUSED),
        (ClaimFacts(ClaimType.MECHANISM), Design.IN_VITRO, Rung.NONE),
        (ClaimFacts(ClaimType.DEFINITIONAL), Design.OPINION, Rung.NONE),
    ],
)
def test_rungs(claim, design, rung):
    assert synthesis_of(evidence(1, design), claim=claim).rung_reached == rung


def test_contrary_evidence_reaches_no_rung():
    assert synthesis_of(evidence(1, direction="contradicts")).rung_reached == Rung.NONE


def test_what_would_change_is_computed():
    result = synthesis_of(*REPORTS)
    assert result.what_would_change == [
        "One moderate, direct cohort study that supports it: \u201csupported\u201d.",
        "One moderate, direct cohort study that contradicts it: \u201cconflicting\u201d.",
    ]


def test_numbers_and_listing():
    assert [number(value) for value in (0, 1, 10, 11)] == ["no", "one", "ten", "11"]
    twelve = [study(f"Y{place}", Design.COHORT) for place in range(12)]
    assert listing([*twelve, study()]) == "12 cohort studies and one randomised trial"


@st.composite
def evidence_lists(draw):
    return [
        evidence(
            place,
            draw(st.sampled_from(list(Design))),
            draw(st.sampled_from([*Direction, None])),
            draw(st.sampled_from([*Strength, None])),
            study=f"Y{draw(st.integers(0, 4))}",
            directness=draw(st.sampled_from([*Directness, None])),
            read=draw(st.sampled_from(list(ReadDepth))),
            primary=draw(st.booleans()),
            n=draw(st.none() | st.integers(0, 5000)),
            n_unit=draw(st.sampled_from([*CountUnit, None])),
            retracted=draw(st.sampled_from(["", "", "Retracted."])),
            included_studies=tuple(draw(st.lists(st.sampled_from(["Y1", "Y2"]), max_size=2))),
            in_conflict=draw(st.booleans()),
        )
        for place in range(draw(st.integers(0, 8)))
    ]


SCOPED = st.builds(replace, CLAIMS, scope=st.sampled_from(list(Scope)))


@given(SCOPED, evidence_lists(), st.randoms())
def test_order_never_matters_and_json_round_trips(claim, items, random):
    inputs = Inputs.of(claim, items)
    random.shuffle(items)
    assert synthesise(Inputs(claim, tuple(items))) == synthesise(inputs)
    again = Inputs.from_json(json.loads(json.dumps(inputs.to_json())))
    assert again.input_hash() == inputs.input_hash()
    assert synthesise(again) == synthesise(inputs)


@given(SCOPED, evidence_lists())
def test_a_verdict_never_travels_alone(claim, items):
    result = synthesis_of(*items, claim=claim)
    plain = json.loads(json.dumps(result.to_json()))
    assert plain["raters"]["words"]
    assert plain["basis"]["words"]
    sentence = result.plain_sentence
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert not any(fault in sentence for fault in ("  ", "..", "None", " .", "()", ": ;", "; ;"))
    assert result.basis["studies"] + sum(
        result.basis[name] for name in ("excluded", "background", "awaiting")
    ) == len({item.study_key for item in items})


@given(st.integers(1, 20))
def test_a_retracted_source_is_as_if_it_were_not_there_for_the_certainty(count):
    kept = [evidence(place, Design.COHORT) for place in range(count)]
    gone = evidence(99, retracted="Retracted.")
    assert synthesis_of(*kept, gone).certainty == synthesis_of(*kept).certainty
