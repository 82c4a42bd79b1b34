"""Effect sizes of one study: an estimate and its sampling variance on the scale that is pooled.

Sources: log risk ratio, log odds ratio and risk difference with large-sample variances, and half a
person added to all four cells where one is empty (Cochrane Handbook 6.5, chapters 6.4 and 10.4.4);
standardised mean difference with the exact small-sample factor (Hedges 1981) and the large-sample
variance (Hedges and Olkin 1985), as metafor's default; variances read back from intervals (Cochrane
Handbook 6.5, chapter 6.3). Ratios are treated as logarithms throughout.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.domain.problems import Invalid, escaped
from claims.domain.quantiles import normal_quantile

LARGEST_COUNT = 10**12
LARGEST = 1e9
CORRECTION = 0.5


@dataclass(frozen=True)
class Measure:
    """How an effect is expressed. `ratio`: estimates above 0 whose logarithm is pooled."""

    code: str
    label: str
    ratio: bool

    @property
    def pooled(self) -> str:
        """The name of the pooled scale: logRR, but MD."""
        return f"log{self.code}" if self.ratio else self.code

    @property
    def null(self) -> float:
        """The value that means no effect, on the measure's own scale: 1 for ratios, 0 for differences."""
        return 1.0 if self.ratio else 0.0


MEASURES = {
    one.code: one
    for one in (
        Measure("RR", "risk ratio", True),
        Measure("OR", "odds ratio", True),
        Measure("HR", "hazard ratio", True),
        Measure("IRR", "incidence rate ratio", True),
        Measure("RD", "risk difference", False),
        Measure("MD", "mean difference", False),
        Measure("SMD", "standardised mean difference", False),
    )
}
OTHER_NAMES = {
    "relativerisk": "RR",
    "rateratio": "IRR",
    "standardizedmeandifference": "SMD",
    "hedgesg": "SMD",
    **{one.label.replace(" ", ""): one.code for one in MEASURES.values()},
    **{one.code.lower(): one.code for one in MEASURES.values()},
    **{f"log{one.code.lower()}": one.code for one in MEASURES.values() if one.ratio},
    **{f"ln{one.code.lower()}": one.code for one in MEASURES.values() if one.ratio},
}
KNOWN = ", ".join(MEASURES)
#: The measures that can be computed from counts, and from means.
OF_COUNTS = ("RR", "OR", "RD")
OF_MEANS = ("MD", "SMD")


@dataclass(frozen=True)
class EffectSize:
    """`yi` with its variance `vi` on the pooled scale; `informative` is False where a ratio has no event, or
    nothing but events, in both groups; `notes` say in words what was done."""

    measure: Measure
    yi: float
    vi: float
    notes: tuple[str, ...] = ()
    informative: bool = True


def measure_named(text: Any) -> Measure | None:
    """The measure that `text` names: "RR", "logRR", "risk ratio"; None where it names none we know."""
    if not isinstance(text, str) or len(text) > 80:
        return None
    key = "".join(letter for letter in text.lower() if letter.isalpha())
    code = OTHER_NAMES.get(key)
    return MEASURES[code] if code else None


def effect_size(measure: Any, given: Any) -> EffectSize:
    """The effect size from counts, means or an estimate with its interval or standard error.

    `given`: {"a", "n1", "c", "n2"} or {"a", "b", "c", "d"} for RR, OR and RD (a, b: with and without the
    event in the first group); {"m1", "sd1", "n1", "m2", "sd2", "n2"} for MD and SMD; {"estimate", "low",
    "high", "level"} for any, ratios as such and not as logarithms, 0.95 where no level is said; or
    {"estimate", "se"}, with the standard error of the logarithm for ratios. Raises Invalid, with names that
    are steps of a JSON pointer into `given`, "measure" or "input".
    """
    known = measure_named(measure)
    if known is None:
        raise Invalid({"measure": [f"Use one of {KNOWN}, or logRR, logOR, logHR, logIRR."]})
    if not isinstance(given, Mapping):
        raise Invalid({"input": ["Give an object with the study's figures."]})
    names = {str(name) for name in given}
    if names & {"estimate", "low", "high", "ci", "se", "level"}:
        return _from_estimate(known, given)
    if known.code in OF_COUNTS:
        return _from_counts(known, given)
    if known.code in OF_MEANS:
        return _from_means(known, given)
    wanted = "estimate, low, high and level, or estimate and se"
    raise Invalid({"input": [f"For a {known.label} give {wanted}."]})


def from_table(measure: Measure, a: float, b: float, c: float, d: float) -> EffectSize:
    """The effect size of a two by two table: a with and b without the event in the first group, c and d in the
    second. Half a person is added to all four cells where any is empty. Raises Invalid for an empty group."""
    if a + b <= 0 or c + d <= 0:
        raise Invalid({"input": ["Each group needs at least one person."]})
    notes: list[str] = []
    informative = True
    if 0 in (a, b, c, d):
        if measure.ratio and (a == c == 0 or b == d == 0):
            informative = False
            what = "no event" if a == c == 0 else "nothing but events"
            notes.append(
                f"There is {what} in either group: for a {measure.label} such a study carries no"
                " information and is left out of pooling."
            )
        notes.append("A cell is empty: 0.5 was added to all four cells of this study.")
        a, b, c, d = (cell + CORRECTION for cell in (a, b, c, d))
    n1, n2 = a + b, c + d
    if measure.code == "RR":
        yi = math.log(a / n1) - math.log(c / n2)
        # b / (a n1) is 1/a - 1/n1 without the cancellation.
        vi = b / (a * n1) + d / (c * n2)
    elif measure.code == "OR":
        yi = math.log(a / b) - math.log(c / d)
        vi = 1 / a + 1 / b + 1 / c + 1 / d
    else:
        yi = a / n1 - c / n2
        vi = (a / n1) * (b / n1) / n1 + (c / n2) * (d / n2) / n2
    return EffectSize(measure, yi, vi, tuple(notes), informative)


def small_sample_factor(df: float) -> float:
    """Hedges' factor that takes the bias out of a standardised mean difference, below 1. `df` is 2 or more."""
    if df > 1000:
        # The series of the same function: the logarithms of gamma would cancel.
        return 1 - 3 / (4 * df) - 7 / (32 * df**2) - 9 / (128 * df**3)
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)


def from_interval(
    measure: Measure, estimate: float, low: float, high: float, level: float
) -> EffectSize:
    """The effect size behind a published interval of normal type. Raises Invalid where it cannot be one."""
    errors: dict[str, list[str]] = {}
    if not 0 < level < 1:
        errors["level"] = ["Give the level as a fraction between 0 and 1: 0.95 for 95%."]
    if measure.ratio:
        for name, value in (("estimate", estimate), ("low", low), ("high", high)):
            if value <= 0:
                errors[name] = [f"A {measure.label} and its limits are above 0."]
    if not errors and not low < high:
        errors["high"] = ["The upper limit must lie above the lower one."]
    if not errors and not low <= estimate <= high:
        errors["estimate"] = ["The estimate does not lie inside its own interval."]
    if errors:
        raise Invalid(errors)
    z = normal_quantile(0.5 + level / 2)
    if measure.ratio:
        estimate, low, high = math.log(estimate), math.log(low), math.log(high)
    vi = ((high - low) / (2 * z)) ** 2
    if not vi > 0:
        raise Invalid({"high": ["The interval is too narrow to tell its limits apart."]})
    return EffectSize(measure, estimate, vi)


def _from_estimate(measure: Measure, given: Mapping[str, Any]) -> EffectSize:
    read = _Reader(given, ("estimate", "low", "high", "ci", "se", "level"))
    estimate = read.number("estimate")
    if "se" in given:
        if clash := sorted({"low", "high", "ci", "level"} & set(given)):
            read.errors[clash[0]] = ["Give either an interval or a standard error, not both."]
        se = read.number("se", least=0, above=True)
        read.done()
        if measure.ratio and estimate <= 0:
            raise Invalid({"estimate": [f"A {measure.label} is above 0."]})
        return _checked(
            EffectSize(measure, math.log(estimate) if measure.ratio else estimate, se * se)
        )
    if "ci" in given:
        low, high = read.pair("ci")
    else:
        low, high = read.number("low"), read.number("high")
    level = read.number("level") if given.get("level") is not None else 0.95
    read.done()
    return _checked(from_interval(measure, estimate, low, high, level))


def _from_counts(measure: Measure, given: Mapping[str, Any]) -> EffectSize:
    by_totals = "b" not in given and "d" not in given
    names = ("a", "n1", "c", "n2") if by_totals else ("a", "b", "c", "d")
    read = _Reader(given, names)
    first, second, third, fourth = (read.count(name) for name in names)
    if by_totals and not read.errors:
        for part, whole, name in ((first, second, "a"), (third, fourth, "c")):
            if part > whole:
                read.errors[name] = ["There are more events than people in this group."]
        second, fourth = second - first, fourth - third
    read.done()
    return from_table(measure, first, second, third, fourth)


def _from_means(measure: Measure, given: Mapping[str, Any]) -> EffectSize:
    read = _Reader(given, ("m1", "sd1", "n1", "m2", "sd2", "n2"))
    m1, m2 = read.number("m1"), read.number("m2")
    sd1, sd2 = read.number("sd1", least=0), read.number("sd2", least=0)
    n1, n2 = read.count("n1", least=1), read.count("n2", least=1)
    read.done()
    if measure.code == "MD":
        return _checked(EffectSize(measure, m1 - m2, sd1**2 / n1 + sd2**2 / n2))
    df = n1 + n2 - 2
    if df < 2:
        raise Invalid({"n1": ["A standardised mean difference needs four people or more."]})
    pooled = math.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / df)
    if pooled <= 0:
        raise Invalid({"sd1": ["Without any spread there is no standardised mean difference."]})
    yi = small_sample_factor(df) * (m1 - m2) / pooled
    return _checked(EffectSize(measure, yi, 1 / n1 + 1 / n2 + yi**2 / (2 * (n1 + n2))))


def _checked(found: EffectSize) -> EffectSize:
    if not (math.isfinite(found.yi) and math.isfinite(found.vi) and found.vi > 0):
        raise Invalid({"input": ["These figures give no variance above 0."]})
    return found


class _Reader:
    """Reads named figures, keeps every fault, and raises them together."""

    def __init__(self, given: Mapping[str, Any], names: Sequence[str]) -> None:
        self.given = given
        self.errors = {
            escaped(str(name)): [f"This is not asked for here. Give {', '.join(names)}."]
            for name in given
            if name not in names
        }

    def number(self, name: str, *, least: float | None = None, above: bool = False) -> float:
        """A finite number of a size that can be reckoned with; 0 where it is none, with the fault kept."""
        value = self.given.get(name)
        if value is None:
            self.errors[name] = ["This figure is missing."]
        elif isinstance(value, bool) or not isinstance(value, int | float):
            self.errors[name] = ["Give a number."]
        elif not abs(value) <= LARGEST:
            self.errors[name] = ["Give a number between -1e9 and 1e9."]
        elif least is not None and (value < least or (above and value == least)):
            self.errors[name] = [f"Give a number {'above' if above else 'of at least'} {least:g}."]
        else:
            return float(value)
        return 0.0

    def count(self, name: str, *, least: int = 0) -> float:
        """A whole number of people."""
        value = self.given.get(name)
        if value is None:
            self.errors[name] = ["This figure is missing."]
        elif isinstance(value, bool) or not isinstance(value, int | float):
            self.errors[name] = ["Give a number."]
        elif not least <= value <= LARGEST_COUNT or value != int(value):
            self.errors[name] = [f"Give a whole number from {least} to {LARGEST_COUNT}."]
        else:
            return float(value)
        return 0.0

    def pair(self, name: str) -> tuple[float, float]:
        """The two limits of an interval."""
        value = self.given.get(name)
        if isinstance(value, list | tuple) and len(value) == 2:
            inner = _Reader({"0": value[0], "1": value[1]}, ("0", "1"))
            limits = inner.number("0"), inner.number("1")
            self.errors |= {f"{name}/{place}": said for place, said in inner.errors.items()}
            return limits
        self.errors[name] = ["Give the lower and the upper limit: [0.9, 1.6]."]
        return 0.0, 0.0

    def done(self) -> None:
        """Raise what was found wrong."""
        if self.errors:
            raise Invalid(self.errors)
