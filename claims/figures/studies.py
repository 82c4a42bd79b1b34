"""One column per study, in a row per direction; the taller the column, the stronger the study's finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.figures.drawing import MARGIN, Canvas, Drawing

WIDTH = 360
HEIGHTS = {"strong": 26, "moderate": 19, "weak": 12, "very_weak": 6, "uninformative": 2}
# Where nobody has rated the strength the column is an outline: not rated is not weak.
OUTLINE = 26
ROW = 48
LEFT = 128
WIDEST, GAP = 11, 3
ROOM = WIDTH - LEFT - MARGIN
ORDER = {word: place for place, word in enumerate(HEIGHTS)}


@dataclass(frozen=True)
class Study:
    """One study in a row: how strong its finding is, and whether it counts for the conclusion."""

    strength: str
    counted: bool = True


@dataclass(frozen=True)
class Row:
    """A direction in words, its tone (good, bad, mixed, none) and shape (up, down, diamond, dot), its studies."""

    label: str
    tone: str
    shape: str
    studies: Sequence[Study]

    @property
    def counted(self) -> int:
        """How many of the studies count."""
        return sum(study.counted for study in self.studies)


def columns(rows: Sequence[Row], title: str, noun: str = "stud", ends: str = "y,ies") -> Drawing:
    """The figure of `rows`, which are drawn in order, an empty one as an empty line.

    Counted studies are filled, others outlined beside them. Columns grow narrower where there are many.
    """
    most = max((len(row.studies) for row in rows), default=0)
    step = min(WIDEST + GAP, ROOM / most) if most else WIDEST + GAP
    one, many = ends.split(",")
    told = "; ".join(_told(row, noun, one, many) for row in rows)

    def draw(canvas: Canvas) -> None:
        for place, row in enumerate(rows):
            _row(canvas, row, ROW * (place + 1) - 8, step)

    return Drawing(title, f"{told}.", WIDTH, ROW * len(rows), draw)


def _told(row: Row, noun: str, one: str, many: str) -> str:
    counts: dict[str, int] = {}
    for study in row.studies:
        if study.counted:
            word = study.strength.replace("_", " ") or "not rated"
            counts[word] = counts.get(word, 0) + 1
    number = row.counted
    said = f"{row.label}: {number} {noun}{one if number == 1 else many}"
    if counts:
        said += f" ({', '.join(f'{count} {word}' for word, count in counts.items())})"
    beside = len(row.studies) - number
    return f"{said}, {beside} more not counted" if beside else said


def _row(canvas: Canvas, row: Row, base: float, step: float) -> None:
    beside = len(row.studies) - row.counted
    canvas.mark(MARGIN + 5, base - 20, 10, row.shape, row.tone)
    canvas.text(MARGIN + 16, base - 15, f"{row.label}: {row.counted}", bold=True)
    if beside:
        canvas.text(MARGIN + 16, base - 1, f"{beside} not counted", small=True)
    canvas.line(LEFT, base, WIDTH - MARGIN, base)
    ordered = sorted(
        row.studies, key=lambda study: (not study.counted, ORDER.get(study.strength, len(ORDER)))
    )
    width = max(step - min(GAP, step / 4), 0.6)
    for place, study in enumerate(ordered):
        tall = HEIGHTS.get(study.strength)
        hollow = not study.counted or tall is None
        x = LEFT + step * place
        canvas.rect(x, base - (tall or OUTLINE), width, tall or OUTLINE, row.tone, hollow=hollow)
