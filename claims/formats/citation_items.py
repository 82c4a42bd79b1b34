"""CSL-JSON made fit for the citation processor: only what a style prints, in shapes that cannot upset it.

Beside that, the few places are put right where pandoc was measured to differ from what the standard's own
processor prints (benchmarks/citations.py): ranges of issues, single quotation marks, blanks between initials,
straight quotation marks.
"""

from __future__ import annotations

import json
import re
from typing import Any

from claims.formats import csl as common
from claims.formats.csl_json import KNOWN
from claims.formats.records import Csl

#: Not printed by any style, or long, or not ours to print.
_NOT_PRINTED = (
    "id type custom abstract annote note keyword categories citation-key citation-label citation-number"
    " references source year-suffix first-reference-note-number locator status scale"
)
_UNPRINTED = frozenset(_NOT_PRINTED.split())
_PARTS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")
#: A reference longer than this, in bytes of JSON, is written in our own plain form instead.
LONGEST = 60_000

# Letters of no alphabet stand for what the processor would change, and are put back afterwards.
_KEPT = {"‘": "\ue000", "’": "\ue001"}
_BACK = str.maketrans({letter: kept for kept, letter in _KEPT.items()})
_SINGLE = re.compile(r"‘([^‘’“”]*(?:’\w[^‘’“”]*)*)’(?!\w)")
_STRAIGHT = re.compile(r'(?<!\w)"([^"]+)"(?!\w)')
_RANGE = re.compile(r"(?<=\d)\s?-\s?(?=\d)")
# A stop after a closing mark that has one within: American styles move it in and leave it out.
_TWICE = re.compile(r"([.?!])([”’])\.")
_BLANKS = re.compile(r"[\s\u2000-\u200b\u202f\u205f\u2060\ufeff\u00ad]+")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")


def prepared(csl: Csl, ident: str, dash: str = "–") -> Csl | None:
    """The record as the processor gets it, called `ident`; None where it is too long for it.

    `dash` is what the style puts between the ends of a range.
    """
    kind = csl.get("type")
    found: Csl = {
        "id": ident,
        "type": kind if isinstance(kind, str) and kind in common.TYPES else "document",
    }
    for name, value in csl.items():
        if name in _UNPRINTED or name not in KNOWN:
            continue
        if name in common.NAMES:
            kept: Any = _names(value)
        elif name in common.DATES:
            kept = _date(value)
        else:
            kept = _text(name, value, dash)
        if kept:
            found[name] = kept
    return found if len(json.dumps(found, ensure_ascii=False)) <= LONGEST else None


def restored(text: str) -> str:
    """The processor's text with what was kept from it put back."""
    return _TWICE.sub(r"\1\2", text.translate(_BACK))


def _text(name: str, value: Any, dash: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = _PRIVATE.sub("", " ".join(common.text(str(value)).split()))
    if name == "issue":
        return _RANGE.sub(dash, text)
    if name in ("DOI", "URL", "ISSN", "ISBN", "PMID", "PMCID"):
        return text
    text = _STRAIGHT.sub("“\\1”", text)
    return _SINGLE.sub(lambda found: f"{_KEPT['‘']}{found[1]}{_KEPT['’']}", text)


def _names(value: Any) -> list[dict[str, str]]:
    found = []
    for person in value if isinstance(value, list) else ():
        if not isinstance(person, dict):
            continue
        name = {
            part: _PRIVATE.sub("", _BLANKS.sub(" ", common.text(person[part]))).strip()
            for part in _PARTS
            if isinstance(person.get(part), str)
        }
        name = {part: text for part, text in name.items() if text}
        if name:
            found.append(name)
    return found


def _date(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {}
    sides = value.get("date-parts")
    parts = [
        [number for number in side[:3] if isinstance(number, int) and abs(number) < 10_000]
        for side in (sides[:2] if isinstance(sides, list) else ())
        if isinstance(side, list)
    ]
    found: dict[str, Any] = {}
    if any(parts):
        found["date-parts"] = [side for side in parts if side]
        if isinstance(value.get("season"), int):
            found["season"] = value["season"]
    elif isinstance(value.get("literal") or value.get("raw"), str):
        found["literal"] = common.text(value.get("literal") or value["raw"])[:100]
    if found and value.get("circa"):
        found["circa"] = True
    return found
