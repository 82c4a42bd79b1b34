"""Agreement of what is read with what JabRef, Better BibTeX and citation-js expect of their own test files.

Compared are title, authors, year, container, volume, pages and DOI, wherever the expected item has one.
Both sides are put through the same normaliser: mark-up and braces out, folded to ASCII lower case, only
letters and digits; of authors the family names in order, or all letters of their names (an expected .bib
does not always mark a body's name as one), "et al." left out; a container may be given in full or cut
short; of years the first; of pages the digits at both ends, the last written out; DOIs through the
project's own parser. JabRef's expected items are BibTeX and read by our own BibTeX reader: that side is
what Better BibTeX and citation-js check. Items are paired by key or title, otherwise in order.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claims.domain import identifiers
from claims.formats import dates, pubmed, references
from claims.formats.records import Kind, Record, Unreadable

#: File, our record, the expected one.
Pair = tuple[str, dict[str, Any], dict[str, Any]]
FIELDS = ("title", "author", "year", "container", "volume", "pages", "doi")


def fold(value: Any) -> str:
    """Letters and digits only, without accents and mark-up."""
    plain = re.sub(r"</?\w+[^<>]*>", "", str(value or ""))
    plain = unicodedata.normalize(
        "NFKD", plain.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("ı", "i")
    )
    return "".join(sign for sign in plain.lower() if sign.isalnum())


def people(csl: dict[str, Any]) -> str:
    """Family names in order, particles with them; the words of a body's name."""
    found = []
    for name in csl.get("author") or csl.get("director") or []:
        if isinstance(name, dict):
            parts = (name.get("non-dropping-particle"), name.get("family"), name.get("literal"))
            found.append(fold(" ".join(str(part) for part in parts if part)))
    return "|".join(name for name in found if name and name != "others")


def letters(csl: dict[str, Any]) -> str:
    """All letters of all names, in alphabetical order."""
    parts = ("given", "non-dropping-particle", "family", "suffix", "literal")
    names = csl.get("author") or []
    return "".join(
        sorted(fold("".join(str(name.get(part) or "") for name in names for part in parts)))
    )


def same(field: str, mine: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Whether the field of our record agrees with the expected one."""
    ours, expected = facts(mine)[field], facts(theirs)[field]
    if ours == expected:
        return True
    if field == "author":
        return letters(mine) == letters(theirs)
    if field == "container":
        either = ("container-title", "container-title-short")
        return bool(
            {fold(mine.get(name)) for name in either}
            & {fold(theirs.get(name)) for name in either} - {""}
        )
    return False


def pages(value: Any) -> str:
    """First and last page as written, the last in full."""
    text = re.sub(r"\s*(?:--+|[–—‐‑−-])\s*", "-", str(value or ""))
    return re.sub(r"[^0-9A-Za-z,-]", "", pubmed.pages(text)).lower()


def doi(value: Any) -> str:
    """The DOI as the project stores it, or the text where it is none."""
    try:
        return identifiers.doi(str(value))
    except ValueError:
        return fold(value)


def facts(csl: dict[str, Any]) -> dict[str, str]:
    """The compared fields of a CSL record, normalised."""
    return {
        "title": fold(csl.get("title")),
        "author": people(csl),
        "year": str(dates.year(csl.get("issued")) or ""),
        "container": fold(csl.get("container-title")),
        "volume": fold(csl.get("volume")),
        "pages": pages(csl.get("page")),
        "doi": doi(csl["DOI"]) if csl.get("DOI") else "",
    }


def zotero(item: dict[str, Any]) -> dict[str, Any]:
    """A Zotero item as far as it is compared, as CSL."""
    authors = []
    for person in item.get("creators") or []:
        if person.get("creatorType") in (
            "author",
            "director",
            "artist",
            "programmer",
            "inventor",
            "presenter",
        ):
            parts = {"given": "firstName", "family": "lastName", "literal": "name"}
            authors.append({part: person.get(name) for part, name in parts.items()})
    extra = item.get("extra") or []
    found = re.search(
        r"^DOI: (.+)$", "\n".join(extra) if isinstance(extra, list) else extra, re.MULTILINE
    )
    containers = ("publicationTitle", "bookTitle", "proceedingsTitle", "encyclopediaTitle")
    return {
        "title": item.get("title") or item.get("nameOfAct") or item.get("caseName"),
        "author": authors,
        "issued": dates.parse(str(item.get("date") or ""))[0],
        "container-title": next((item[name] for name in containers if item.get(name)), ""),
        "container-title-short": item.get("journalAbbreviation"),
        "volume": item.get("volume"),
        "page": item.get("pages"),
        "DOI": item.get("DOI") or (found.group(1) if found else None),
    }


def _read(path: Path, kind: Kind | None = None) -> list[dict[str, Any]]:
    try:
        return [
            outcome.csl for outcome in references.read(path, kind) if isinstance(outcome, Record)
        ]
    except Unreadable:
        return []


def better_bibtex(folder: Path, largest: int = 0) -> Iterator[Pair]:
    """(file, ours, expected): by citation key where it is used once, otherwise in order."""
    for path in sorted(folder.glob("*.bib")):
        expected_at = path.with_suffix(".json")
        if not expected_at.exists() or 0 < largest < path.stat().st_size:
            continue
        items = json.loads(expected_at.read_text(encoding="utf-8"))["items"]
        ours = _read(path, Kind.BIBTEX)
        yield from ((path.name, mine, zotero(item)) for mine, item in _paired(ours, items))


def _paired(
    ours: list[dict[str, Any]], items: list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    keys = Counter(record.get("citation-key") for record in ours)
    by_key = {
        record["citation-key"]: record
        for record in ours
        if keys[record.get("citation-key")] == 1 and record.get("citation-key")
    }
    others = [record for record in ours if record.get("citation-key") not in by_key]
    for item in items:
        extra = item.get("extra") or []
        text = "\n".join(extra) if isinstance(extra, list) else str(extra)
        stated = re.search(r"^Citation Key: (.+)$", text, re.MULTILINE | re.IGNORECASE)
        key = item.get("citationKey") or (stated.group(1) if stated else None)
        if key in by_key:
            yield by_key[key], item
            continue
        titles = [
            record for record in others if fold(record.get("title")) == fold(item.get("title"))
        ]
        mine = titles[0] if titles else others[0] if others else {}
        if mine:
            others.remove(mine)
        yield mine, item


def jabref(folder: Path, largest: int = 0) -> Iterator[Pair]:
    """Inputs in our formats with the .bib of the same name, in order."""
    for path in sorted(folder.glob("*.bib")):
        for source in sorted(folder.glob(f"{path.stem}.*")):
            if source.suffix == ".bib":
                continue
            try:
                kind = references.detect_kind(source)
            except Unreadable:
                continue
            ours, expected = _read(source, kind), _read(path, Kind.BIBTEX)
            for place, item in enumerate(expected):
                alike = [
                    record
                    for record in ours
                    if fold(record.get("title")) == fold(item.get("title"))
                ]
                default = ours[place] if place < len(ours) else {}
                yield source.name, alike[0] if alike else default, item


def citation_js(folder: Path, largest: int = 0) -> Iterator[Pair]:
    """The mapping tables and the single inputs, with the CSL that citation-js makes of them."""
    for name in ("bibtex", "biblatex"):
        source = folder / "mapping" / f"{name}-input.bib"
        if source.exists():
            expected = json.loads(
                (folder / "mapping" / f"{name}-csl.json").read_text(encoding="utf-8")
            )
            ours = {record.get("citation-key"): record for record in _read(source, Kind.BIBTEX)}
            for item in expected:
                yield source.name, ours.get(item.get("citation-key"), {}), item
    gold = folder / "input.json"
    if not gold.exists():
        return
    for name, case in json.loads(gold.read_text(encoding="utf-8"))["@biblatex/text"].items():
        source = folder / "input" / f"{name.removeprefix('with ')}.bib"
        expected = next((part for part in case if isinstance(part, list)), None)
        if source.exists() and expected:
            ours_ = _read(source, Kind.BIBTEX)
            for place, item in enumerate(expected):
                yield source.name, ours_[place] if place < len(ours_) else {}, item


SETS = {
    "JabRef": ("jabref/fileformat", jabref),
    "Better BibTeX": ("better_bibtex", better_bibtex),
    "citation-js": ("misc_formats/citation-js", citation_js),
}


def compare(
    folder: Path, name: str, *, show: bool = False, largest: int = 0
) -> tuple[int, dict[str, tuple[int, int]]]:
    """(items, field -> (agreeing, expected)) for one of SETS; `show` prints where they differ,
    `largest` leaves out larger files.
    """
    where, pairs = SETS[name]
    items = 0
    found: dict[str, list[int]] = {field: [0, 0] for field in FIELDS}
    for file, ours, expected in pairs(folder / where, largest):
        items += 1
        mine, theirs = facts(ours), facts(expected)
        for field in FIELDS:
            if theirs[field]:
                found[field][1] += 1
                agrees = same(field, ours, expected)
                found[field][0] += agrees
                if show and not agrees:
                    print(
                        f"{file[:40]} | {field}: {mine[field][:110]!r} != {theirs[field][:110]!r}"
                    )
    return items, {field: (good, total) for field, (good, total) in found.items()}


def report(folder: Path) -> tuple[list[str], bool]:
    """The table, and whether every set agrees in at least 97 % of its fields."""
    lines = [
        "| set | items | " + " | ".join(FIELDS) + " | all |",
        "|---|--:|" + "--:|" * (len(FIELDS) + 1),
    ]
    agree = True
    for name, (where, _) in SETS.items():
        if not (folder / where).is_dir():
            continue
        items, found = compare(folder, name)
        good, total = (sum(column) for column in zip(*found.values(), strict=True))
        agree = agree and good >= 0.97 * total
        cells = [f"{good_} of {total_}" for good_, total_ in found.values()]
        lines.append(
            f"| {name} | {items} | {' | '.join(cells)} | {good} of {total} ({100 * good / max(total, 1):.1f} %) |"
        )
    return lines, agree
