"""What the effect estimates of one body of evidence say together: pooled, how far they differ, how precise they are.

Pooled by random effects (REML); the interval after Hartung and Knapp with its factor held at 1 or more from three
studies on, of normal type for two, as in Cochrane's RevMan. [project decisions] Mean differences are not pooled:
their unit is not on record. An effect is important beyond 25% for ratios (GRADE guidelines 6, J Clin Epidemiol 2011,
for relative risks) and beyond half a standard deviation for standardised differences; for other measures
nothing is assumed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from claims.domain.effect_sizes import EffectSize, Measure, from_interval, measure_named
from claims.domain.facts import EffectFacts
from claims.domain.meta_analysis import cautions, estimators, intervals
from claims.domain.problems import Invalid
from claims.domain.quantiles import chi_square_tail

POOLED_MEASURES = frozenset({"RR", "OR", "HR", "IRR", "RD", "SMD"})
IMPORTANT = {
    **dict.fromkeys(("RR", "OR", "HR", "IRR"), (0.75, 1.25)),
    "SMD": (-0.5, 0.5),
}
#: Significance of Q below which I2 is taken for more than chance (Cochrane Handbook 6.5, 10.10.2).
CHANCE = 0.10
SUBSTANTIAL = 50.0
DIGITS = 4


@dataclass(frozen=True)
class Pooled:
    """The pooled effect of `k` studies on the measure's own scale. `conflict`: precise studies point both ways.

    `i2` is in percent, from tau2; `differ`: it is substantial and beyond chance. `prediction` is
    by t with k - 2 degrees of freedom, from three studies on.
    """

    measure: Measure
    k: int
    estimate: float
    low: float
    high: float
    i2: float
    tau2: float
    differ: bool
    conflict: bool
    prediction: tuple[float, float] | None

    @property
    def words(self) -> str:
        """ "RR 0.8 (0.6 to 1.1), I2 34%"."""
        return (
            f"{self.measure.code} {self.estimate:.3g} ({self.low:.3g} to {self.high:.3g}), "
            f"I\u00b2 {self.i2:.0f}%"
        )


def size_of(effect: EffectFacts | None) -> EffectSize | None:
    """The effect with its variance, or None where it lacks an interval or is of no measure that we know."""
    if effect is None or effect.low is None or effect.high is None:
        return None
    measure = measure_named(effect.measure)
    if measure is None:
        return None
    try:
        return from_interval(measure, effect.estimate, effect.low, effect.high, effect.level)
    except Invalid:
        return (
            None  # an interval that cannot be one is shown on the evidence, and takes no part here
        )


def pool(effects: Iterable[EffectFacts | None]) -> Pooled | None:
    """Pool the effects of the commonest poolable measure; None where fewer than two studies share one."""
    groups: dict[str, list[EffectSize]] = defaultdict(list)
    for effect in effects:
        size = size_of(effect)
        if size is not None and size.measure.code in POOLED_MEASURES:
            groups[size.measure.code].append(size)
    if not groups:
        return None
    code = min(groups, key=lambda name: (-len(groups[name]), name))
    sizes = sorted(groups[code], key=lambda size: (size.yi, size.vi))
    return _pool(sizes) if len(sizes) > 1 else None


def _pool(sizes: list[EffectSize]) -> Pooled:
    measure, k = sizes[0].measure, len(sizes)
    yi, vi = [size.yi for size in sizes], [size.vi for size in sizes]
    tau2 = estimators.reml(yi, vi)
    pooled = estimators.pool(yi, vi, tau2)
    q = estimators.pool(yi, vi).q
    i2 = 100 * tau2 / (tau2 + estimators.typical_variance(vi))
    if k > 2:
        low, high = intervals.hartung_knapp(pooled, floor=True).ci_t
    else:
        low, high = intervals.about(pooled.b, intervals.Z * pooled.se)
    ahead = intervals.prediction(pooled, tau2)["t_k_minus_2_riley"] if k > 2 else None

    def own(value: float) -> float:
        return rounded(math.exp(min(value, 700.0)) if measure.ratio else value)

    return Pooled(
        measure,
        k,
        own(pooled.b),
        own(low),
        own(high),
        rounded(i2),
        rounded(tau2),
        differ=i2 >= SUBSTANTIAL and chi_square_tail(q, k - 1) < CHANCE,
        conflict=cautions.conflict(yi, vi) is not None,
        prediction=(own(ahead[0]), own(ahead[1])) if ahead else None,
    )


def rounded(value: float) -> float:
    """Four significant digits: the last ones of a logarithm differ from machine to machine."""
    return float(f"{value:.{DIGITS}g}")


def imprecise(measure: Measure, low: float, high: float) -> tuple[int, str]:
    """How far an interval calls for rating down, and why: it includes no effect and an important one (-1), or
    important ones either way (-2)."""
    shown = f"{measure.code} {low:.3g} to {high:.3g}"
    if not low < measure.null < high:
        return 0, f"The interval ({shown}) excludes no effect."
    ends = IMPORTANT.get(measure.code)
    if ends is None:
        return 0, (
            f"The interval ({shown}) includes no effect; whether it includes an important one depends on a"
            " threshold that is not on record as a number: to be judged by hand."
        )
    both = (low <= ends[0]) + (high >= ends[1])
    beyond = f"beyond {ends[0]:g} or {ends[1]:g}"
    if both == 2:
        return (
            -2,
            f"The interval ({shown}) includes no effect and important ones both ways ({beyond}).",
        )
    if both == 1:
        return -1, f"The interval ({shown}) includes no effect and an important one ({beyond})."
    return 0, f"The interval ({shown}) includes no effect but none that is important ({beyond})."
