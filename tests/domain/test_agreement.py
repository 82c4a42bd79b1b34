"""Agreement statistics against independent libraries on 1,000 sets of ratings, and what must always hold."""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.agreement import krippendorff
from claims.domain.agreement.ratings import Ratings, from_counts, from_matrix, from_table
from claims.domain.agreement.report import flat, statistics
from claims.domain.agreement.weights import disagreement

ORACLE = Path(__file__).parent / "data" / "agreement_oracle.json.gz"
# Intervals and what follows from the order of the scale or from who is who.
NOMINAL = ("percent_agreement", "fleiss_generalised", "gwet_ac1", "alpha_nominal")


def gaps(figures: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """The keys in which our figures differ from a library's."""
    found = []
    for key, value in wanted.items():
        own = figures[key]
        if isinstance(value, list):
            # Where nothing varies a library prints an interval of no width, and we none.
            flat_one = own is None and math.isclose(value[0], value[1], abs_tol=1e-6)
            same = flat_one or (
                own is not None and all(abs(a - b) < 1e-7 for a, b in zip(own, value, strict=True))
            )
        elif value is None or own is None:
            same = own is value
        else:
            # A library's root of a rounding error is 1e-7 where the truth is 0.
            same = abs(own - value) < (1e-6 if "_se" in key else 1e-8)
        if not same:
            found.append(f"{key}: {own} is not {value}")
    return found


def test_a_thousand_sets_against_libraries():
    with gzip.open(ORACLE) as file:
        cases = json.load(file)["cases"]
    assert len(cases) == 1000
    compared = 0
    for place, case in enumerate(cases):
        scale = case["categories"]
        matrix = [
            [None if one == "." else scale.index(int(one)) for one in row] for row in case["data"]
        ]
        ratings = from_matrix(matrix, scale, values=[float(one) for one in scale])
        assert gaps(flat(ratings), case["figures"]) == [], place
        compared += len(case["figures"])
    assert compared > 25_000


FEW = st.integers(2, 4)


@st.composite
def matrices(draw: Any, raters: Any = FEW) -> tuple[list[list[int | None]], int]:
    """Ratings with gaps as places on a scale, and the length of the scale."""
    q = draw(st.integers(2, 4))
    units = draw(st.integers(1, 8))
    rows = draw(raters)
    cell = st.none() | st.integers(0, q - 1)
    row = st.lists(cell, min_size=units, max_size=units)
    return draw(st.lists(row, min_size=rows, max_size=rows)), q


def made(matrix: Any, q: int) -> Ratings:
    return from_matrix(matrix, range(1, q + 1), values=[float(one) for one in range(1, q + 1)])


def figures(matrix: Any, q: int, *names: str) -> dict[str, Any]:
    found = flat(made(matrix, q))
    keys = names or tuple(one.key for one in statistics(made(matrix, q)))
    return {
        key: value if value is None or isinstance(value, str) else pytest.approx(value, abs=1e-9)
        for key, value in found.items()
        if key.startswith(keys) and not isinstance(value, dict)
    }


@given(matrices(), st.randoms(use_true_random=False))
def test_neither_the_order_of_raters_nor_of_units_matters(made_, order):
    matrix, q = made_
    raters = order.sample(matrix, len(matrix))
    units = order.sample(range(len(matrix[0])), len(matrix[0]))
    shuffled = [[row[unit] for unit in units] for row in raters]
    assert figures(shuffled, q) == flat_of(matrix, q)


def flat_of(matrix: Any, q: int) -> dict[str, Any]:
    found = flat(made(matrix, q))
    keys = tuple(one.key for one in statistics(made(matrix, q)))
    return {
        key: value
        for key, value in found.items()
        if key.startswith(keys) and not isinstance(value, dict)
    }


@given(matrices(), st.randoms(use_true_random=False))
def test_names_of_categories_do_not_matter_to_nominal_statistics(made_, order):
    matrix, q = made_
    names = order.sample(range(q), q)
    renamed = [[None if one is None else names[one] for one in row] for row in matrix]
    keys = (*NOMINAL, "kappa_ci95", "kappa_se")
    wanted = {key: value for key, value in flat_of(matrix, q).items() if key.startswith(keys)}
    assert figures(renamed, q, *keys) == wanted


@given(matrices())
def test_a_scale_read_backwards_changes_nothing_but_ratios(made_):
    matrix, q = made_
    turned = [[None if one is None else q - 1 - one for one in row] for row in matrix]
    wanted = {
        key: value for key, value in flat_of(matrix, q).items() if not key.startswith("alpha_ratio")
    }
    found = figures(turned, q)
    assert {key: found[key] for key in wanted} == wanted


@given(matrices())
def test_nothing_is_above_one_and_every_null_has_a_reason(made_):
    matrix, q = made_
    for one in statistics(made(matrix, q)):
        assert (one.value is None) == bool(one.reason)
        assert (one.interval is None) == bool(one.interval_reason)
        if one.value is not None:
            assert math.isfinite(one.value)
            assert one.value <= 1 + 1e-12
            assert one.se is None or one.se >= 0
        if one.interval is not None and one.value is not None:
            low, high = one.interval
            assert low <= one.value + 1e-12
            assert one.value <= high + 1e-12
            assert one.method


@given(matrices())
def test_complete_agreement_is_one_or_not_defined(made_):
    matrix, q = made_
    same = [matrix[0] for _ in matrix]
    used = {one for one in matrix[0] if one is not None}
    for one in statistics(made(same, q)):
        if one.key == "percent_agreement" and used:
            assert one.value == 1
        elif one.value is not None:
            assert one.value == pytest.approx(1)
            assert len(used) > 1 or one.key.startswith("gwet")
        assert one.interval is None or one.key == "percent_agreement"


@given(matrices(raters=st.just(2)))
def test_two_raters_by_table_and_by_matrix(made_):
    matrix, q = made_
    both = [(a, b) for a, b in zip(*matrix, strict=True) if a is not None and b is not None]
    table = [[both.count((row, column)) for column in range(q)] for row in range(q)]
    ratings = from_table(table, range(1, q + 1), values=[float(one) for one in range(1, q + 1)])
    keys = ("percent", "kappa", "alpha")
    wanted = {key: value for key, value in flat(ratings).items() if key.startswith(keys)}
    found = figures(matrix, q, *keys)
    assert {key: found[key] for key in wanted} == wanted


@given(matrices())
def test_quadratic_distances_are_the_interval_metric(made_):
    """Alpha by the interval metric differs from Fleiss-like kappa by quadratic weights only by 1 in n."""
    matrix, q = made_
    complete = [[0 if one is None else one for one in row] for row in matrix]
    alpha = flat(made(complete, q))["alpha_interval"]
    if alpha is None:
        return
    counts = [[column.count(k) for k in range(q)] for column in zip(*complete, strict=True)]
    m, n = len(complete), len(counts) * len(complete)
    share = [sum(column) / n for column in zip(*counts, strict=True)]
    unlike = disagreement("quadratic", q)
    span = range(q)
    chance = sum(unlike[a][b] * share[a] * share[b] for a in span for b in span)
    seen = sum(unlike[a][b] * row[a] * row[b] for row in counts for a in span for b in span)
    kappa = 1 - seen / len(counts) / m / (m - 1) / chance
    assert 1 - (1 - kappa) * (n - 1) / n == pytest.approx(alpha, abs=1e-9)


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
def test_alphas_standard_error_is_that_of_its_slope_over_units(metric):
    """One more unit among a hundred thousand times as many moves alpha by what the linear part says."""
    data = [[0, 1, 2, 2, 3, 0, 1], [0, 1, 2, 3, 3, 1, None], [0, 2, 2, 2, 3, None, 1]]
    ratings = made(data, 4)
    many = 100_000

    def value(more: int | None) -> float:
        units = tuple(
            replace(unit, times=many * unit.times + (place == more))
            for place, unit in enumerate(ratings.units)
        )
        found = krippendorff.alpha(replace(ratings, units=units), metric, "alpha", "").value
        assert found is not None
        return found

    slopes = [
        (many * (value(place) - value(None)), unit.times)
        for place, unit in enumerate(ratings.units)
    ]
    n = ratings.n_compared
    wanted = math.sqrt(n / (n - 1) * sum(slope**2 * times for slope, times in slopes))
    found = krippendorff.alpha(ratings, metric, "alpha", "").se
    assert found == pytest.approx(wanted, rel=1e-3)


def test_a_unit_with_one_rating_counts_for_gwet_and_not_for_alpha():
    without = flat(made([[0, 1, 0], [0, 1, 1]], 2))
    with_one = flat(made([[0, 1, 0, 1], [0, 1, 1, None]], 2))
    for key in ("percent_agreement", "kappa", "alpha_nominal", "gwet_pa"):
        assert with_one[key] == without[key]
    assert with_one["gwet_pe"] != without["gwet_pe"]
    assert with_one["fleiss_kappa"] is None
    assert "same number" in with_one["undefined"]["fleiss_kappa"]
    assert any("one rating" in note for note in with_one["notes"])


def test_nothing_to_compare():
    found = flat(from_counts([[1, 0], [0, 1]], ["a", "b"]))
    for key in ("percent_agreement", "gwet_ac1", "alpha_nominal", "fleiss_generalised"):
        assert found[key] is None
        assert "No unit has two ratings" in found["undefined"][key]
    empty = flat(from_counts([], ["a", "b"]))
    assert (empty["n_units"], empty["gwet_ac1"], empty["kappa"]) == (0, None, None)


def test_a_scale_of_one_category_is_not_defined():
    found = flat(from_counts([[2], [2]], ["a"]))
    assert found["percent_agreement"] == 1
    assert "full scale" in found["undefined"]["gwet_ac1"]
    assert found["fleiss_kappa"] is None


def test_one_unit_has_a_value_and_no_interval():
    found = flat(from_counts([[2, 1]], ["a", "b"]))
    assert found["gwet_ac1"] is not None
    assert found["gwet_ac1_se"] is None
    assert "two units" in found["undefined"]["gwet_ac1_ci95_t"]


def test_unknown_weights():
    with pytest.raises(ValueError, match="no weights named"):
        disagreement("cubic", 3)
