"""Effect sizes against worked figures, and round trips that must close."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.domain.effect_sizes import (
    MEASURES,
    effect_size,
    from_interval,
    measure_named,
    small_sample_factor,
)
from claims.domain.problems import Invalid
from claims.domain.quantiles import normal_quantile

counts = st.integers(0, 300)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("RR", "RR"), ("logRR", "RR"), ("log-RR", "RR"), ("risk ratio", "RR"), ("Relative Risk", "RR"),
        ("lnOR", "OR"), ("odds ratio", "OR"), ("hr", "HR"), ("IRR", "IRR"), ("rate ratio", "IRR"),
        ("RD", "RD"), ("MD", "MD"), ("Hedges' g", "SMD"), ("standardized mean difference", "SMD"),
    ],
)  # fmt: skip
def test_measures_by_their_names(text, code):
    assert measure_named(text) is MEASURES[code]


@pytest.mark.parametrize("text", ["", "r", "logMD", "percent", None, 3, ["RR"], "R" * 500])
def test_other_words_name_no_measure(text):
    assert measure_named(text) is None


def test_scale_and_null_value():
    assert (MEASURES["HR"].pooled, MEASURES["HR"].null) == ("logHR", 1.0)
    assert (MEASURES["RD"].pooled, MEASURES["RD"].null) == ("RD", 0.0)


@settings(deadline=None)
@given(counts, counts, counts, counts)
def test_swapping_the_groups_turns_the_sign(a, b, c, d):
    if not (a + b and c + d):
        return
    for measure in ("RR", "OR", "RD"):
        there = effect_size(measure, {"a": a, "b": b, "c": c, "d": d})
        back = effect_size(measure, {"a": c, "b": d, "c": a, "d": b})
        assert back.yi == pytest.approx(-there.yi, abs=1e-12)
        assert back.vi == pytest.approx(there.vi)
        assert there.vi > 0
        assert there.informative is back.informative
        assert bool(there.notes) is (0 in (a, b, c, d))


def test_a_risk_difference():
    found = effect_size("RD", {"a": 12, "n1": 50, "c": 5, "n2": 48})
    assert found.yi == pytest.approx(12 / 50 - 5 / 48)
    assert found.vi == pytest.approx(0.24 * 0.76 / 50 + (5 / 48) * (43 / 48) / 48)


def test_double_zeros_say_nothing_on_a_ratio_but_something_on_a_difference():
    empty = {"a": 0, "n1": 20, "c": 0, "n2": 20}
    assert not effect_size("RR", empty).informative
    assert effect_size("RD", empty).informative
    assert not effect_size("OR", {"a": 9, "n1": 9, "c": 9, "n2": 9}).informative
    assert effect_size("OR", {"a": 0, "n1": 9, "c": 1, "n2": 9}).informative


def test_a_standardised_mean_difference():
    """m 10 and 8.5, sd 2 and 2.5, n 20 and 22: exact factor 0.98120..., large-sample variance."""
    given = {"m1": 10, "sd1": 2, "n1": 20, "m2": 8.5, "sd2": 2.5, "n2": 22}
    found = effect_size("SMD", given)
    pooled = math.sqrt((19 * 4 + 21 * 6.25) / 40)
    factor = math.gamma(20) / math.gamma(19.5) / math.sqrt(20)
    assert found.yi == pytest.approx(factor * 1.5 / pooled, rel=1e-12)
    assert found.vi == pytest.approx(1 / 20 + 1 / 22 + found.yi**2 / 84, rel=1e-12)


def test_the_small_sample_factor_joins_its_series():
    exact = math.exp(math.lgamma(500) - math.lgamma(499.5)) / math.sqrt(500)
    assert small_sample_factor(1000) == pytest.approx(exact, rel=1e-12)
    assert small_sample_factor(1000.0001) == pytest.approx(exact, rel=1e-9)
    assert small_sample_factor(10**11) < 1
    assert small_sample_factor(10) == pytest.approx(1 - 3 / (4 * 10 - 1), abs=5e-4)


@settings(deadline=None)
@given(st.floats(-3, 3), st.floats(0.01, 2), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_an_interval_gives_back_its_standard_error(centre, se, level):
    z = normal_quantile(0.5 + level / 2)
    ends = centre - z * se, centre + z * se
    plain = from_interval(MEASURES["MD"], centre, *ends, level)
    assert plain.vi == pytest.approx(se**2)
    ratio = from_interval(MEASURES["OR"], math.exp(centre), *map(math.exp, ends), level)
    assert ratio.yi == pytest.approx(centre, abs=1e-12)
    assert ratio.vi == pytest.approx(se**2)


def test_all_faults_are_told_at_once():
    with pytest.raises(Invalid) as caught:
        effect_size("MD", {"m1": "x", "sd1": -1, "n1": 0, "m2": 1, "n2": 2, "colour": 1})
    assert set(caught.value.errors) == {"m1", "sd1", "n1", "sd2", "colour"}
