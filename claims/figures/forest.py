"""Forest plots: each study's effect with its interval, the pooled results below, on one axis.

A row has its name and figures in one line and its interval beneath them, so that the plot is read on a
narrow screen as on paper. Colours are attributes, which the site's style sheet overrides by class (light
and dark); the same drawing stands alone as a file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, MARGIN = 360, 12
TOP, STEP, FOOT = 22, 38, 40
LONGEST = 30
RATIO_TICKS = (0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1000)
MOST_TICKS = 6
INK, EDGE, MARK = "#1d2024", "#83878e", "#0b4f8a"


@dataclass(frozen=True)
class Row:
    """A study: estimate and limits on the axis (a logarithm for ratios), percent of weight, figures in words."""

    label: str
    centre: float
    low: float
    high: float
    weight: float
    figures: str


@dataclass(frozen=True)
class Pooled:
    """A pooled result, drawn as a diamond; or, without a centre, a prediction interval, drawn as a bar."""

    label: str
    centre: float | None
    low: float
    high: float
    figures: str


@dataclass(frozen=True)
class Panel:
    """One plot. `ratio`: the axis is logarithmic and its null line stands at 1; else at 0."""

    title: str
    description: str
    axis: str
    ratio: bool
    rows: Sequence[Row]
    pooled: Sequence[Pooled] = ()

    @property
    def height(self) -> int:
        """In user units."""
        return TOP + STEP * (len(self.rows) + len(self.pooled)) + FOOT


def inline(panel: Panel, name: str) -> str:
    """An <svg> of one panel for a page; all text is escaped. `name` makes its ids unique on the page."""
    head = (
        f'<svg role="img" viewBox="0 0 {WIDTH} {panel.height}" width="{WIDTH}" height="{panel.height}"'
        f' aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(panel.title)}</title>'
        f'<desc id="{name}-desc">{escape(panel.description)}</desc>'
    )
    return head + "".join(_drawn(panel)) + "</svg>"


def document(panels: Sequence[Panel], title: str) -> str:
    """A file of its own: the panels one below the other, each under its title, on white."""
    height = sum(panel.height + TOP for panel in panels)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height}"'
            f' width="{2 * WIDTH}" height="{2 * height}" aria-labelledby="forest-title forest-desc">'
        ),
        f'<title id="forest-title">{escape(title)}</title>',
        f'<desc id="forest-desc">{escape(" ".join(one.description for one in panels))}</desc>',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
    ]
    y = 0
    for panel in panels:
        parts.append(f'<g transform="translate(0 {y})">')
        parts.append(_text(MARGIN, TOP - 6, panel.title, bold=True))
        parts.append(f'<g transform="translate(0 {TOP})">')
        parts += [*_drawn(panel), "</g></g>"]
        y += panel.height + TOP
    return "".join([*parts, "</svg>"])


class _Axis:
    """From figures to places: wide enough for every estimate, not for an interval that runs far beyond."""

    def __init__(self, panel: Panel) -> None:
        centres = [row.centre for row in panel.rows]
        # The widest interval must not squeeze all others into a point.
        usual = sorted((row.high - row.low) / 2 for row in panel.rows)[len(panel.rows) // 2]
        reach = max(4 * usual, max(centres) - min(centres))
        ends = [(row.low, row.high) for row in panel.rows]
        ends += [(one.low, one.high) for one in panel.pooled]
        low = max(min(0.0, *(low for low, _ in ends)), min(0.0, *centres) - reach)
        high = min(max(0.0, *(high for _, high in ends)), max(0.0, *centres) + reach)
        if high <= low:
            low, high = low - 1, high + 1
        self.low, self.high = low, high

    def place(self, value: float) -> float:
        """The x of a figure, held inside the plot."""
        held = min(max(value, self.low), self.high)
        inner = WIDTH - 2 * MARGIN
        return round(MARGIN + inner * (held - self.low) / (self.high - self.low), 1)


def _drawn(panel: Panel) -> list[str]:
    axis = _Axis(panel)
    bottom = TOP + STEP * (len(panel.rows) + len(panel.pooled)) - 8
    null = axis.place(0.0)
    parts = [
        (
            f'<line class="axis" stroke="{EDGE}" stroke-dasharray="3 3" x1="{null}" x2="{null}" y1="4"'
            f' y2="{bottom}"/>'
        )
    ]
    y = TOP
    for row in panel.rows:
        parts += [*_labels(row.label, row.figures, y), *_study(row, axis, y + 13)]
        y += STEP
    for one in panel.pooled:
        parts += [*_labels(one.label, one.figures, y, bold=True), *_sum(one, axis, y + 13)]
        y += STEP
    return [*parts, *_scale(panel, axis, bottom)]


def _labels(label: str, figures: str, y: int, *, bold: bool = False) -> list[str]:
    short = label if len(label) <= LONGEST else label[: LONGEST - 1].rstrip() + "…"
    return [
        _text(MARGIN, y, short, bold=bold),
        _text(WIDTH - MARGIN, y, figures, anchor="end", bold=bold),
    ]


def _study(row: Row, axis: _Axis, y: int) -> list[str]:
    left, centre, right = (axis.place(value) for value in (row.low, row.centre, row.high))
    side = round(4 + 8 * math.sqrt(max(0.0, min(row.weight, 100.0)) / 100), 1)
    parts = [_line(left, right, y)]
    if row.low < axis.low:
        parts.append(_arrow(left, y, -1))
    if row.high > axis.high:
        parts.append(_arrow(right, y, 1))
    parts.append(
        f'<rect class="f-mark" fill="{MARK}" x="{round(centre - side / 2, 1)}"'
        f' y="{round(y - side / 2, 1)}" width="{side}" height="{side}"/>'
    )
    return parts


def _sum(one: Pooled, axis: _Axis, y: int) -> list[str]:
    left, right = axis.place(one.low), axis.place(one.high)
    if one.centre is None:
        return [
            (
                f'<rect class="f-mark" fill="{MARK}" x="{left}" y="{y - 2}"'
                f' width="{round(max(right - left, 1), 1)}" height="4"/>'
            )
        ]
    centre = axis.place(one.centre)
    points = f"{left},{y} {centre},{y - 6} {right},{y} {centre},{y + 6}"
    return [f'<polygon class="f-ink" fill="{INK}" points="{points}"/>']


def _scale(panel: Panel, axis: _Axis, y: int) -> list[str]:
    parts = [
        f'<line class="axis" stroke="{EDGE}" x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{y}" y2="{y}"/>'
    ]
    for value, label in _ticks(panel, axis):
        x = axis.place(value)
        parts.append(
            f'<line class="axis" stroke="{EDGE}" x1="{x}" x2="{x}" y1="{y}" y2="{y + 5}"/>'
        )
        parts.append(_text(x, y + 17, label, anchor="middle", small=True))
    parts.append(_text(WIDTH / 2, y + 33, panel.axis, anchor="middle", small=True))
    return parts


def _ticks(panel: Panel, axis: _Axis) -> list[tuple[float, str]]:
    if panel.ratio:
        found = [(math.log(tick), f"{tick:g}") for tick in RATIO_TICKS]
        kept = [pair for pair in found if axis.low <= pair[0] <= axis.high]
        while len(kept) > MOST_TICKS:
            kept = [pair for place, pair in enumerate(kept) if place % 2 == _null_at(kept) % 2]
        return kept
    span = axis.high - axis.low
    decade = 10.0 ** math.floor(math.log10(span))
    steps = [decade * factor for factor in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)]
    step = next(one for one in steps if span / one <= MOST_TICKS - 1)
    first = math.ceil(axis.low / step)
    count = math.floor(axis.high / step) - first + 1
    values = [(first + place) * step for place in range(count)]
    return [(value, f"{value:.6g}") for value in values]


def _null_at(kept: Sequence[tuple[float, str]]) -> int:
    return next((place for place, pair in enumerate(kept) if pair[0] == 0.0), 0)


def _line(left: float, right: float, y: float) -> str:
    return (
        f'<line class="s-ink" stroke="{INK}" stroke-width="1.5" x1="{left}" x2="{right}" y1="{y}"'
        f' y2="{y}"/>'
    )


def _arrow(x: float, y: float, way: int) -> str:
    points = f"{x + 3 * way},{y} {x - 4 * way},{y - 4} {x - 4 * way},{y + 4}"
    return f'<polygon class="f-ink" fill="{INK}" points="{points}"/>'


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", bold: bool = False, small: bool = False
) -> str:
    weight = ' font-weight="600"' if bold else ""
    size = 11 if small else 12
    kind = ' class="small"' if small else ""
    return (
        f'<text{kind} x="{x}" y="{y}" text-anchor="{anchor}" fill="{INK}" font-size="{size}"'
        f' font-family="system-ui, sans-serif"{weight}>{escape(text)}</text>'
    )
