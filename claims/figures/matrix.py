"""How many records stand where on two scales: a dot per cell, larger with more, and the number below it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from claims.figures.drawing import MARGIN, Canvas, Drawing, shortened

WIDTH = 360
ROW = 40
LEFT = 146
LARGEST = 9
# The names of the columns stand upright: what a letter takes, and at most so many.
UPRIGHT, LONGEST = 6.2, 24


def matrix(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    counts: Mapping[tuple[str, str], int],
    title: str,
) -> Drawing:
    """The figure: `rows` and `columns` are (code, words), `counts` by the codes of both. An empty cell has a ring."""
    words = {**dict(rows), **dict(columns)}
    told = "; ".join(
        f"{words[row]}, {words[column].lower()}: {counts[row, column]}"
        for row, _ in rows
        for column, _ in columns
        if counts.get((row, column))
    )
    most = max(counts.values(), default=1)
    longest = max((min(len(name), LONGEST) for _, name in columns), default=0)
    top = round(longest * UPRIGHT) + 16

    def draw(canvas: Canvas) -> None:
        wide = (WIDTH - LEFT - MARGIN) / len(columns)
        for place, (_, name) in enumerate(columns):
            x = LEFT + wide * (place + 0.5) + 4
            canvas.text(x, top - 8, shortened(name, LONGEST * 7), small=True, turn=-90)
        for place, (row, name) in enumerate(rows):
            y = top + ROW * place
            canvas.line(MARGIN, y, WIDTH - MARGIN, y)
            canvas.text(MARGIN, y + ROW / 2 + 4, shortened(name, LEFT - MARGIN))
            for at, (column, _) in enumerate(columns):
                x = LEFT + wide * (at + 0.5)
                _cell(canvas, x, y + 14, counts.get((row, column), 0), most)

    return Drawing(title, f"{told or 'Nothing'}.", WIDTH, top + ROW * len(rows) + 2, draw)


def _cell(canvas: Canvas, x: float, y: float, count: int, most: int) -> None:
    if not count:
        canvas.circle(x, y + 4, 2, "edge", hollow=True)
        return
    canvas.circle(x, y, max(2.5, LARGEST * math.sqrt(count / most)), "mark")
    canvas.text(x, y + 21, str(count), anchor="middle", bold=True, small=True)
