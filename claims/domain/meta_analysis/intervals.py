"""Intervals: of the mean, after Hartung and Knapp, of tau2, and of a new study's effect.

Sources: Hartung and Knapp 2001 (Stat Med 20:3875), Sidik and Jonkman 2002; the factor held at 1 or
more: Knapp and Hartung 2003, advised for few uneven studies by Roever, Knapp and Friede 2015 (BMC Med
Res Methodol 15:99); the Q-profile: Viechtbauer 2007 (Stat Med 26:37); prediction intervals: Higgins,
Thompson and Spiegelhalter 2009 (J R Stat Soc A 172:137), Riley, Higgins and Deeks 2011 (BMJ 342:d549),
Partlett and Riley 2017 (Stat Med 36:301).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from claims.domain.meta_analysis.estimators import Numbers, Pooled, q_root
from claims.domain.quantiles import (
    chi_square_quantile,
    normal_cdf,
    normal_quantile,
    student_cdf,
    student_quantile,
)

LEVEL = 0.95
TAIL = 0.5 + LEVEL / 2
Z = normal_quantile(TAIL)
Interval = tuple[float, float]


@dataclass(frozen=True)
class HartungKnapp:
    """`p` is None where there is neither effect nor error."""

    se: float
    ci_t: Interval
    p: float | None
    q: float


def about(centre: float, half: float) -> Interval:
    """The interval of this half width."""
    return centre - half, centre + half


def wald_p(b: float, se: float) -> float:
    """The two-sided p-value of b by the normal distribution."""
    return 2 * normal_cdf(-abs(b) / se)


def hartung_knapp(pooled: Pooled, *, floor: bool) -> HartungKnapp:
    """The interval by t with k - 1 degrees of freedom; `floor` holds the factor q at 1 or more ("ad hoc").

    Needs two studies or more. Without the floor the interval of like studies is narrower than that of the
    common-effect model.
    """
    df = len(pooled.weights) - 1
    q = pooled.q / df
    if floor:
        q = max(1.0, q)
    se = math.sqrt(q / pooled.total)
    if se > 0:
        p: float | None = 2 * student_cdf(-abs(pooled.b) / se, df)
    else:
        p = None if pooled.b == 0 else 0.0
    return HartungKnapp(se, about(pooled.b, student_quantile(TAIL, df) * se), p, q)


def q_profile(yi: Numbers, vi: Numbers) -> Interval:
    """The interval of tau2: where Q meets the outer quantiles of chi-square with k - 1 degrees of freedom.

    (0, 0) where Q lies below both: the studies differ less than chance alone would have it.
    """
    df = len(yi) - 1
    low = q_root(yi, vi, chi_square_quantile(TAIL, df))
    return low, q_root(yi, vi, chi_square_quantile(1 - TAIL, df))


def prediction(pooled: Pooled, tau2: float) -> dict[str, Interval]:
    """Where a new study's true effect is expected, by three conventions. Needs three studies or more.

    `z`: normal quantile (metafor's default); `t_k_minus_2_riley`: t with k - 2 degrees of freedom;
    `t_k_minus_1_with_HK_se`: t with k - 1 and the plain Hartung-Knapp standard error.
    """
    k = len(pooled.weights)
    plain = math.sqrt(tau2 + pooled.se**2)
    wide = math.sqrt(tau2 + hartung_knapp(pooled, floor=False).se ** 2)
    return {
        "z": about(pooled.b, Z * plain),
        "t_k_minus_2_riley": about(pooled.b, student_quantile(TAIL, k - 2) * plain),
        "t_k_minus_1_with_HK_se": about(pooled.b, student_quantile(TAIL, k - 1) * wide),
    }
