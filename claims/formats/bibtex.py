"""BibTeX and BibLaTeX, read. Every field that CSL has no variable for stays under `custom.bibtex`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from claims.formats import bibtex_names, dates
from claims.formats import csl as common
from claims.formats.bibtex_blocks import blocks as cut
from claims.formats.bibtex_blocks import count, fields, key_of
from claims.formats.bibtex_tables import (
    DATES,
    MONTHS,
    PEOPLE,
    PLAIN,
    PUBLISHERS,
    TITLED,
    TYPES,
    TYPES_BACK,
    VERBATIM,
)
from claims.formats.encodings import Text
from claims.formats.latex import decode
from claims.formats.records import Block, Csl

__all__ = ["blocks", "count", "parse"]

_MONTHS = dict(zip(MONTHS, MONTHS, strict=True))
_PARENT = re.compile(r"\b(?:crossref|xdata)\s*=\s*[{\"]?\s*([^{}\"\n]+?)\s*[}\"\n,]", re.IGNORECASE)
#: What a crossref'd parent gives its child under another name (BibLaTeX manual, appendix B).
_INHERITED = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}
_OWN = (
    "ids crossref xref xdata entryset entrysubtype execute label options presort related keywords shorttitle"
    " sortkey sorttitle shortauthor file abstract pages doi url"
)
_NOT_INHERITED = frozenset(_OWN.split())
CARRIER = "csl"
_STRINGS_MOST = 20_000


@dataclass
class Context:
    """What entries refer to: @string names, and the entries that others take fields from."""

    macros: dict[str, str] = field(default_factory=lambda: dict(_MONTHS))
    parents: dict[str, dict[str, str]] = field(default_factory=dict)
    parent_types: dict[str, str] = field(default_factory=dict)


def blocks(source: Text) -> Iterator[Block]:
    """The entries of the file; @string names and parents are gathered in a pass of their own before."""
    context = _context(source)
    for block in cut(source.pieces()):
        if block.facts.get("type") != "string":
            yield Block(
                block.line,
                block.text,
                block.fault,
                block.records,
                {**block.facts, "context": context},
            )


def _context(source: Text) -> Context:
    context = Context()
    wanted: set[str] = set()
    strings = False
    tail = ""
    for piece in source.pieces():
        text = tail + piece
        strings = strings or "@string" in text.lower()
        wanted.update(
            key.strip().lower() for found in _PARENT.findall(text) for key in found.split(",")
        )
        tail = text[-300:]
    if not wanted and not strings:
        return context
    for block in cut(source.pieces()):
        if block.fault:
            continue
        if block.facts["type"] == "string":
            for name, value in fields(block.text, 0, context.macros)[0]:
                if len(context.macros) < _STRINGS_MOST:
                    context.macros[name] = value
            continue
        key, start = key_of(block.text)
        if key.lower() in wanted and len(context.parents) < _STRINGS_MOST:
            # Most usual first: of two fields with one name the first counts.
            given = dict(reversed(fields(block.text, start, context.macros)[0]))
            context.parents[key.lower()] = given
            context.parent_types[key.lower()] = block.facts["type"]
    return context


def parse(block: Block) -> tuple[Csl, list[str]]:
    """The block's entry as CSL-JSON, and notes on what was mended. {} where the entry holds nothing."""
    context = block.facts.get("context") or Context()
    kind = block.facts.get("type", "misc")
    key, start = key_of(block.text)
    given, notes = fields(block.text, start, context.macros)
    left: dict[str, list[str]] = {}
    for name, value in given:
        if value.strip():
            left.setdefault(name, []).append(value)
    if not left:
        return {}, notes
    patch = _carried(left)
    _inherit(left, context, kind)
    csl: Csl = {"type": TYPES.get(kind, "document")}
    if TYPES_BACK.get(csl["type"]) != kind:
        common.keep(csl, "bibtex", "entrytype", [kind])
    if key:
        csl["id"] = csl["citation-key"] = decode(key) if "\\" in key else key
    _titles(csl, left)
    for name, role in PEOPLE.items():
        _people(csl, left, name, role)
    _issued(csl, left)
    for name, variable in DATES.items():
        for value in left.pop(name, [])[:1]:
            date, complete = dates.parse(decode(value))
            if complete:
                csl[variable] = date
            else:
                left[name] = [value]
    _numbers(csl, left, kind)
    _identifiers(csl, left, notes)
    _publisher(csl, left)
    for name, variable in PLAIN.items():
        values = left.pop(name, [])
        if values and variable not in csl:
            csl[variable] = decode(values[0], markup=name in TITLED)
            values = values[1:]
        rest = [value for value in values if decode(value) != csl.get(variable)]
        if rest:
            left[name] = rest
    _keywords(csl, left)
    for name, values in left.items():
        common.keep(csl, "bibtex", name, [_text(name, value) for value in values])
    return common.patched(common.finish(csl), patch), notes


def _text(name: str, value: str) -> str:
    if name in VERBATIM or name.startswith("bdsk"):
        plain = re.sub(r"\\([_%&#{}~])", r"\1", value.strip())
        return plain[1:-1] if plain.startswith("{") and plain.endswith("}") else plain
    return decode(value)


def _carried(left: dict[str, list[str]]) -> Any:
    for value in left.get(CARRIER, []):
        try:
            patch = json.loads(value)
        except (ValueError, RecursionError):
            continue
        if isinstance(patch, dict):
            del left[CARRIER]
            return common.cleaned_patch(patch)
    return {}


def _inherit(left: dict[str, list[str]], context: Context, kind: str) -> None:
    """Fields of the parents that crossref and xdata name; what the entry has itself counts before."""
    seen: set[str] = set()
    for link in ("xdata", "crossref"):
        for key in [
            part.strip().lower() for value in left.get(link, []) for part in value.split(",")
        ]:
            parent = context.parents.get(key)
            if parent is None or key in seen:
                continue
            seen.add(key)
            part = TYPES.get(kind) in ("chapter", "paper-conference", "entry-encyclopedia")
            journal = context.parent_types[key] == "periodical"
            # One level up is as far as BibTeX itself looks.
            for name, value in parent.items():
                if name in _NOT_INHERITED:
                    continue
                into = name
                if link == "crossref" and part:
                    into = {**_INHERITED, "author": "bookauthor"}.get(name, name)
                elif link == "crossref" and journal:
                    into = {"title": "journaltitle", "subtitle": "journalsubtitle"}.get(name, name)
                if into not in left and not (into == "date" and "year" in left):
                    left[into] = [value]


def _titles(csl: Csl, left: dict[str, list[str]]) -> None:
    kind = csl["type"]
    title = _joined(left, "title", "subtitle")
    book = _joined(left, "booktitle", "booksubtitle")
    journal = _joined(left, "journaltitle", "journalsubtitle") or _joined(
        left, "journal", "journalsubtitle"
    )
    main = _joined(left, "maintitle", "mainsubtitle") if not title else ""
    if title or main:
        csl["title"] = title or main
    elif book and kind == "book":
        csl["title"], book = book, ""
    container = (
        (journal or book) if kind in ("article-journal", "periodical") else (book or journal)
    )
    if container:
        csl["container-title"] = container
    for name, value in (("journal", journal), ("booktitle", book)):
        if value and value != container:
            common.keep(csl, "bibtex", name, [value])


def _joined(left: dict[str, list[str]], name: str, sub: str) -> str:
    values = left.get(name)
    if not values:
        return ""
    title = decode(values[0], markup=True)
    below = decode(left[sub].pop(0), markup=True) if left.get(sub) else ""
    rest = [value for value in values[1:] if decode(value, markup=True) != title]
    if rest:
        left[name] = rest
    else:
        del left[name]
    if not left.get(sub, [""]):
        del left[sub]
    if not below:
        return title
    return f"{title}{' ' if title[-1:] in '?!:.' else ': '}{below}"


def _people(csl: Csl, left: dict[str, list[str]], name: str, role: str) -> None:
    values = left.pop(name, [])
    found: list[dict[str, str]] = []
    for value in values:
        for raw in bibtex_names.split(value):
            if raw.lower() in ("others", "{others}", "et al.", "et al"):
                common.keep(csl, "bibtex", name, ["and others"])
            elif person := bibtex_names.parse(raw):
                found.append(person)
    if found:
        csl[role] = found


def _issued(csl: Csl, left: dict[str, list[str]]) -> None:
    for value in left.pop("date", [])[:1]:
        date, complete = dates.parse(decode(value))
        if date and (complete or not left.get("year")):
            csl["issued"] = date
        if not complete:
            left["date"] = [value]
    years, months, days = (left.pop(name, []) for name in ("year", "month", "day"))
    if not years:
        if "issued" not in csl:
            left.update({name: of for name, of in (("month", months), ("day", days)) if of})
        return
    year = decode(years[0]).replace("{", "").strip()
    month = decode(months[0]).strip(" .,") if months else ""
    day = decode(days[0]).strip(" .,") if days else ""
    number = f"-{int(month):02d}" if month.isdigit() and len(month) < 3 else ""
    forms = (f"{year}{number}-{int(day):02d}" if day.isdigit() and number and len(day) < 3 else "",)
    candidates = [
        *forms,
        f"{year}{number}" if number else f"{month} {day} {year}" if month else year,
        year,
    ]
    for candidate in candidates:
        date, complete = dates.parse(candidate) if candidate else ({}, False)
        if complete and date:
            break
    else:
        date, complete = dates.parse(f"{year} {month} {day}".strip())
    if "issued" not in csl:
        csl["issued"] = date
        if month and len(date.get("date-parts", [[]])[0]) < 2 and "season" not in date:
            left["month"] = months
            if day:
                left["day"] = days
        elif day and len(date.get("date-parts", [[]])[0]) < 3:
            left["day"] = days
        if not complete:
            left["year"] = years
    elif dates.year(date) != dates.year(csl["issued"]):
        left["year"] = years


def _numbers(csl: Csl, left: dict[str, list[str]], kind: str) -> None:
    journal = csl["type"] in (
        "article-journal",
        "periodical",
        "article-magazine",
        "article-newspaper",
    )
    conference = csl["type"] == "paper-conference"
    if issue := left.pop("issue", None):
        csl["issue"] = decode(issue[0])
        if issue[1:]:
            left["issue"] = issue[1:]
    for value in left.pop("number", [])[:1]:
        number = decode(value)
        if journal or (conference and "series" not in left):
            target = "issue"
        elif kind in (
            "patent",
            "report",
            "techreport",
            "manual",
            "standard",
            "legislation",
            "misc",
            "online",
        ):
            target = "number"
        elif "series" in left or csl["type"] in ("book", "chapter", "paper-conference"):
            target = "collection-number"
        else:
            target = "number"
        if target in csl:
            left["number"] = [value]
        else:
            csl[target] = number
    pages = left.pop("pages", None) or left.pop("page", None)
    if pages:
        csl["page"] = re.sub(r"\s*[–—‐‑−-]+\s*", "-", decode(pages[0])).replace("+", "+")
        if pages[1:]:
            left["pages"] = pages[1:]
    if "page" not in csl:
        for name in ("eid", "articleno", "article-number"):
            if name in left:
                csl["page"] = decode(left.pop(name)[0])
                common.keep(csl, "bibtex", "eid", [csl["page"]])
                break


def _identifiers(csl: Csl, left: dict[str, list[str]], notes: list[str]) -> None:
    for field_, name in (("DOI", "doi"), ("PMID", "pmid"), ("PMCID", "pmcid"), ("PMCID", "pmc")):
        for value in left.pop(name, []):
            text = _text(name, value).replace("{", "").replace("}", "")
            if field_ == "PMCID" and text.isdigit():
                text = f"PMC{text}"
            common.identify(csl, field_, text, "bibtex", name, notes)
    sort = " ".join(
        decode(value) for value in left.get("eprinttype", []) + left.get("archiveprefix", [])
    )
    if sort.lower() in ("pubmed", "pmid") and left.get("eprint"):
        common.identify(csl, "PMID", decode(left.pop("eprint")[0]), "bibtex", "eprint", notes)
        left.pop("eprinttype", None)
    common.serials(csl, [decode(value) for value in left.pop("issn", [])], "bibtex", "issn")
    books = [decode(value) for value in left.pop("isbn", [])]
    if books:
        csl["ISBN"] = " ".join(books)
    addresses = left.pop("url", [])
    if addresses:
        text = _text("url", addresses[0])
        wrapped = re.fullmatch(r"\\url\s*\{(.*)\}", text)
        csl["URL"] = " ".join((wrapped.group(1) if wrapped else text).split())
        if addresses[1:]:
            left["url"] = addresses[1:]
    how = left.get("howpublished")
    link = re.search(r"\\url\s*\{([^{}]+)\}|^\s*(https?://\S+)\s*$", how[0]) if how else None
    if how and link and "URL" not in csl:
        csl["URL"] = re.sub(r"\\([_%&#~])", r"\1", link.group(1) or link.group(2)).strip()
        del left["howpublished"]
    if "DOI" not in csl and re.match(
        r"https?://(?:dx\.)?doi\.org/10\.", str(csl.get("URL") or ""), re.IGNORECASE
    ):
        common.identify(csl, "DOI", csl["URL"], "bibtex", "", [])


def _publisher(csl: Csl, left: dict[str, list[str]]) -> None:
    for name in PUBLISHERS:
        values = left.get(name)
        if values and "publisher" not in csl:
            csl["publisher"] = decode(" and ".join(values) if name == "publisher" else values[0])
            del left[name]


def _keywords(csl: Csl, left: dict[str, list[str]]) -> None:
    words = [decode(value) for name in ("keywords", "keyword") for value in left.pop(name, [])]
    parts = [
        part.strip()
        for value in words
        for part in re.split(r"\s*;\s*" if ";" in value else r"\s*,\s*", value)
    ]
    if any(parts):
        csl["keyword"] = "; ".join(dict.fromkeys(part for part in parts if part))
