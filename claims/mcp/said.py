"""What is said in words: the plain sentence first, then what belongs to it. Everything stored is delimited data."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable

from claims.formats import said
from claims.mcp import shapes

OPEN, CLOSE = "«", "»"
NOT_ASSESSED = "Nobody has assessed this claim yet."
#: Characters of one quoted text; all of it stands in the structured answer.
LONGEST = 600

_DELIMITERS = str.maketrans({OPEN: "‹", CLOSE: "›"})


def plain(text: str) -> str:
    """`text` on one line, without characters that nobody sees."""
    line = " ".join(text.split())
    return "".join(one for one in line if unicodedata.category(one) not in ("Cc", "Cf", "Co", "Cs"))


def quoted(text: str) -> str:
    """`text` between delimiters that it cannot hold itself, on one line, cut where it is very long."""
    shown = textwrap.shorten(plain(text).translate(_DELIMITERS), LONGEST, placeholder=" […]")
    return f"{OPEN}{shown}{CLOSE}"


def claim(one: shapes.ClaimBrief) -> list[str]:
    """The plain sentence, then the claim and everything that a verdict must not travel without."""
    synthesis = one.synthesis.model_dump(mode="json")
    return [
        plain(one.plain_sentence) or NOT_ASSESSED,
        f"Claim {one.cite} (version {one.version} of {one.id}): {quoted(one.text)}",
        " ".join([said.axes(synthesis), said.basis(synthesis), said.standing(synthesis)]),
        one.address,
    ]


def step(one: shapes.Step) -> list[str]:
    """One step of the computation in words."""
    title = plain(one.title)
    return [f"{title}{'' if title.endswith('?') else ':'} {plain(one.result)}", plain(one.text)]


def piece(one: shapes.Piece) -> list[str]:
    """One piece of evidence in words."""
    if one.direction:
        rated = ", ".join(
            word.replace("_", " ") for word in (one.direction, one.directness, one.strength) if word
        )
        rating = f"Rated: {rated} ({one.ratings.label.lower()})"
    else:
        rating = "Rating not open"
    standing = one.standing.replace("_", " ") or "not computed yet"
    why = f": {plain(one.standing_reason).rstrip('.')}" if one.standing_reason else ""
    size = "" if one.n is None else f", n={one.n} {one.n_unit}".rstrip()
    notice = "" if one.integrity.value == "clear" else f" [{one.integrity.label.upper()}]"
    lines = [
        f"{one.id}, {one.design.label.lower()}{size}: {quoted(one.finding)}",
        f"  {rating}. Standing: {standing}{why}.",
        f"  Source {one.source}{notice}: {quoted(one.citation)} {one.link}".rstrip(),
    ]
    lines += [f"  Quote: {quoted(quote.exact)} {quote.locator}".rstrip() for quote in one.quotes]
    return lines


def numbered(blocks: Iterable[list[str]], first: int = 1) -> list[str]:
    """Blocks of lines, each led by its number."""
    lines = []
    for number, (head, *rest) in enumerate(blocks, start=first):
        lines += [f"{number}. {head}", *(f"   {line}" for line in rest)]
    return lines


def whole(*parts: Iterable[str]) -> str:
    """The parts as paragraphs, empty ones left out, and what every answer ends with."""
    paragraphs = ["\n".join(part) for part in parts]
    return "\n\n".join([*filter(None, paragraphs), said.NOT_MEDICAL_ADVICE])


def more(cursor: str | None) -> list[str]:
    """How to read on."""
    return [f'More: ask again with the same arguments and cursor "{cursor}".'] if cursor else []
