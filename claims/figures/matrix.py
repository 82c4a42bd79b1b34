"""How many records stand where on two scales: a dot per cell, larger with more, and the number in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from claims.figures.drawing import MARGIN, Canvas, Drawing, shortened

WIDTH = 360
TOP, ROW = 56, 34
LEFT = 116
LARGEST = 14


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

    def draw(canvas: Canvas) -> None:
        wide = (WIDTH - LEFT - MARGIN) / len(columns)
        for place, (_, name) in enumerate(columns):
            middle = LEFT + wide * (place + 0.5)
            for line, part in enumerate(_two_lines(name)):
                canvas.text(middle, 18 + 14 * line, part, anchor="middle", small=True)
        for place, (row, name) in enumerate(rows):
            y = TOP + ROW * place
            canvas.line(MARGIN, y - ROW / 2, WIDTH - MARGIN, y - ROW / 2)
            canvas.text(MARGIN, y + 4, shortened(name, LEFT - MARGIN))
            for at, (column, _) in enumerate(columns):
                _cell(canvas, LEFT + wide * (at + 0.5), y, counts.get((row, column), 0), most)

    return Drawing(
        title, f"{told or 'Nothing'}.", WIDTH, TOP + ROW * len(rows) - ROW // 2 + 4, draw
    )


def _two_lines(name: str) -> list[str]:
    first, _, rest = name.replace(" (", " ").replace(")", "").partition(" ")
    return [first, rest] if rest else [first]


def _cell(canvas: Canvas, x: float, y: float, count: int, most: int) -> None:
    if not count:
        canvas.circle(x, y, 2, "edge", hollow=True)
        return
    radius = max(3.0, (LARGEST - 5) * math.sqrt(count / most))
    canvas.circle(x - 6, y, radius, "mark")
    canvas.text(x - 6 + radius + 3, y + 4, str(count), bold=True)
