"""A work's description inside a web page, for the browser connectors of reference managers.

Two ways, since no connector reads only one: COinS (an OpenURL ContextObject, ANSI/NISO Z39.88-2004, in the title of a
span of class Z3988), of which a page may hold many; and the citation_* meta tags that Highwire began and Google
Scholar documents, for a page about one work. Both are built from CSL-JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from claims.domain.identifiers import link
from claims.formats import csl as common
from claims.formats import dates, names
from claims.formats.records import Csl

#: So many authors at most: a page of two hundred works must stay light.
MOST_AUTHORS = 12
MOST_META_AUTHORS = 200
LONGEST = 500

_MATRIX = "info:ofi/fmt:kev:mtx:"
_ARTICLES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "article": "preprint",
    "paper-conference": "proceeding",
    "review": "article",
    "review-book": "article",
}
_BOOKS = {
    "book": "book",
    "chapter": "bookitem",
    "entry": "bookitem",
    "entry-dictionary": "bookitem",
    "entry-encyclopedia": "bookitem",
    "report": "report",
}


def of_brief(brief: Mapping[str, Any]) -> Csl:
    """The CSL-JSON of a source's brief, which lists hold: without volume and pages, but at no further query."""
    people = [one for one in (brief["authors"] or "").split("; ") if one and one != "et al."]
    csl: Csl = {
        "type": brief["csl_type"],
        "title": brief["title"],
        "author": [name for name in map(names.pubmed, people) if name],
        "container-title": brief["container_title"],
        "issued": {"date-parts": [[brief["year"]]]} if brief["year"] else None,
        "DOI": brief["doi"],
        "PMID": brief["pmid"],
        "PMCID": brief["pmcid"],
        "URL": brief["link"] if not brief["doi"] else "",
    }
    return {name: value for name, value in csl.items() if value}


def coins(csl: Csl, referrer: str) -> str:
    """The title of the span: key and value pairs, percent-encoded. `referrer` is the host of this site."""
    return urlencode(
        [(name, value[:LONGEST]) for name, value in _context(csl, referrer) if value],
        quote_via=quote,
        safe="",
    )


def _context(csl: Csl, referrer: str) -> Iterator[tuple[str, str]]:
    kind = str(csl.get("type") or "")
    yield "ctx_ver", "Z39.88-2004"
    yield "rfr_id", f"info:sid/{referrer}"
    for scheme, field in (("doi", "DOI"), ("pmid", "PMID")):
        if found := _one(csl, field):
            yield "rft_id", f"info:{scheme}/{found}"
    if not _one(csl, "DOI"):
        yield "rft_id", _one(csl, "URL")
    title, container = _one(csl, "title"), _one(csl, "container-title")
    if kind in _ARTICLES:
        yield "rft_val_fmt", f"{_MATRIX}journal"
        yield "rft.genre", _ARTICLES[kind]
        yield from (("rft.atitle", title), ("rft.jtitle", container))
        yield from (("rft.volume", _one(csl, "volume")), ("rft.issue", _one(csl, "issue")))
        yield "rft.issn", _one(csl, "ISSN").partition(",")[0]
    elif kind in _BOOKS:
        item = _BOOKS[kind] == "bookitem"
        yield "rft_val_fmt", f"{_MATRIX}book"
        yield "rft.genre", _BOOKS[kind]
        yield from (
            ("rft.atitle", title if item else ""),
            ("rft.btitle", container if item else title),
        )
        yield from (
            ("rft.pub", _one(csl, "publisher")),
            ("rft.place", _one(csl, "publisher-place")),
        )
        yield from (
            ("rft.edition", _one(csl, "edition")),
            ("rft.isbn", _one(csl, "ISBN").partition(" ")[0]),
        )
    elif kind == "thesis":
        yield "rft_val_fmt", f"{_MATRIX}dissertation"
        yield from (("rft.title", title), ("rft.inst", _one(csl, "publisher")))
    else:
        yield from _dublin_core(csl, kind, title, container)
        return
    first, last = _pages(csl)
    if first:
        yield from (("rft.spage", first), ("rft.epage", last), ("rft.pages", _one(csl, "page")))
    yield "rft.date", _date(csl, "-")
    people = _people(csl)[:MOST_AUTHORS]
    if people and people[0].get("family"):
        yield from (
            ("rft.aulast", _family(people[0])),
            ("rft.aufirst", str(people[0].get("given") or "")),
        )
    for person in people:
        yield "rft.au", _spoken(person)


def _dublin_core(csl: Csl, kind: str, title: str, container: str) -> Iterator[tuple[str, str]]:
    yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"
    yield from (("rft.type", kind or "document"), ("rft.title", title), ("rft.source", container))
    yield from (("rft.publisher", _one(csl, "publisher")), ("rft.date", _date(csl, "-")))
    doi, address = _one(csl, "DOI"), _one(csl, "URL")
    yield "rft.identifier", link("doi", doi) if doi else address
    for person in _people(csl)[:MOST_AUTHORS]:
        yield "rft.creator", _spoken(person)


def highwire(csl: Csl) -> list[tuple[str, str]]:
    """(name, content) of each meta tag, empty ones left out; authors in order, family name first."""
    return [(name, value[:LONGEST]) for name, value in _tags(csl) if value]


def _tags(csl: Csl) -> Iterator[tuple[str, str]]:
    kind = str(csl.get("type") or "")
    container = _one(csl, "container-title")
    yield "citation_title", _one(csl, "title")
    for person in _people(csl)[:MOST_META_AUTHORS]:
        yield "citation_author", names.to_inverted(person)
    yield "citation_publication_date", _date(csl, "/")
    if kind == "paper-conference":
        yield "citation_conference_title", container
    elif kind in ("chapter", "entry", "entry-dictionary", "entry-encyclopedia"):
        yield "citation_inbook_title", container
    else:
        yield "citation_journal_title", container
    yield from (("citation_volume", _one(csl, "volume")), ("citation_issue", _one(csl, "issue")))
    first, last = _pages(csl)
    yield from (("citation_firstpage", first), ("citation_lastpage", last))
    publisher = _one(csl, "publisher")
    by_kind = {
        "thesis": "citation_dissertation_institution",
        "report": "citation_technical_report_institution",
    }
    yield by_kind.get(kind, "citation_publisher"), publisher
    for field in ("DOI", "PMID", "language"):
        yield f"citation_{field.lower()}", _one(csl, field)
    for issn in _one(csl, "ISSN").split(", "):
        yield "citation_issn", issn
    for isbn in _one(csl, "ISBN").split(" "):
        yield "citation_isbn", isbn
    yield (
        "citation_abstract_html_url",
        link("doi", _one(csl, "DOI")) if csl.get("DOI") else _one(csl, "URL"),
    )


def _one(csl: Csl, name: str) -> str:
    value = csl.get(name)
    return common.plain(str(value)) if isinstance(value, str | int | float) else ""


def _people(csl: Csl) -> list[dict[str, Any]]:
    people = csl.get("author") or csl.get("editor")
    return [one for one in people if names.is_name(one)] if isinstance(people, list) else []


def _family(person: Mapping[str, Any]) -> str:
    parts = [str(person[part]) for part in ("non-dropping-particle", "family") if person.get(part)]
    return " ".join(parts)


def _spoken(person: Mapping[str, Any]) -> str:
    if person.get("literal"):
        return str(person["literal"])
    return " ".join(part for part in (str(person.get("given") or ""), _family(person)) if part)


def _pages(csl: Csl) -> tuple[str, str]:
    """First and last page; the last as written, which may be shortened ("195-203", "195-8")."""
    page = _one(csl, "page")
    found = re.fullmatch(r"\s*([A-Za-z]*\d+[A-Za-z]*)\s*[-–]\s*([A-Za-z]*\d+[A-Za-z]*)\s*", page)
    return (found[1], found[2]) if found else (page, "")


def _date(csl: Csl, between: str) -> str:
    """Year, month and day as far as they are known: 2021-03-07, 2021-03, 2021."""
    issued = csl.get("issued")
    found = re.match(
        r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?",
        dates.edtf(issued) if isinstance(issued, dict) else "",
    )
    return found.group().replace("-", between) if found else str(dates.year(issued) or "")
