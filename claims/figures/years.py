"""How many studies were published when: a column per year, or per stretch of years where there are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from claims.figures.drawing import MARGIN, Canvas, Drawing
from claims.figures.timeline import STEPS, ticks

WIDTH, HEIGHT = 360, 150
LEFT, FOOT, TOP = 16, 24, 18
MOST = 40


def bins(counts: Mapping[int, int]) -> tuple[int, dict[int, int]]:
    """(years in a bin, count by the bin's first year): at most 40 bins, empty ones within the range included."""
    if not counts:
        return 1, {}
    first, last = min(counts), max(counts)
    wide = next(step for step in STEPS if (last - first) // step < MOST or step == STEPS[-1])
    start = first - first % wide
    found: Counter[int] = Counter(dict.fromkeys(range(start, last + 1, wide), 0))
    for year, count in counts.items():
        found[year - year % wide] += count
    return wide, dict(sorted(found.items()))


def years(counts: Mapping[int, int], title: str, noun: str = "studies") -> Drawing | None:
    """The figure of `counts` by year, or None where there are none."""
    wide, found = bins(counts)
    if not found:
        return None
    most = max(found.values())
    told = ", ".join(
        f"{year if wide == 1 else f'{year} to {year + wide - 1}'}: {count}"
        for year, count in found.items()
        if count
    )

    def draw(canvas: Canvas) -> None:
        base = HEIGHT - FOOT
        room = WIDTH - MARGIN - LEFT
        step = min(room / len(found), 26.0)
        canvas.line(LEFT, base, WIDTH - MARGIN, base)
        top = next(year for year, count in found.items() if count == most)
        marked = (
            set(ticks(min(found), max(found), 6))
            if wide == 1
            else set(list(found)[:: max(1, len(found) // 5)])
        )
        for place, (year, count) in enumerate(found.items()):
            x = LEFT + step * place
            tall = (base - TOP) * count / most
            if count:
                canvas.rect(x + step * 0.1, base - tall, step * 0.8, tall, "mark")
            if year == top:
                canvas.text(x + step / 2, base - tall - 4, str(count), anchor="middle", bold=True)
            if year in marked:
                canvas.line(x + step / 2, base, x + step / 2, base + 4)
                anchor = "start" if place == 0 else "middle"
                canvas.text(
                    x + (0 if place == 0 else step / 2),
                    base + 17,
                    str(year),
                    anchor=anchor,
                    small=True,
                )

    return Drawing(
        title, f"{noun.capitalize()} by year of publication: {told}.", WIDTH, HEIGHT, draw
    )
