"""Formatted references: the one door to the styles, the processor, and our own plain form where it fails.

The answer for a reference depends on the reference and the style alone, never on the rest of the list; it is kept
in memory, so that a process is started only for what has not been formatted lately.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from claims.formats import citation_pandoc, citation_plain
from claims.formats import citation_runs as runs
from claims.formats.citation_runs import Run, Runs
from claims.formats.citation_styles import DEFAULT, STYLES
from claims.formats.records import Csl

__all__ = ["DEFAULT", "MEDIA_TYPES", "PLAIN_NOTE", "STYLES", "Reference", "formatted", "written"]

KEPT = 4000
MEDIA_TYPES = {"html": "text/html", "text": "text/plain", "markdown": "text/markdown"}
PLAIN_NOTE = (
    "The citation processor gave no answer: references marked * are in this site's own plain form."
)

_kept: OrderedDict[bytes, Runs] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Reference:
    """One formatted reference; `plain` where it is in our own form because the processor did not answer.

    `warning` is what must be read with it: that the work was retracted, say.
    """

    ident: str
    body: Runs
    plain: bool = False
    warning: str = ""

    @property
    def runs(self) -> Runs:
        """The reference and its warning."""
        return (*self.body, Run(f" [{self.warning}]", ("b",))) if self.warning else self.body

    @property
    def html(self) -> str:
        """HTML without anything but i, b, sup, sub and span.small-caps; safe to put on a page."""
        return runs.html(self.runs)

    @property
    def text(self) -> str:
        """Text on one line."""
        return runs.text(self.runs)

    @property
    def markdown(self) -> str:
        """Markdown on one line."""
        return runs.markdown(self.runs)


def formatted(
    items: Sequence[Csl], style: str = DEFAULT, warnings: Sequence[str] = ()
) -> list[Reference]:
    """The references in the order given, one for each item, called by the item's `id`.

    Never fails: what the processor does not answer is in our own plain form. Raises ValueError for a style that
    is not offered.
    """
    if style not in STYLES:
        raise ValueError(f"{style!r} is none of: {', '.join(STYLES)}.")
    keys = [_key(item, style) for item in items]
    with _lock:
        found = {key: _kept[key] for key in keys if key in _kept}
        for key in found:
            _kept.move_to_end(key)
    wanted = {key: item for key, item in zip(keys, items, strict=True) if key not in found}
    for key, answer in zip(
        wanted, citation_pandoc.formatted(list(wanted.values()), style), strict=True
    ):
        if answer:
            found[key] = answer
            _keep(key, answer)
    told = [*warnings, *[""] * (len(items) - len(warnings))]
    return [
        Reference(
            str(item.get("id") or ""),
            found.get(key) or citation_plain.formatted(item),
            key not in found,
            warning,
        )
        for key, item, warning in zip(keys, items, told, strict=True)
    ]


def _key(item: Csl, style: str) -> bytes:
    told = json.dumps([style, item], sort_keys=True, default=str)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()


def _keep(key: bytes, answer: Runs) -> None:
    with _lock:
        _kept[key] = answer
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


def forget() -> None:
    """Drop what was kept."""
    with _lock:
        _kept.clear()


def written(pairs: Iterable[tuple[Csl, str]], style: str, media: str) -> Iterator[str]:
    """A bibliography piece by piece, of items and their warnings: `media` is html, text or markdown.

    HTML is a list (numbered where the style numbers) to be put into a page, each entry with the item's id. Memory
    holds one batch.
    """
    numbered = STYLES[style].numbered
    coming = iter(pairs)
    if media == "html":
        yield '<ol class="references">\n' if numbered else '<ul class="references">\n'
    place, plain = 0, False
    while batch := list(islice(coming, citation_pandoc.MOST)):
        for one in formatted([item for item, _ in batch], style, [told for _, told in batch]):
            place += 1
            plain = plain or one.plain
            yield _line(one, media, place if numbered else 0)
    if media == "html":
        yield "</ol>\n" if numbered else "</ul>\n"
    if plain:
        yield f"<p>{PLAIN_NOTE}</p>\n" if media == "html" else f"\n{PLAIN_NOTE}\n"


def _line(one: Reference, media: str, number: int) -> str:
    star = "* " if one.plain else ""
    if media == "html":
        ident = "".join(letter for letter in one.ident if letter.isalnum() or letter in ".-")
        return f'<li id="{ident}">{star}{one.html}</li>\n'
    if media == "text":
        return f"{number}. {star}{one.text}\n" if number else f"{star}{one.text}\n\n"
    lead = f"{number}. " if number else "- "
    return f"{lead}{star and chr(92)}{star}{one.markdown}\n"
