"""Which reported effects stand together, and what is said of the others."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.effects import (
    COMPANION,
    REVIEW,
    Reported,
    Usable,
    comparable,
    faults,
    measure_and_unit,
    number,
    usable,
)
from claims.domain.vocabulary import Stream

GOOD = {"measure": "RR", "estimate": 1.2, "low": 0.9, "high": 1.6, "level": 0.95}


def reported(key: str = "E1", study: str = "", stream: Stream = Stream.COMPARATIVE, *,
             primary: bool = True, aside: str = "", **effect) -> Reported:  # fmt: skip
    return Reported(key, study or f"Y{key}", stream, {**GOOD, **effect}, primary, aside)


def test_a_good_effect_is_read_on_the_logarithmic_scale():
    found = usable(reported())
    assert isinstance(found, Usable)
    assert found.size.yi == pytest.approx(math.log(1.2))
    assert found.size.vi == pytest.approx((math.log(1.6 / 0.9) / (2 * 1.959964)) ** 2, rel=1e-6)
    assert not found.assumed


def test_the_level_of_the_interval_counts():
    wide, narrow = usable(reported(level=0.99)), usable(reported(level=0.9))
    assert isinstance(wide, Usable)
    assert isinstance(narrow, Usable)
    assert wide.size.vi < narrow.size.vi
    unsaid = usable(reported(level=None))
    assert isinstance(unsaid, Usable)
    assert unsaid.assumed


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ({"measure": "percent"}, "measure"), ({"measure": None}, "measure"), ({"low": None}, "No interval"),
        ({"estimate": None}, "no estimate"), ({"estimate": "1.2"}, "no estimate"),
        ({"estimate": True}, "no estimate"), ({"high": math.inf}, "no estimate"),
        ({"high": 10**400}, "no estimate"), ({"low": -0.1}, "above 0"), ({"low": 1.3}, "inside its own"),
        ({"low": 1.7}, "upper limit"), ({"level": 95}, "level"), ({"level": "95"}, "level"),
        ({"low": 1.1, "high": 3.0}, "middle"), ({"measure": "MD"}, None), ({"measure": "aOR"}, None),
        ({"measure": "MD", "estimate": 1.2, "low": 0.2, "high": 2.9}, "middle"),
        ({"measure": "MD", "estimate": 0, "low": -1e-16, "high": 1e-16}, "reckoned"),
    ],
)  # fmt: skip
def test_refusals_are_in_words(effect, words):
    found = usable(reported(**effect))
    if words is None:
        assert isinstance(found, Usable)
    else:
        assert isinstance(found, str)
        assert words in found


@given(st.floats(-3, 3), st.floats(0.05, 1.5), st.sampled_from([1, 2, 3]))
def test_rounded_figures_of_an_honest_report_are_not_refused(yi, se, places):
    figures = [round(math.exp(yi + z * se), places) for z in (0, -1.959964, 1.959964)]
    if min(figures) <= 2 * 10**-places or len(set(figures)) < 3:
        return
    found = usable(reported(estimate=figures[0], low=figures[1], high=figures[2]))
    assert isinstance(found, Usable), (figures, found)


def test_measures_units_and_streams_are_kept_apart():
    found = comparable(
        [
            reported("E1"), reported("E2", measure="odds ratio"), reported("E3", measure="relative risk"),
            reported("E4", stream=Stream.RANDOMISED), reported("E5", measure="MD (mmHg)"),
            reported("E6", measure="MD [kg]"), reported("E7", measure="adjusted RR"),
            reported("E8", measure="HR"),
        ]
    )  # fmt: skip
    groups = {
        (group.name, group.stream.value): [one.reported.key for one in group.members]
        for group in found.groups
    }
    assert groups == {
        ("risk ratio", "comparative"): ["E1", "E3", "E7"],
        ("odds ratio", "comparative"): ["E2"],
        ("hazard ratio", "comparative"): ["E8"],
        ("risk ratio", "randomised"): ["E4"],
        ("mean difference (mmHg)", "comparative"): ["E5"],
        ("mean difference (kg)", "comparative"): ["E6"],
    }
    assert found.groups[0].name == "risk ratio"
    assert found.left_out == ()


def test_one_report_speaks_for_a_study():
    found = comparable(
        [
            reported("E1", "Y1", primary=False), reported("E2", "Y1"),
            reported("E3", "Y2", measure="?"), reported("E4", "Y2", primary=False),
            reported("E5", "Y3", aside="Retracted."), reported("E6", stream=Stream.REVIEW),
        ]
    )  # fmt: skip
    assert [one.reported.key for group in found.groups for one in group.members] == ["E2", "E4"]
    reasons = {one.key: reason for one, reason in found.left_out}
    assert reasons["E1"] == COMPANION
    assert reasons["E5"] == "Retracted."
    assert reasons["E6"] == REVIEW
    assert "measure" in reasons["E3"]


def test_a_group_is_pooled_and_units_that_are_not_known_are_said():
    (group,) = comparable([reported("E1", measure="MD"), reported("E2", measure="MD")]).groups
    found = group.pooled()
    assert found["k"] == 2
    assert "unit_unknown" in found["cautions"]
    (group,) = comparable([reported("E1"), reported("E2")]).groups
    assert "unit_unknown" not in group.pooled()["cautions"]


@pytest.mark.parametrize(
    ("text", "code", "unit"),
    [
        ("MD (mmHg)", "MD", "mmHg"), ("mean difference [kg]", "MD", "kg"), ("RR (x)", None, ""),
        ("aHR", "HR", ""), ("adjusted odds ratio", "OR", ""), ("adj. RR", "RR", ""), (7, None, ""),
    ],
)  # fmt: skip
def test_measures_with_units_and_adjustment(text, code, unit):
    measure, found = measure_and_unit(text)
    assert (measure.code if measure else None) == code
    assert found == unit


@pytest.mark.parametrize(
    ("effect", "parts"),
    [
        ({}, set()), ({"low": None, "high": None}, set()), ({"low": None}, {"low"}),
        ({"measure": ""}, {"measure"}), ({"estimate": None}, {"estimate"}), ({"low": 0}, {"low"}),
        ({"low": 1.3}, {"estimate"}), ({"low": 2}, {"high"}), ({"level": 95}, {"level"}),
        ({"measure": "MD", "low": -3}, set()), ({"measure": "odd", "low": -3}, set()),
    ],
)  # fmt: skip
def test_faults_of_what_is_typed(effect, parts):
    assert set(faults({**GOOD, **effect})) == parts


@pytest.mark.parametrize(
    ("value", "words"),
    [(1.234, "1.23"), (0.0123, "0.012"), (123.4, "123"), (0, "0.00"), (-0.5, "-0.50")],
)
def test_figures_in_words(value, words):
    assert number(value) == words
