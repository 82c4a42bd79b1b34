"""One statistic with what belongs beside it: interval, standard errors, method, or why it is not defined."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from claims.domain.quantiles import normal_quantile, student_quantile

Z95 = normal_quantile(0.975)
FLAT = (
    "The standard error is 0: the ratings do not vary in a way that an interval could be made from."
)


@dataclass(frozen=True)
class Statistic:
    """`value` None is "not defined", for `reason`; `interval` None likewise, for `interval_reason`.

    `suffix` is the interval's name in flat answers (ci95_z, ci95_t, ci95_wilson), `method` says in words
    how it was made. `extras` are further figures by their whole name.
    """

    key: str
    label: str
    value: float | None = None
    se: float | None = None
    se_null: float | None = None
    interval: tuple[float, float] | None = None
    suffix: str = ""
    method: str = ""
    reason: str = ""
    interval_reason: str = ""
    extras: dict[str, float | None] = field(default_factory=dict)

    @property
    def interval_key(self) -> str:
        """Name of the interval in flat answers."""
        return f"{self.key}_{self.suffix}" if self.suffix else ""


def undefined(key: str, label: str, reason: str, suffix: str = "", method: str = "") -> Statistic:
    """A statistic that is not defined, and why."""
    return Statistic(
        key, label, suffix=suffix, method=method, reason=reason, interval_reason=reason
    )


def by_normal(value: float, se: float) -> tuple[tuple[float, float] | None, str]:
    """The 95% interval value -+ 1.96 se, or why there is none. It is not cut off at 1."""
    if se == 0:
        return None, FLAT
    return (value - Z95 * se, value + Z95 * se), ""


def by_student(
    value: float, se: float | None, n: int, least: float = -math.inf
) -> tuple[tuple[float, float] | None, str]:
    """The 95% interval value -+ t(n - 1) se, cut off at 1 and `least`, or why there is none."""
    if se is None or n < 2:
        return None, "An interval needs at least two units."
    if se == 0:
        return None, FLAT
    half = student_quantile(0.975, n - 1) * se
    return (max(least, value - half), min(1.0, value + half)), ""


def wilson(hits: float, n: float) -> tuple[float, float]:
    """Wilson's score interval (1927) at 95% of a proportion of `n` > 0."""
    z = Z95
    p = hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (
        0.0 if hits == 0 else max(0.0, middle - half),
        1.0 if hits == n else min(1.0, middle + half),
    )
