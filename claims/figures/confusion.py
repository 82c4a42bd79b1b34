"""A table of two ratings as squares: the larger the area, the more often the two met; on the diagonal they agree."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

CELL = 84
SQUARE = 50
LEFT = 116
TOP = 58
BELOW = 26
LONGEST = 16
# Letters that fit above a column.
NARROW = 13


def confusion(
    labels: Sequence[str],
    cells: Sequence[Sequence[int]],
    *,
    title: str,
    about: str,
    rows: str = "",
    columns: str = "",
) -> str:
    """An <svg> of a square table with a row and a column for each of `labels`; all text is escaped.

    `rows` and `columns` name whose ratings they are. Numbers stand under the squares, and an empty cell has a
    dot, so that nothing rests on colour or size alone.
    """
    q = len(labels)
    width, height = LEFT + CELL * q + 4, TOP + CELL * q + BELOW
    most = max((count for row in cells for count in row), default=0)
    parts = [
        f'<svg role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<title>{escape(title)}</title><desc>{escape(about)}</desc>",
        f'<text x="{LEFT}" y="14">{escape(_short(columns, 40))}</text>' if columns else "",
        f'<text x="0" y="{height - 8}">{escape(_short(rows, 40))}</text>' if rows else "",
    ]
    for place, label in enumerate(labels):
        x, y = LEFT + CELL * place, TOP + CELL * place
        parts.append(_heading(label, x))
        parts.append(f'<text x="0" y="{y + CELL // 2 + 4}">{escape(_short(label, LONGEST))}</text>')
    for row, counts in enumerate(cells):
        for column, count in enumerate(counts):
            parts.append(_cell(row, column, count, most))
    parts.append("</svg>")
    return "".join(parts)


def _heading(label: str, x: int) -> str:
    """A column's label, on up to two lines."""
    words = label.split()
    lines = [label] if len(label) <= NARROW or len(words) < 2 else [words[0], " ".join(words[1:])]
    return "".join(
        f'<text x="{x + CELL // 2}" y="{TOP - 20 + 14 * place}" text-anchor="middle">'
        f"{escape(_short(line, NARROW))}</text>"
        for place, line in enumerate(lines)
    )


def _cell(row: int, column: int, count: int, most: int) -> str:
    x, y = LEFT + CELL * column, TOP + CELL * row
    frame = (
        f'<rect class="axis" fill="none" x="{x}" y="{y}" width="{CELL}" height="{CELL}"'
        f' stroke-width="{2 if row == column else 1}"/>'
    )
    middle = x + CELL // 2
    number = f'<text x="{middle}" y="{y + CELL - 7}" text-anchor="middle">{count or "·"}</text>'
    if not count:
        return frame + number
    side = max(3.0, SQUARE * math.sqrt(count / most))
    tone = "good" if row == column else "bad"
    return (
        f'{frame}<rect class="f-{tone}" x="{middle - side / 2:.1f}"'
        f' y="{y + 6 + (SQUARE - side) / 2:.1f}" width="{side:.1f}" height="{side:.1f}"/>{number}'
    )


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
