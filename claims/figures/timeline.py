"""Studies by year of publication, in a lane per direction; a larger mark is a stronger finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from claims.figures.drawing import MARGIN, Canvas, Drawing

WIDTH = 360
LANE, FOOT = 62, 26
LEFT = 108
SIZES = {"strong": 12, "moderate": 10, "weak": 8, "very_weak": 6, "uninformative": 4}
NOT_RATED = 8
MOST_TICKS = 5
STEPS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Mark:
    """One study: the year, its strength, and whether it counts."""

    year: int
    strength: str
    counted: bool = True


@dataclass(frozen=True)
class Lane:
    """A direction in words, its tone and shape, and its studies."""

    label: str
    tone: str
    shape: str
    marks: Sequence[Mark]


def timeline(lanes: Sequence[Lane], title: str, undated: int = 0) -> Drawing | None:
    """The figure, or None where no study has a year. `undated` more are only told of."""
    years = [mark.year for lane in lanes for mark in lane.marks]
    if not years:
        return None
    first, last = min(years), max(years)
    told = "; ".join(f"{lane.label}: {_years(lane.marks)}" for lane in lanes)
    more = f" {undated} without a known year." if undated else ""

    def draw(canvas: Canvas) -> None:
        for place, lane in enumerate(lanes):
            _lane(canvas, lane, LANE * place, first, last)
        _axis(canvas, LANE * len(lanes), first, last)

    return Drawing(title, f"{told}.{more}", WIDTH, LANE * len(lanes) + FOOT, draw)


def ticks(first: int, last: int, most: int = MOST_TICKS) -> list[int]:
    """Round years within the range, at most `most` of them; the only year where it is one."""
    if first == last:
        return [first]
    step = next(step for step in STEPS if (last - first) / step <= most - 1 or step == STEPS[-1])
    start = -(-first // step) * step
    return list(range(start, last + 1, step))


def _place(year: int, first: int, last: int) -> float:
    right = WIDTH - MARGIN - 12
    return LEFT + (right - LEFT) * ((year - first) / (last - first) if last > first else 0.5)


def _years(marks: Sequence[Mark]) -> str:
    counts: dict[int, int] = defaultdict(int)
    for mark in marks:
        counts[mark.year] += 1
    said = (
        f"{year}" + (f" ({count})" if count > 1 else "") for year, count in sorted(counts.items())
    )
    return ", ".join(said) or "none"


def _lane(canvas: Canvas, lane: Lane, top: float, first: int, last: int) -> None:
    base = top + LANE - 6
    canvas.mark(MARGIN + 5, base - 14, 10, lane.shape, lane.tone)
    canvas.text(MARGIN + 16, base - 10, lane.label)
    canvas.line(LEFT - 6, base, WIDTH - MARGIN, base)
    by_year: dict[int, list[Mark]] = defaultdict(list)
    for mark in lane.marks:
        by_year[mark.year].append(mark)
    highest = max((len(marks) for marks in by_year.values()), default=1)
    step = min(12.0, (LANE - 14) / highest)
    for year, marks in by_year.items():
        x = _place(year, first, last)
        ordered = sorted(marks, key=lambda mark: (not mark.counted, -SIZES.get(mark.strength, 0)))
        for place, mark in enumerate(ordered):
            size = SIZES.get(mark.strength, NOT_RATED)
            hollow = not mark.counted or mark.strength not in SIZES
            canvas.mark(x, base - 7 - step * place, size, lane.shape, lane.tone, hollow=hollow)


def _axis(canvas: Canvas, y: float, first: int, last: int) -> None:
    for year in ticks(first, last):
        x = _place(year, first, last)
        canvas.line(x, y - 6, x, y - 1)
        canvas.text(x, y + 13, str(year), anchor="middle", small=True)
