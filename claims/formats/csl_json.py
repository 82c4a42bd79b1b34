"""CSL-JSON, read and written; Crossref's works, which are nearly that, are read too.

Names, dates and lists that are not quite as the schema (1.0.2) has them are put right; fields that it does
not know move to `custom.csl_json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from claims.formats import csl as common
from claims.formats import dates, names
from claims.formats.records import Block, Csl
from claims.formats.splitting import objects

CONTAINERS = frozenset({"items", "references"})
_TEXTS = (
    "abstract annote archive archive-place archive_collection archive_location authority call-number"
    " chapter-number citation-key citation-label citation-number collection-number collection-title"
    " container-title container-title-short dimensions division DOI edition event event-place event-title"
    " first-reference-note-number genre ISBN ISSN issue jurisdiction keyword language license locator medium"
    " note number number-of-pages number-of-volumes original-publisher original-publisher-place"
    " original-title page page-first part-number part-title PMCID PMID printing-number publisher"
    " publisher-place references reviewed-genre reviewed-title scale section source status"
    " supplement-number title title-short URL version volume volume-title volume-title-short year-suffix"
    " id type custom categories"
)
KNOWN = frozenset((*_TEXTS.split(), *common.NAMES, *common.DATES))
_CROSSREF_TYPES = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "proceedings": "book",
    "reference-entry": "entry",
    "posted-content": "article",
    "dissertation": "thesis",
    "peer-review": "review",
    "report-component": "report",
    "journal": "periodical",
    "journal-issue": "periodical",
    "component": "document",
    "other": "document",
}
_RENAMED = {
    "short-container-title": "container-title-short",
    "journalAbbreviation": "container-title-short",
    "shortTitle": "title-short",
    "article-number": "number",
    "short-title": "title-short",
    "publisher-location": "publisher-place",
}


def blocks(parts: Iterable[str]) -> Iterator[Block]:
    """The objects of a list, of a list under `items`, or one after another."""
    return objects(parts, CONTAINERS)


def count(lines: Iterable[tuple[int, str | None]]) -> int:
    """How many objects the lines hold at the level where the first one is that holds no list of them."""
    sign = re.compile(r'"(?:[^"\\]|\\.)*+("?)(\s*:\s*\[)?|[{}\[\]]')
    ends = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+(")?')
    depth, level, found, first, in_text = 0, -1, 0, "", False
    for _, line in lines:
        text, place = line or "", 0
        if in_text:
            rest = ends.match(text)
            in_text = rest is not None and rest.group(1) is None
            place = rest.end() if rest is not None else 0
        for mark in sign.finditer(text, place):
            of = mark.group()
            if of[0] == '"':
                if mark.group(2):
                    if depth == 1 and first == "{" and of.split('"')[1] in CONTAINERS:
                        level, found = 2, 0
                    depth += 1
                # A text that goes on in the next part of an endless line.
                in_text = not mark.group(1)
            elif of in "{[":
                if depth == 0:
                    first = of
                    level = 1 if of == "[" else 0
                found += int(of == "{" and depth == level)
                depth += 1
            else:
                depth = max(0, depth - 1)
                if level == 2 and depth == 1:
                    level = -1
    return found


def parse(block: Block) -> tuple[Csl, list[str]]:
    """The block's record, and notes on what was mended. Raises ValueError where it is not JSON."""
    try:
        given = orjson.loads(block.text)
    except orjson.JSONDecodeError as error:
        given = _again(block.text, error)
    if not isinstance(given, dict):
        raise ValueError("A record is a JSON object.")
    notes: list[str] = []
    csl: Csl = {}
    for name, value in given.items():
        renamed = _RENAMED.get(name, name)
        if renamed != name and (renamed in given or renamed in csl):
            renamed = name
        _place(csl, renamed, value)
    _shape(csl, notes)
    return common.finish(csl), notes


def _again(text: str, error: ValueError) -> Any:
    """Files with line breaks or control characters inside texts are no JSON, but plain enough."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        raise ValueError(f"The record is not JSON: {error}.") from None


def _place(csl: Csl, name: Any, value: Any) -> None:
    if name == "custom":
        if isinstance(value, dict):
            csl["custom"] = common.patched(csl.get("custom", {}), value)
        else:
            common.keep(csl, "csl_json", "custom", [value])
    elif name in common.NAMES:
        people = value if isinstance(value, list) else [value]
        csl[name] = [person for person in map(_name, people) if person]
    elif name in common.DATES:
        csl[name] = _date(value)
    elif name not in KNOWN:
        csl.setdefault("custom", {}).setdefault("csl_json", {})[name] = value
    elif name == "categories":
        csl[name] = value
    elif isinstance(value, list):
        joined = ", " if name == "ISSN" else " " if name == "ISBN" else ""
        plain = [part for part in value if isinstance(part, str | int | float)]
        if joined:
            csl[name] = joined.join(map(str, plain))
        elif plain:
            csl[name] = plain[0]
            common.keep(csl, "csl_json", name, plain[1:])
        if len(plain) != len(value):
            common.keep(csl, "csl_json", name, [part for part in value if part not in plain])
    elif isinstance(value, dict):
        common.keep(csl, "csl_json", name, [value])
    else:
        csl[name] = value


def _name(person: Any) -> Any:
    if isinstance(person, str):
        return names.inverted(person)
    if not isinstance(person, dict):
        return None
    if "name" in person and not person.get("family") and not person.get("literal"):
        return {
            **{part: value for part, value in person.items() if part != "name"},
            "literal": person["name"],
        }
    return person


def _date(value: Any) -> Any:
    if isinstance(value, str | int):
        return dates.parse(str(value))[0]
    if not isinstance(value, dict):
        return {}
    date = dict(value)
    parts = date.get("date-parts")
    if parts is not None:
        date["date-parts"] = _parts(parts)
        if not date["date-parts"]:
            del date["date-parts"]
    elif isinstance(date.get("raw"), str) and "literal" not in date:
        found, complete = dates.parse(date["raw"])
        if complete:
            del date["raw"]
        date |= found
    return date


def _parts(parts: Any) -> list[list[int]]:
    """Years, months and days as whole numbers; some exports have them as text, Crossref has `[[null]]`."""
    found = []
    for side in parts if isinstance(parts, list) else ():
        numbers: list[int] = []
        for number in side if isinstance(side, list) else [side]:
            try:
                numbers.append(int(number))
            except (TypeError, ValueError, OverflowError):
                break
        if numbers:
            found.append(numbers)
    return found


def _shape(csl: Csl, notes: list[str]) -> None:
    kind = csl.get("type")
    kind = kind if isinstance(kind, str) else ""
    known = _CROSSREF_TYPES.get(kind, kind)
    if known not in common.TYPES:
        known = "document"
    if known != kind and kind:
        common.keep(csl, "csl_json", "type", [kind])
    csl["type"] = known
    for field in ("DOI", "PMID", "PMCID"):
        value = csl.pop(field, None)
        if value not in (None, ""):
            common.identify(csl, field, str(value), "csl_json", field, notes)


def write(csl: Csl) -> str:
    """The record as one JSON object on one line."""
    return orjson.dumps(csl, option=orjson.OPT_NON_STR_KEYS).decode()
