"""An evidence map: exposures by outcomes, a bubble in each cell in which there are claims with studies.

Area class: independent studies. Colour, from dark to light: certainty; where the claims of a cell differ, the
bubble is cut like a pie, so that no one colour pretends that they agree. Sign: verdict, "≠" where they differ.
Numbers and certainty stand below each bubble in text, so that nothing rests on colour or size alone. A ring:
claims, and no study that counts. A dot: nobody has made a claim here. Colours are attributes, which the
site's style sheet overrides by class (light and dark); the same drawing stands alone as a file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

LEFT, TOP = 168, 62
WIDE, HIGH = 102, 104
LETTERS = 13  # that fit above a column
INK, EDGE, PAPER = "#1d2024", "#83878e", "#ffffff"
# Studies up to and including -> radius; the last is for all that have more.
SIZES = ((1, 8), (4, 12), (9, 16), (24, 20), (None, 24))
# Certainty -> (class, fill, dots). The mechanism scale has the tones of the like levels.
CERTAINTIES = {
    "high": ("c-1", "#0b3d6b", "●●●●"),
    "moderate": ("c-2", "#3d7ab5", "●●●○"),
    "low": ("c-3", "#8fb8dc", "●●○○"),
    "very_low": ("c-4", "#d5e4f2", "●○○○"),
    "strong": ("c-1", "#0b3d6b", "●●●"),
    "limited": ("c-3", "#8fb8dc", "●●○"),
    "inadequate": ("c-4", "#d5e4f2", "●○○"),
    "not_rated": ("c-0", "#ffffff", ""),
}
MECHANISM = ("strong", "limited", "inadequate")
SIGNS = {
    "supported": "✔",
    "limited_support": "◔",
    "reported": "☰",
    "conflicting": "⇄",
    "doubtful": "◑",
    "contradicted": "✘",
}
OTHER, DIFFER = "○", "≠"
LEGEND = (376, 300)
# What the drawing says besides the words of the scales: a door hands them over in the language of its page.
SAID = {
    "key": "Key to the map",
    "size": "Size: independent studies",
    "tone": "Tone: certainty",
    "sign": "Sign: verdict",
    "no_study": "claims, no study",
    "gap": "no claim: a gap",
    "nothing": "nothing shown",
    "differ": "claims differ",
    "no_rating": "not rated",
    "part": "part",
    "two_scales": "two scales",
}


@dataclass(frozen=True)
class Topic:
    """A row or column: its name, and how deep it stands below another one that is shown."""

    name: str
    depth: int = 0


@dataclass(frozen=True)
class Cell:
    """Claims, independent studies, claims by certainty (best first) and by verdict, all in words, the address.

    `lines` stand below the bubble: how many claims and studies, in the language of the page.
    """

    claims: int
    studies: int
    certainties: Sequence[tuple[str, int]]
    verdicts: Sequence[tuple[str, int]]
    words: str
    lines: Sequence[str]
    href: str = ""


@dataclass(frozen=True)
class Map:
    """`cells[row][column]`, None where there is no claim; `said` has the words of SAID, verdicts and certainties."""

    title: str
    about: str
    rows: Sequence[Topic]
    columns: Sequence[Topic]
    cells: Sequence[Sequence[Cell | None]]
    said: Mapping[str, str]

    @property
    def width(self) -> int:
        """In user units."""
        return LEFT + WIDE * len(self.columns) + 4

    @property
    def height(self) -> int:
        """In user units."""
        return TOP + HIGH * len(self.rows) + 4


def inline(drawn: Map, name: str) -> str:
    """An <svg> for a page, each bubble a link; all text is escaped. `name` makes its ids unique on the page."""
    head = (
        f'<svg role="group" viewBox="0 0 {drawn.width} {drawn.height}" width="{drawn.width}"'
        f' height="{drawn.height}" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(drawn.title)}</title>'
        f'<desc id="{name}-desc">{escape(drawn.about)}</desc>'
    )
    return head + "".join(_matrix(drawn)) + "</svg>"


def legend(said: Mapping[str, str]) -> str:
    """An <svg> that says what sizes, tones and signs mean, in the words of `said` (see Map)."""
    width, height = LEGEND
    return (
        f'<svg role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' aria-label="{escape(said["key"])}">{"".join(_key(said))}</svg>'
    )


def document(drawn: Map) -> str:
    """A file of its own, on white: title, map, key."""
    width = max(drawn.width, LEGEND[0], 480) + 24
    height = drawn.height + LEGEND[1] + 48
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" aria-labelledby="map-title map-desc">'
        f'<title id="map-title">{escape(drawn.title)}</title>'
        f'<desc id="map-desc">{escape(drawn.about)}</desc>'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>'
        f"{_text(12, 22, _short(drawn.title, 70), size=15, bold=True)}"
        f'<g transform="translate(12 36)">{"".join(_matrix(drawn))}</g>'
        f'<g transform="translate(12 {drawn.height + 44})">{"".join(_key(drawn.said))}</g></svg>'
    )


def radius(studies: int) -> int:
    """Radius of the class of so many studies, 0 for none."""
    if studies < 1:
        return 0
    return next(r for most, r in SIZES if most is None or studies <= most)


def _matrix(drawn: Map) -> list[str]:
    parts = []
    right, bottom = LEFT + WIDE * len(drawn.columns), TOP + HIGH * len(drawn.rows)
    for place, column in enumerate(drawn.columns):
        lines = _lines(column.name, LETTERS, 3)
        for number, line in enumerate(lines):
            x, y = LEFT + WIDE * place + WIDE // 2, TOP - 10 - 14 * (len(lines) - 1 - number)
            parts.append(_text(x, y, line, anchor="middle", size=12))
    for place in range(len(drawn.rows) + 1):
        y = TOP + HIGH * place
        parts.append(_line(0, y, right, y))
    for place in range(len(drawn.columns) + 1):
        x = LEFT + WIDE * place
        parts.append(_line(x, TOP, x, bottom))
    for number, row in enumerate(drawn.rows):
        indent = 12 * min(row.depth, 3)
        lines = _lines(row.name, 23 - 2 * min(row.depth, 3), 4)
        top = TOP + HIGH * number + HIGH // 2 - 7 * (len(lines) - 1) + 4
        parts += [
            _text(indent, top + 15 * place, line, size=13) for place, line in enumerate(lines)
        ]
        for place, cell in enumerate(drawn.cells[number]):
            parts += _cell(cell, drawn.said, LEFT + WIDE * place + WIDE // 2, TOP + HIGH * number)
    return parts


def _cell(cell: Cell | None, said: Mapping[str, str], x: int, y: int) -> list[str]:
    if cell is None:
        return [f'<circle class="f-edge" fill="{EDGE}" cx="{x}" cy="{y + 32}" r="1.5"/>']
    title = f"<title>{escape(cell.words)}</title>"
    body = "".join([_bubble(cell, x, y + 32), *_captions(cell, said, x, y)])
    if not cell.href:
        return [f"<g>{title}{body}</g>"]
    hit = (
        f'<rect fill="{PAPER}" fill-opacity="0" x="{x - WIDE // 2 + 2}" y="{y + 2}"'
        f' width="{WIDE - 4}" height="{HIGH - 4}"/>'
    )
    words = escape(cell.words)
    return [f'<a href="{escape(cell.href)}" aria-label="{words}">{title}{hit}{body}</a>']


def _captions(cell: Cell, said: Mapping[str, str], x: int, y: int) -> list[str]:
    lines = [*cell.lines, _range(cell.certainties, said)]
    start = y + 97 - 13 * (len(lines) - 1)
    return [
        _text(x, start + 13 * place, line, anchor="middle", size=11)
        for place, line in enumerate(lines)
    ]


def _range(certainties: Sequence[tuple[str, int]], said: Mapping[str, str]) -> str:
    """Certainty in signs: one level, or the worst and the best of several."""
    rated = [word for word, _ in certainties if word != "not_rated"]
    if not rated:
        return said["no_rating"]
    if len({word in MECHANISM for word in rated}) > 1:
        return said["two_scales"]
    best, worst = CERTAINTIES[rated[0]][2], CERTAINTIES[rated[-1]][2]
    dots = best if best == worst else f"{worst}–{best}"
    return dots if len(rated) == len(certainties) else f"{dots}, {said['part']}"


def _bubble(cell: Cell, x: int, y: int) -> str:
    r = radius(cell.studies)
    if not r:
        return (
            f'<circle class="s-ink" fill="none" stroke="{INK}" stroke-dasharray="3 2"'
            f' cx="{x}" cy="{y}" r="{SIZES[0][1]}"/>'
        )
    body = _pie(cell.certainties, x, y, r)
    outline = f'<circle class="s-ink" fill="none" stroke="{INK}" cx="{x}" cy="{y}" r="{r}"/>'
    return body + outline + _sign(_verdict(cell.verdicts), x, y)


def _verdict(verdicts: Sequence[tuple[str, int]]) -> str:
    if len(verdicts) > 1:
        return DIFFER
    return SIGNS.get(verdicts[0][0], OTHER) if verdicts else OTHER


def _sign(sign: str, x: int, y: int) -> str:
    return (
        f'<text class="sign" x="{x}" y="{y + 5}" text-anchor="middle" font-size="15" font-weight="700"'
        f' font-family="system-ui, sans-serif" fill="{INK}" stroke="{PAPER}" stroke-width="3"'
        f' paint-order="stroke" aria-hidden="true">{sign}</text>'
    )


def _pie(parts: Sequence[tuple[str, int]], x: int, y: int, r: int) -> str:
    """The disc, one sector for each certainty, clockwise from the top, the best first."""
    whole = sum(count for _, count in parts)
    if len(parts) == 1 or not whole:
        tone, fill, _ = CERTAINTIES[parts[0][0] if parts else "not_rated"]
        return f'<circle class="{tone}" fill="{fill}" cx="{x}" cy="{y}" r="{r}"/>'
    drawn, start = [], 0.0
    for word, count in parts:
        tone, fill, _ = CERTAINTIES[word]
        end = start + 2 * math.pi * count / whole
        ends = [(x + r * math.sin(a), y - r * math.cos(a)) for a in (start, end)]
        large = 1 if end - start > math.pi else 0
        drawn.append(
            f'<path class="{tone} s-ink" fill="{fill}" stroke="{INK}" stroke-width=".6" d="M{x} {y}'
            f"L{ends[0][0]:.2f} {ends[0][1]:.2f}A{r} {r} 0 {large} 1 {ends[1][0]:.2f} {ends[1][1]:.2f}Z"
            '"/>'
        )
        start = end
    return "".join(drawn)


def _key(said: Mapping[str, str]) -> list[str]:
    parts = [_text(0, 14, said["size"], size=12, bold=True)]
    before, y = 0, 20
    for most, r in SIZES:
        y += max(2 * r + 4, 22)
        middle = y - max(r, 9)
        number = f"≥ {before + 1}" if most is None else f"{before + 1}–{most}"
        parts.append(
            f'<circle class="s-ink" fill="none" stroke="{INK}" cx="26" cy="{middle}" r="{r}"/>'
        )
        parts.append(_text(60, middle + 4, "1" if most == 1 else number, size=12))
        before = most or 0
    y += 22
    parts.append(
        f'<circle class="s-ink" fill="none" stroke="{INK}" stroke-dasharray="3 2" cx="26" cy="{y - 4}" r="8"/>'
    )
    parts.append(_text(60, y, said["no_study"], size=12))
    y += 22
    parts.append(f'<circle class="f-edge" fill="{EDGE}" cx="26" cy="{y - 4}" r="1.5"/>')
    parts.append(_text(60, y, said["gap"], size=12))
    parts.append(_text(196, 14, said["tone"], size=12, bold=True))
    y = 18
    for word in ("high", "moderate", "low", "very_low", "not_rated"):
        y += 19
        tone, fill, _ = CERTAINTIES[word]
        parts.append(
            f'<circle class="{tone} s-ink" fill="{fill}" stroke="{INK}" cx="206" cy="{y - 4}" r="7"/>'
        )
        parts.append(_text(224, y, said[word], size=12))
    y += 26
    parts.append(_text(196, y, said["sign"], size=12, bold=True))
    signs = [(sign, said[word]) for word, sign in SIGNS.items()]
    for sign, words in [*signs, (OTHER, said["nothing"]), (DIFFER, said["differ"])]:
        y += 18
        parts.append(_text(206, y, sign, size=13, anchor="middle"))
        parts.append(_text(224, y, words, size=12))
    return parts


def _line(x1: int, y1: int, x2: int, y2: int) -> str:
    return (
        f'<line class="axis" stroke="{EDGE}" stroke-width=".5" x1="{x1}" y1="{y1}"'
        f' x2="{x2}" y2="{y2}"/>'
    )


def _text(
    x: int,
    y: int,
    said: str,
    *,
    anchor: str = "start",
    size: int = 13,
    bold: bool = False,
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-family="system-ui, sans-serif"'
        f' text-anchor="{anchor}"{weight} fill="{INK}">{escape(said)}</text>'
    )


def _lines(name: str, letters: int, most: int) -> list[str]:
    """`name` on at most `most` lines, cut with a sign where it is longer."""
    lines: list[str] = []
    for whole in name.split():
        word = whole
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
            continue
        while len(word) > letters:
            lines.append(f"{word[: letters - 1]}-")
            word = word[letters - 1 :]
        lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], _short(f"{lines[most - 1]}…", letters)]
    return lines


def _short(said: str, longest: int) -> str:
    return said if len(said) <= longest else f"{said[: longest - 1].rstrip('…')}…"
