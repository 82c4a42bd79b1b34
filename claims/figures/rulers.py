"""The axes of a conclusion side by side: rulers with the words at their ends and a mark where it stands.

What is not on a scale (nobody tested it, nobody rated it) has no place on its ruler: an empty ring before the
ruler and the word say so, which is never the same as its lowest end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.figures.drawing import MARGIN, Canvas, Drawing

WIDTH = 360
ROW = 60
LEFT = 46


@dataclass(frozen=True)
class Ruler:
    """An axis by name, its points from low to high in words, where it stands (None: off the scale), in words."""

    name: str
    points: Sequence[str]
    at: int | None
    said: str
    tone: str = "mark"


def rulers(axes: Sequence[Ruler], title: str) -> Drawing:
    """The figure of `axes`, one below the other."""
    told = "; ".join(
        f"{axis.name}: {axis.said}"
        + (
            f", {axis.at + 1} of {len(axis.points)} points from {axis.points[0]} to {axis.points[-1]}"
            if axis.at is not None
            else ", which is not on the scale"
        )
        for axis in axes
    )

    def draw(canvas: Canvas) -> None:
        for place, axis in enumerate(axes):
            _ruler(canvas, axis, ROW * place)

    return Drawing(title, f"{told}.", WIDTH, ROW * len(axes), draw)


def _ruler(canvas: Canvas, axis: Ruler, top: float) -> None:
    right, y = WIDTH - MARGIN - 8, top + 30
    canvas.text(MARGIN, top + 14, f"{axis.name}:")
    canvas.text(WIDTH - MARGIN, top + 14, axis.said, anchor="end", bold=True)
    canvas.line(LEFT, y, right, y)
    step = (right - LEFT) / (len(axis.points) - 1)
    for place in range(len(axis.points)):
        x = LEFT + step * place
        canvas.line(x, y - 4, x, y + 4)
    canvas.text(LEFT - 8, y + 18, axis.points[0], small=True)
    canvas.text(WIDTH - MARGIN, y + 18, axis.points[-1], anchor="end", small=True)
    if axis.at is None:
        canvas.circle(MARGIN + 10, y, 7, "none", hollow=True)
    else:
        canvas.circle(LEFT + step * axis.at, y, 7, axis.tone)
