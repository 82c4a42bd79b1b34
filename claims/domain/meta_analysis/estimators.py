"""Pooled estimates and the variance between studies.

Sources: inverse-variance weights (Cochrane Handbook 6.5, chapter 10.3) and their Q, Cochran 1954 (Biometrics
10:101); DerSimonian and Laird 1986 (Control Clin Trials 7:177); Paule and Mandel 1982 as the exact root of
Q(tau2) = k - 1 (DerSimonian and Kacker 2007, who show that Newton's steps from 0 cannot overshoot, Q being
convex); restricted maximum likelihood by Fisher scoring (Viechtbauer 2005, J Educ Behav Stat 30:261), carried
to the last digits; standard errors of tau2 from the same information.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

Numbers = Sequence[float]
STEPS = 500
EPSILON = 1e-15


@dataclass(frozen=True)
class Pooled:
    """The weighted mean `b`, the sum of weights, the weights, and Q: the weighted sum of squares about b."""

    b: float
    total: float
    weights: tuple[float, ...]
    q: float

    @property
    def se(self) -> float:
        """The standard error of b with these weights."""
        return 1 / math.sqrt(self.total)


def pool(yi: Numbers, vi: Numbers, tau2: float = 0.0) -> Pooled:
    """The mean with weights 1 / (v + tau2). Sums are exact, so that the order of studies changes nothing."""
    weights = tuple(1 / (v + tau2) for v in vi)
    total = math.fsum(weights)
    # About the first value, so that a large common part costs no digits.
    base = min(yi)
    b = base + math.fsum(w * (y - base) for w, y in zip(weights, yi, strict=True)) / total
    q = math.fsum(w * (y - b) ** 2 for w, y in zip(weights, yi, strict=True))
    return Pooled(b, total, weights, q)


def others(values: Numbers) -> list[float]:
    """For each value the sum of all the others, without the cancellation of total minus value."""
    before = [0.0, *accumulate(values)][:-1]
    after = [0.0, *accumulate(reversed(values))][:-1][::-1]
    return [left + right for left, right in zip(before, after, strict=True)]


def scale(weights: Numbers) -> float:
    """DerSimonian and Laird's C: sum w - sum w^2 / sum w, in a form that cannot become 0 by rounding."""
    rest = others(weights)
    return math.fsum(w * r for w, r in zip(weights, rest, strict=True)) / math.fsum(weights)


def information(weights: Numbers) -> float:
    """Twice the Fisher information on tau2 under restricted likelihood: the trace of PP."""
    total = math.fsum(weights)
    squares = [w * w for w in weights]
    rest, rest_of_squares = others(weights), others(squares)
    return math.fsum(
        (w * r / total) ** 2 + s / total * (o / total)
        for w, r, s, o in zip(weights, rest, squares, rest_of_squares, strict=True)
    )


def typical_variance(vi: Numbers) -> float:
    """The variance of a typical study, which tau2 is compared with (Higgins and Thompson 2002)."""
    return (len(vi) - 1) / scale([1 / v for v in vi])


def q_root(yi: Numbers, vi: Numbers, wanted: float) -> float:
    """The tau2 at which Q falls to `wanted` (above 0); 0 where it is no larger from the start."""
    tau2 = 0.0
    for _ in range(STEPS):
        pooled = pool(yi, vi, tau2)
        slope = math.fsum(
            (w * (y - pooled.b)) ** 2 for w, y in zip(pooled.weights, yi, strict=True)
        )
        if pooled.q <= wanted or slope <= 0:
            return tau2
        step = (pooled.q - wanted) / slope
        tau2 += step
        if step <= EPSILON * tau2:
            return tau2
    return tau2


def der_simonian_laird(yi: Numbers, vi: Numbers) -> float:
    """tau2 by the method of moments, 0 or more."""
    common = pool(yi, vi)
    return max(0.0, (common.q - (len(yi) - 1)) / scale(common.weights))


def der_simonian_laird_se(yi: Numbers, vi: Numbers, tau2: float) -> float:
    """The standard error of that tau2."""
    weights = pool(yi, vi).weights
    c = scale(weights)
    inner = 2 * (len(yi) - 1) + 4 * tau2 * c + 2 * tau2**2 * information(weights)
    return math.sqrt(inner) / c


def paule_mandel(yi: Numbers, vi: Numbers) -> float:
    """tau2 at which Q equals its expectation k - 1."""
    return q_root(yi, vi, len(yi) - 1)


def reml(yi: Numbers, vi: Numbers) -> float:
    """tau2 by restricted maximum likelihood; of several maxima the highest."""
    k = len(yi)
    mean = math.fsum(yi) / k
    spread = math.fsum((y - mean) ** 2 for y in yi) / (k - 1)
    # From below, from Hedges' moments and from above: the likelihood of few uneven studies may have two tops.
    starts = {0.0, max(0.0, spread - math.fsum(vi) / k), spread}
    found = sorted({_climb(yi, vi, start) for start in starts})
    return max(found, key=lambda tau2: _restricted_likelihood(yi, vi, tau2))


def reml_se(vi: Numbers, tau2: float) -> float:
    """The standard error of that tau2."""
    return math.sqrt(2 / information([1 / (v + tau2) for v in vi]))


def _climb(yi: Numbers, vi: Numbers, tau2: float) -> float:
    """From `tau2` to a maximum: Fisher's steps, halved into the bracket that the slope's sign has left."""
    low, high = 0.0, math.inf
    grain = min(vi)
    for turn in range(STEPS):
        step = _fisher_step(yi, vi, tau2)
        if step > 0:
            low = tau2
        else:
            high = tau2
        ahead = max(0.0, tau2 + step)
        # Where Fisher's steps creep (rare), the bracket is halved instead.
        if not low <= ahead <= high or (turn > STEPS // 5 and high < math.inf):
            ahead = (low + high) / 2
        if abs(ahead - tau2) <= EPSILON * (tau2 + grain):
            return ahead
        tau2 = ahead
    return tau2


def _fisher_step(yi: Numbers, vi: Numbers, tau2: float) -> float:
    pooled = pool(yi, vi, tau2)
    squares = math.fsum((w * (y - pooled.b)) ** 2 for w, y in zip(pooled.weights, yi, strict=True))
    return (squares - scale(pooled.weights)) / information(pooled.weights)


def _restricted_likelihood(yi: Numbers, vi: Numbers, tau2: float) -> float:
    pooled = pool(yi, vi, tau2)
    spread = math.fsum(math.log(v + tau2) for v in vi)
    return -0.5 * (spread + math.log(pooled.total) + pooled.q)
