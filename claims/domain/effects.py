"""Effects as sources report them: which of them can be put together, and why the others cannot.

[project decision] Only effects of one measure and one stream of evidence stand together: hazard, risk
and odds ratios are kept apart, mean differences of different units too, and bodies of evidence are
never mixed. One effect speaks for each study. Standard errors are read back from intervals (Cochrane
Handbook 6.5, chapter 6.3), which asks that the estimate stands in the middle of its interval, ratios
on the logarithmic scale.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.domain.effect_sizes import (
    KNOWN,
    LARGEST,
    EffectSize,
    Measure,
    from_interval,
    measure_named,
)
from claims.domain.meta_analysis import analyse
from claims.domain.meta_analysis.reading import LEAST_VARIANCE
from claims.domain.problems import Invalid
from claims.domain.vocabulary import Stream

USUAL_LEVEL = 0.95
# How far an estimate may stand off the middle of its interval, in half widths, beyond rounding.
OFF_CENTRE = 0.15
MOST_DECIMALS = 6
UNIT = re.compile(r"^\s*(?P<name>[^()\[\]]+?)\s*[(\[](?P<unit>[^()\[\]]{1,20})[)\]]\s*$")
ADJUSTED = re.compile(r"^\s*(?:adjusted\s+|adj\.?\s+|a(?=[RHO]R$|IRR$))", re.IGNORECASE)
REVIEW = "A review: what it pools stands beside the studies, not among them."
COMPANION = "Another report speaks for the same study."


@dataclass(frozen=True)
class Reported:
    """An effect as it is stored: {"measure", "estimate", "low", "high", "level"}.

    `key` and `study` name the evidence and its study; `primary`: the study's primary report; `aside`: why
    it takes no part from the start, in words.
    """

    key: str
    study: str
    stream: Stream
    effect: Mapping[str, Any]
    primary: bool = True
    aside: str = ""


@dataclass(frozen=True)
class Usable:
    """An effect that can be pooled. `assumed`: the level of its interval was not stated and taken as 95%."""

    reported: Reported
    size: EffectSize
    unit: str
    assumed: bool

    @property
    def kind(self) -> tuple[str, str, str]:
        """What must be the same for effects to stand together."""
        return self.size.measure.code, self.unit, self.reported.stream.value


@dataclass(frozen=True)
class Group:
    """Effects of one measure, one unit and one stream, in the order given."""

    measure: Measure
    unit: str
    stream: Stream
    members: tuple[Usable, ...]

    @property
    def name(self) -> str:
        """The measure as readers see it: "risk ratio", "mean difference (mmHg)"."""
        return f"{self.measure.label} ({self.unit})" if self.unit else self.measure.label

    def pooled(self) -> dict[str, Any]:
        """All results of the meta-analysis of this group (`meta_analysis.analyse`)."""
        found = analyse(
            [one.size.yi for one in self.members],
            [one.size.vi for one in self.members],
            self.measure,
        )
        if self.measure.code == "MD" and not self.unit and len(self.members) > 1:
            found["warnings"].append(
                "The unit of these mean differences is not recorded: they can be pooled only where it is"
                " the same. Write it after the measure: MD (mmHg)."
            )
            found["cautions"].append("unit_unknown")
        return found


@dataclass(frozen=True)
class Comparison:
    """What can be put together, largest group first, and what cannot, with the reason in words."""

    groups: tuple[Group, ...]
    left_out: tuple[tuple[Reported, str], ...]


def comparable(effects: Iterable[Reported]) -> Comparison:
    """Sort effects into groups that may be pooled: one for each study, usable before unusable, the primary
    report before others, then by order given."""
    left_out: list[tuple[Reported, str]] = []
    by_study: dict[str, list[Usable]] = {}
    for one in effects:
        aside = one.aside or (REVIEW if one.stream == Stream.REVIEW else "")
        if aside:
            left_out.append((one, aside))
            continue
        found = usable(one)
        if isinstance(found, str):
            left_out.append((one, found))
        else:
            by_study.setdefault(one.study, []).append(found)
    groups: dict[tuple[str, str, str], list[Usable]] = {}
    for reports in by_study.values():
        speaks = min(reports, key=lambda item: not item.reported.primary)
        groups.setdefault(speaks.kind, []).append(speaks)
        left_out += [(item.reported, COMPANION) for item in reports if item is not speaks]
    made = [
        Group(members[0].size.measure, members[0].unit, members[0].reported.stream, tuple(members))
        for members in groups.values()
    ]
    streams = list(Stream)
    made.sort(key=lambda group: (-len(group.members), streams.index(group.stream), group.name))
    return Comparison(tuple(made), tuple(left_out))


def usable(one: Reported) -> Usable | str:
    """The effect on the pooled scale, or why it cannot be used, in words."""
    measure, unit = measure_and_unit(one.effect.get("measure"))
    if measure is None:
        return f"Its measure is none that can be pooled here ({KNOWN})."
    figures = [one.effect.get(name) for name in ("estimate", "low", "high")]
    if not _figure(figures[0]) or not all(f is None or _figure(f) for f in figures):
        return "There is no estimate in numbers that can be reckoned with."
    if None in figures:
        return "No interval is recorded, so its precision is not known."
    estimate, low, high = (float(figure) for figure in figures if figure is not None)
    given = one.effect.get("level")
    assumed = given is None
    level = USUAL_LEVEL if given is None else given
    if not _figure(level):
        return "The level of its interval is no number."
    try:
        size = from_interval(measure, estimate, low, high, level)
    except Invalid as fault:
        said = " ".join(message for messages in fault.errors.values() for message in messages)
        return f"Its figures do not fit together. {said}"
    if size.vi < LEAST_VARIANCE or abs(size.yi) > LARGEST:
        return "There is no estimate in numbers that can be reckoned with."
    if _lopsided(measure, (estimate, low, high)):
        scale = " on the logarithmic scale" if measure.ratio else ""
        return (
            f"The estimate does not stand in the middle of its interval{scale}: the interval is of another"
            " kind, or a figure is wrong, so no standard error can be read from it."
        )
    return Usable(one, size, unit, assumed)


def measure_and_unit(text: Any) -> tuple[Measure | None, str]:
    """The measure a text names and, for mean differences, its unit: "MD (mmHg)" -> MD, "mmHg".

    Adjusted estimates ("aOR", "adjusted hazard ratio") are the same measure.
    """
    if not isinstance(text, str):
        return None, ""
    text = ADJUSTED.sub("", text)
    match = UNIT.match(text)
    if match:
        measure = measure_named(match["name"])
        if measure and measure.code == "MD":
            return measure, match["unit"].strip()
    return measure_named(text), ""


def faults(effect: Mapping[str, Any]) -> dict[str, str]:
    """What a person who enters an effect should mend, by part: measure, estimate, low, high, level."""
    found: dict[str, str] = {}
    estimate, low, high = (effect.get(name) for name in ("estimate", "low", "high"))
    measure, _ = measure_and_unit(effect.get("measure"))
    if not effect.get("measure"):
        found["measure"] = "Say which measure this is, for example RR, OR, HR or MD (mmHg)."
    if estimate is None:
        found["estimate"] = "Give the estimate, or leave all parts of the effect empty."
    if (low is None) != (high is None):
        found["low" if low is None else "high"] = "Give both limits of the interval, or none."
    if measure and measure.ratio:
        for name, value in (("estimate", estimate), ("low", low), ("high", high)):
            if value is not None and value <= 0:
                found[name] = f"A {measure.label} is above 0; give the ratio, not its logarithm."
    if not found and low is not None and high is not None and estimate is not None:
        if low >= high:
            found["high"] = "The upper limit must lie above the lower one."
        elif not low <= estimate <= high:
            found["estimate"] = "The estimate does not lie inside its own interval."
    level = effect.get("level")
    if level is not None and not 0 < level < 1:
        found["level"] = "Give the level in percent, for example 95."
    return found


def number(value: float) -> str:
    """A figure as readers see it: two decimals, fewer of large ones, two significant digits of small ones."""
    size = abs(value)
    if size >= 100:
        return f"{value:.0f}"
    return f"{value:.2f}" if size >= 0.1 or value == 0 else f"{value:.2g}"


def _figure(value: Any) -> bool:
    """Whether a stored value is a number of a size that can be reckoned with."""
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return numeric and abs(value) <= LARGEST


def _lopsided(measure: Measure, numbers: Sequence[float]) -> bool:
    """Whether the estimate stands off the middle by more than rounding and a little more explain."""
    rounding = 0.5 * 10.0 ** -max(_decimals(one) for one in numbers)
    estimate, low, high = numbers
    slack = 2 * rounding
    if measure.ratio:
        slack = rounding * (1 / estimate + 0.5 / low + 0.5 / high)
        estimate, low, high = (math.log(one) for one in numbers)
    return abs(estimate - (low + high) / 2) > OFF_CENTRE * (high - low) / 2 + slack


def _decimals(value: float) -> int:
    """How many decimals a figure was given with, as far as the number tells."""
    for places in range(MOST_DECIMALS):
        if abs(value - round(value, places)) < 1e-9 * max(1.0, abs(value)):
            return places
    return MOST_DECIMALS
