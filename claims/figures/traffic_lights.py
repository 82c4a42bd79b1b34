"""Risk-of-bias traffic lights: a row for each study, a column for each domain, a symbol and a colour in each cell.

Colours are attributes, which the site's style sheet overrides by class (light and dark); the same drawing
stands alone as a file. The word of each judgement is in its title and in the legend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

LEFT, STEP, ROW, TOP, RADIUS = 150, 30, 30, 24, 11
LONGEST = 22
LINE = 18
COLOURS = {"good": "#1c6b3c", "mixed": "#7a4c00", "bad": "#a4262c", "none": "#555c66"}
PAPER, INK = "#ffffff", "#1d2024"


@dataclass(frozen=True)
class Light:
    """One judgement: its tone (good, mixed, bad, none), a symbol, and the word."""

    tone: str
    symbol: str
    label: str


@dataclass(frozen=True)
class Panel:
    """One instrument's judgements. `columns` are short ids, told in full below; a row is a study and its lights."""

    title: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, Sequence[Light]]]

    @property
    def legend(self) -> list[Light]:
        """Each judgement that occurs, once."""
        found: dict[str, Light] = {}
        for _, lights in self.rows:
            for light in lights:
                found.setdefault(light.label, light)
        return list(found.values())

    @property
    def width(self) -> int:
        """In user units."""
        return max(LEFT + STEP * len(self.columns) + 10, 330)

    @property
    def height(self) -> int:
        """In user units."""
        return TOP + ROW * len(self.rows) + LINE * (len(self.columns) + len(self.legend)) + 20


def inline(panel: Panel, name: str) -> str:
    """An <svg> of one panel for a page; all text is escaped. `name` makes its ids unique on the page."""
    return (
        f'<svg role="img" viewBox="0 0 {panel.width} {panel.height}" width="{panel.width}"'
        f' height="{panel.height}" aria-labelledby="{escape(name)}-title">'
        f'<title id="{escape(name)}-title">{escape(panel.title)}</title>'
        + "".join(_drawn(panel))
        + "</svg>"
    )


def document(panels: Sequence[Panel], title: str) -> str:
    """A file of its own: the panels one below the other, each under its title, on white."""
    width = max(panel.width for panel in panels)
    height = sum(panel.height + TOP for panel in panels)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}"'
        f' width="{2 * width}" height="{2 * height}" font-family="sans-serif" font-size="13">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
    )
    parts = [head]
    top = 0
    for panel in panels:
        parts.append(
            f'<text x="4" y="{top + 16}" font-weight="bold" fill="{INK}">{escape(panel.title)}</text>'
        )
        parts.append(f'<g transform="translate(0 {top + TOP})">{"".join(_drawn(panel))}</g>')
        top += panel.height + TOP
    return "".join(parts) + "</svg>"


def _drawn(panel: Panel) -> list[str]:
    parts = [
        f'<text x="{_x(place)}" y="14" text-anchor="middle" fill="{INK}">{escape(ident)}</text>'
        for place, (ident, _) in enumerate(panel.columns)
    ]
    for number, (label, lights) in enumerate(panel.rows):
        middle = TOP + ROW * number + ROW // 2
        short = label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}\u2026"
        parts.append(f'<text x="0" y="{middle + 4}" fill="{INK}">{escape(short)}</text>')
        parts += [_light(light, _x(place), middle) for place, light in enumerate(lights)]
    at = TOP + ROW * len(panel.rows) + 16
    for light in panel.legend:
        parts.append(_light(light, RADIUS, at - 4, small=True))
        parts.append(
            f'<text x="{2 * RADIUS + 8}" y="{at}" fill="{INK}">{escape(light.label)}</text>'
        )
        at += LINE
    for ident, name in panel.columns:
        told = f"{ident}: {name}" if len(name) <= 44 else f"{ident}: {name[:43]}\u2026"
        parts.append(f'<text x="0" y="{at}" fill="{INK}">{escape(told)}</text>')
        at += LINE
    return parts


def _x(place: int) -> int:
    return LEFT + STEP * place + STEP // 2


def _light(light: Light, x: int, y: int, *, small: bool = False) -> str:
    tone = light.tone if light.tone in COLOURS else "none"
    radius = RADIUS - 3 if small else RADIUS
    return (
        f'<g><title>{escape(light.label)}</title><circle class="f-{tone}" cx="{x}" cy="{y}" r="{radius}"'
        f' fill="{COLOURS[tone]}"/><text class="f-paper" x="{x}" y="{y + 4}" text-anchor="middle"'
        f' font-weight="bold" fill="{PAPER}">{escape(light.symbol)}</text></g>'
    )
