"""Distribution functions and quantiles against tables, closed forms and each other."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.quantiles import (
    chi_square_cdf,
    chi_square_quantile,
    chi_square_tail,
    normal_cdf,
    normal_quantile,
    student_cdf,
    student_quantile,
)

# Values of scipy.special 1.17.1 (ndtri, stdtrit, chdtri), which printed tables round to 4 places.
T = [
    (0.975, 1, 12.706204736174694),
    (0.975, 2, 4.302652729749462),
    (0.975, 3, 3.1824463052837078),
    (0.975, 10, 2.228138851986274),
    (0.975, 30, 2.0422724563012378),
    (0.975, 120, 1.9799304050824402),
    (0.95, 5, 2.0150483733330233),
    (0.995, 8, 3.355387331333395),
    (0.75, 4, 0.7406970841126829),
]
CHI_SQUARE = [
    (0.95, 1, 3.841458820694124),
    (0.95, 2, 5.991464547107979),
    (0.975, 12, 23.33666415864534),
    (0.025, 12, 4.403788506981702),
    (0.99, 100, 135.80672317102676),
    (0.05, 3, 0.35184631774927166),
    (0.001, 1, 1.570797149262492e-06),
]
DEGREES = st.one_of(st.integers(1, 400), st.floats(1, 1e6))
LEVELS = st.floats(1e-12, 1 - 1e-9)


def close(wanted, relative=1e-10):
    return pytest.approx(wanted, rel=relative, abs=1e-300)


@pytest.mark.parametrize(("p", "df", "t"), T)
def test_student_table(p, df, t):
    assert student_quantile(p, df) == close(t)
    assert student_quantile(1 - p, df) == close(-t)
    assert student_cdf(t, df) == close(p)


@pytest.mark.parametrize(("p", "df", "x"), CHI_SQUARE)
def test_chi_square_table(p, df, x):
    assert chi_square_quantile(p, df) == close(x)
    assert chi_square_cdf(x, df) == close(p)
    assert chi_square_tail(x, df) == close(1 - p)


def test_normal_table():
    assert normal_quantile(0.975) == close(1.959963984540054)
    assert normal_cdf(1.959963984540054) == close(0.975)
    assert normal_cdf(-10) == close(7.61985302416047e-24)
    assert normal_cdf(-20) == close(2.7536241186061556e-89)


@given(p=st.floats(1e-3, 1 - 1e-6))
def test_closed_forms(p):
    tail = min(p, 1 - p)
    assert abs(student_quantile(p, 1)) == pytest.approx(
        1 / math.tan(math.pi * tail), rel=1e-9, abs=1e-12
    )
    assert chi_square_quantile(p, 2) == close(-2 * math.log1p(-p), 1e-9)
    assert chi_square_quantile(p, 1) == close(normal_quantile((1 + p) / 2) ** 2, 1e-8)


@given(p=LEVELS, df=DEGREES)
def test_a_quantile_undoes_the_distribution_function(p, df):
    tail = min(p, 1 - p)
    assert student_cdf(-abs(student_quantile(p, df)), df) == close(tail, 1e-9)
    x = chi_square_quantile(p, df)
    if p <= 0.5:
        assert chi_square_cdf(x, df) == close(p)
    else:
        assert chi_square_tail(x, df) == close(1 - p)


@given(t=st.floats(0, 1e6), df=DEGREES)
def test_student_is_symmetric_and_monotone(t, df):
    assert student_cdf(t, df) + student_cdf(-t, df) == pytest.approx(1, abs=1e-14)
    assert student_cdf(t + 0.5, df) >= student_cdf(t, df)


@given(x=st.floats(0, 1e6), df=DEGREES)
def test_chi_square_halves_add_up(x, df):
    assert chi_square_cdf(x, df) + chi_square_tail(x, df) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("df", [4999.0, 5001.0, 1e5, 1e9])
def test_many_degrees_of_freedom_join_smoothly(df):
    assert student_cdf(-4, df) == close(student_cdf(-4, df * (1 + 1e-12)), 1e-9)
    assert student_cdf(-2, 1e15) == close(normal_cdf(-2), 1e-12)
    assert student_cdf(-2, math.inf) == normal_cdf(-2)


def test_far_ends():
    assert student_cdf(-math.inf, 3) == 0
    assert student_cdf(math.inf, 3) == 1
    assert student_cdf(-1e200, 3) == 0
    assert student_quantile(0.5, 7) == 0
    assert chi_square_cdf(-1, 3) == 0
    assert chi_square_tail(-1, 3) == 1
    assert chi_square_tail(math.inf, 3) == 0


@pytest.mark.parametrize("p", [0, 1, -0.1, 1.1, math.nan])
def test_no_probability(p):
    for faulty in (normal_quantile, lambda p: student_quantile(p, 3)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            faulty(p)
    with pytest.raises(ValueError, match="between 0 and 1"):
        chi_square_quantile(p, 3)


@pytest.mark.parametrize("df", [0, 0.5, -1, math.nan])
def test_no_degrees_of_freedom(df):
    for faulty in (student_cdf, chi_square_cdf, chi_square_tail):
        with pytest.raises(ValueError, match="at least 1"):
            faulty(1.0, df)
    for faulty in (student_quantile, chi_square_quantile):
        with pytest.raises(ValueError, match="at least 1"):
            faulty(0.9, df)
