"""What a claim's versions said, from the first to the latest: a step per stretch in which nothing moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.figures.drawing import MARGIN, Canvas, Drawing, shortened

WIDTH = 360
STEP = 44
SPINE = MARGIN + 8
# The newest stretches are drawn; the table below the figure has all.
MOST = 12


@dataclass(frozen=True)
class Stretch:
    """From when, by which versions, and what they said: the verdict with its tone and shape, the rest in words."""

    since: str
    versions: str
    verdict: str
    tone: str
    shape: str
    certainty: str
    basis: str


def verdicts(stretches: Sequence[Stretch], title: str) -> Drawing:
    """The figure of `stretches`, given oldest first and drawn downwards; distances are not to scale."""
    drawn = list(stretches)[-MOST:]
    earlier = len(stretches) - len(drawn)
    told = "; ".join(
        f"from {one.since} ({one.versions}): {one.verdict}, {one.certainty}, {one.basis}"
        for one in stretches
    )
    top = 18 if earlier else 0

    def draw(canvas: Canvas) -> None:
        if earlier:
            canvas.text(MARGIN + 24, 12, f"{earlier} earlier: see the table", small=True)
        end = top + STEP * (len(drawn) - 1) + 16
        canvas.line(SPINE, 4 if earlier else 16, SPINE, end, dashed=False)
        for place, one in enumerate(drawn):
            _step(canvas, one, top + STEP * place)

    return Drawing(title, f"{told}.", WIDTH, top + STEP * len(drawn) + 4, draw)


def _step(canvas: Canvas, one: Stretch, top: float) -> None:
    canvas.circle(SPINE, top + 14, 8, "paper")
    canvas.mark(SPINE, top + 14, 14, one.shape, one.tone, hollow=one.tone == "none")
    left = MARGIN + 26
    canvas.text(left, top + 18, one.verdict, bold=True)
    canvas.text(WIDTH - MARGIN, top + 18, one.certainty, anchor="end")
    below = f"{one.since} · {one.versions} · {one.basis}"
    canvas.text(left, top + 33, shortened(below, (WIDTH - left) * 1.15), small=True)
