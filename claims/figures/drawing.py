"""The common part of the figures: one drawing for the page, where the style sheet colours it, and for a file.

On a page colours come from the site's style sheet by class, so that light, dark and print are the reader's.
A file stands alone: its colours are attributes, from one of two palettes. Nothing rests on colour: tones
always go with a shape, a place or a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

FONT = "system-ui, sans-serif"
MARGIN = 10
# What a letter of the usual size takes at most, for cutting words to their room.
LETTER = 6.6

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1d2024",
    "quiet": "#555c66",
    "edge": "#83878e",
    "mark": "#0b4f8a",
    "good": "#1c6b3c",
    "bad": "#a4262c",
    "mixed": "#7a4c00",
    "none": "#555c66",
}
DARK = {
    "paper": "#1e2125",
    "ink": "#e9e6df",
    "quiet": "#b0b5bd",
    "edge": "#868d97",
    "mark": "#8fc1f5",
    "good": "#7fd3a0",
    "bad": "#ff9a94",
    "mixed": "#ecc072",
    "none": "#b0b5bd",
}
THEMES = {"light": LIGHT, "dark": DARK}


class Canvas:
    """Collects elements; every text is escaped, every number rounded to a tenth."""

    def __init__(self, colours: dict[str, str] | None = None) -> None:
        self.colours = colours
        self.parts: list[str] = []

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        bold: bool = False,
        small: bool = False,
        tone: str = "",
        turn: int = 0,
    ) -> None:
        """A line of text, in ink, or quiet where `small`, or in a tone; turned by degrees around its start."""
        kind = f"f-{tone}" if tone else "small" if small else ""
        size = 11 if small else 13
        own = ""
        if self.colours is not None:
            colour = self.colours[tone or ("quiet" if small else "ink")]
            own = f' fill="{colour}" font-size="{size}" font-family="{FONT}"'
        named = f' class="{kind}"' if kind else ""
        weight = ' font-weight="600"' if bold else ""
        held = f' text-anchor="{anchor}"' if anchor != "start" else ""
        if turn:
            held += f' transform="rotate({turn} {_number(x)} {_number(y)})"'
        self.parts.append(
            f'<text{named} x="{_number(x)}" y="{_number(y)}"{held}{weight}{own}>{escape(text)}</text>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False) -> None:
        """An axis or a rule."""
        own = f' stroke="{self.colours["edge"]}"' if self.colours is not None else ""
        dash = ' stroke-dasharray="3 3"' if dashed else ""
        self.parts.append(
            f'<line class="axis" x1="{_number(x1)}" y1="{_number(y1)}" x2="{_number(x2)}"'
            f' y2="{_number(y2)}"{dash}{own}/>'
        )

    def rect(
        self, x: float, y: float, width: float, height: float, tone: str, *, hollow: bool = False
    ) -> None:
        """A box, filled with its tone or, hollow, only outlined."""
        place = (
            f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}"'
        )
        self.parts.append(f"<rect {self._look(tone, hollow)} {place}/>")

    def circle(self, x: float, y: float, radius: float, tone: str, *, hollow: bool = False) -> None:
        """A dot."""
        place = f'cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}"'
        self.parts.append(f"<circle {self._look(tone, hollow)} {place}/>")

    def polygon(
        self, points: Sequence[tuple[float, float]], tone: str, *, hollow: bool = False
    ) -> None:
        """A closed shape."""
        told = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self.parts.append(f'<polygon {self._look(tone, hollow)} points="{told}"/>')

    def mark(
        self, x: float, y: float, size: float, shape: str, tone: str, *, hollow: bool = False
    ) -> None:
        """A mark of `size` around a point: up, down, diamond or dot; the shape says what the tone does."""
        half = size / 2
        if shape == "up":
            self.polygon(
                [(x - half, y + half), (x, y - half), (x + half, y + half)], tone, hollow=hollow
            )
        elif shape == "down":
            self.polygon(
                [(x - half, y - half), (x, y + half), (x + half, y - half)], tone, hollow=hollow
            )
        elif shape == "diamond":
            points = [(x - half, y), (x, y - half), (x + half, y), (x, y + half)]
            self.polygon(points, tone, hollow=hollow)
        else:
            self.circle(x, y, half, tone, hollow=hollow)

    def _look(self, tone: str, hollow: bool) -> str:
        if hollow:
            own = ""
            if self.colours is not None:
                own = f' fill="none" stroke="{self.colours[tone]}"'
            return f'class="h-{tone}"{own}'
        own = f' fill="{self.colours[tone]}"' if self.colours is not None else ""
        return f'class="f-{tone}"{own}'


@dataclass(frozen=True)
class Drawing:
    """A figure: its size in user units, what it says in words, and how it is drawn on a canvas."""

    title: str
    description: str
    width: int
    height: int
    draw: Callable[[Canvas], None]


def inline(drawing: Drawing, name: str) -> str:
    """An <svg> for a page. `name` makes its ids unique there."""
    canvas = Canvas()
    drawing.draw(canvas)
    return (
        f'<svg role="img" viewBox="0 0 {drawing.width} {drawing.height}" width="{drawing.width}"'
        f' height="{drawing.height}" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(drawing.title)}</title>'
        f'<desc id="{name}-desc">{escape(drawing.description)}</desc>'
        f"{''.join(canvas.parts)}</svg>"
    )


def document(drawing: Drawing, theme: str = "light") -> str:
    """A file of its own, with its title above, in the colours of `theme` (light or dark)."""
    colours = THEMES[theme]
    canvas = Canvas(colours)
    top = 26
    canvas.text(MARGIN, 17, shortened(drawing.title, drawing.width - 2 * MARGIN), bold=True)
    canvas.parts.append(f'<g transform="translate(0 {top})">')
    drawing.draw(canvas)
    canvas.parts.append("</g>")
    height = drawing.height + top
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {drawing.width} {height}"'
        f' width="{2 * drawing.width}" height="{2 * height}" aria-labelledby="title desc">'
        f'<title id="title">{escape(drawing.title)}</title>'
        f'<desc id="desc">{escape(drawing.description)}</desc>'
        f'<rect width="100%" height="100%" fill="{colours["paper"]}"/>'
        f"{''.join(canvas.parts)}</svg>"
    )


def shortened(text: str, room: float) -> str:
    """`text`, cut with an ellipsis to what fits into `room`."""
    most = max(1, int(room / LETTER))
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
