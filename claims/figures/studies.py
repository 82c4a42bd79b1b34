"""One column per study, in a row per direction; the taller the column, the stronger the study's finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

HEIGHTS = {"strong": 24, "moderate": 18, "weak": 12, "very_weak": 6, "uninformative": 2}
# Where nobody has rated the strength the column is an outline: not rated is not weak.
OUTLINE = 24
ROW = 36
LEFT = 116
STEP = 10
MOST = 20


@dataclass(frozen=True)
class Row:
    """A direction in words, its tone (good, bad, mixed, none), and the strength of each study in it."""

    label: str
    tone: str
    strengths: Sequence[str]


def columns(rows: Sequence[Row], title: str) -> str:
    """An <svg> of `rows`; all text is escaped. Rows without a study are drawn as an empty line.

    At most 20 columns are drawn in a row, then "+n": the table beside the figure has them all.
    """
    width = LEFT + STEP * MOST + 32
    height = ROW * len(rows) + 4
    parts = [
        f'<svg role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<title>{escape(title)}</title>",
    ]
    for place, row in enumerate(rows):
        parts += _row(row, ROW * (place + 1) - 4)
    parts.append("</svg>")
    return "".join(parts)


def _row(row: Row, base: int) -> list[str]:
    count = len(row.strengths)
    parts = [
        f'<text x="0" y="{base - 4}">{escape(row.label)}: {count}</text>',
        f'<line class="axis" x1="{LEFT}" x2="{LEFT + STEP * MOST}" y1="{base}" y2="{base}"/>',
    ]
    ordered = sorted(row.strengths, key=lambda word: -HEIGHTS.get(word, 0))
    for place, strength in enumerate(ordered[:MOST]):
        x = LEFT + STEP * place + 1
        tall = HEIGHTS.get(strength)
        if tall is None:
            parts.append(
                f'<rect class="axis" fill="none" stroke-dasharray="2 2" x="{x}"'
                f' y="{base - OUTLINE}" width="8" height="{OUTLINE}"/>'
            )
        else:
            parts.append(
                f'<rect class="f-{escape(row.tone)}" x="{x}" y="{base - tall}" width="8"'
                f' height="{tall}"/>'
            )
    if count > MOST:
        parts.append(f'<text x="{LEFT + STEP * MOST + 4}" y="{base - 4}">+{count - MOST}</text>')
    return parts
