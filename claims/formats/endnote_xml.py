"""EndNote XML, read. What CSL has no variable for stays under `custom.endnote`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from claims.formats import csl as common
from claims.formats import dates, names, xml_tree
from claims.formats.records import Block, Csl
from claims.formats.splitting import count_elements, elements

TYPES = {
    "journal article": "article-journal",
    "electronic article": "article-journal",
    "magazine article": "article-magazine",
    "newspaper article": "article-newspaper",
    "book": "book",
    "edited book": "book",
    "electronic book": "book",
    "book section": "chapter",
    "electronic book section": "chapter",
    "conference paper": "paper-conference",
    "conference proceedings": "paper-conference",
    "conference proceeding": "paper-conference",
    "thesis": "thesis",
    "report": "report",
    "government document": "report",
    "web page": "webpage",
    "blog": "post-weblog",
    "patent": "patent",
    "standard": "standard",
    "statute": "legislation",
    "bill": "bill",
    "case": "legal_case",
    "hearing": "hearing",
    "dataset": "dataset",
    "computer program": "software",
    "unpublished work": "manuscript",
    "manuscript": "manuscript",
    "personal communication": "personal_communication",
    "map": "map",
    "film or broadcast": "motion_picture",
    "figure": "figure",
    "artwork": "graphic",
    "encyclopedia": "entry-encyclopedia",
    "dictionary": "entry-dictionary",
    "pamphlet": "pamphlet",
    "generic": "document",
}
_PEOPLE = {
    "authors": "author",
    "secondary-authors": "editor",
    "tertiary-authors": "collection-editor",
    "subsidiary-authors": "translator",
}
_PLAIN = {
    "volume": "volume",
    "edition": "edition",
    "publisher": "publisher",
    "pub-location": "publisher-place",
    "language": "language",
    "num-vols": "number-of-volumes",
    "call-num": "call-number",
    "section": "section",
    "work-type": "genre",
    "remote-database-name": "source",
    "remote-database-provider": "archive",
}
_FACES = {"italic": "i", "bold": "b", "superscript": "sup", "subscript": "sub"}


def blocks(parts: Iterable[str]) -> Iterator[Block]:
    """The records of the file."""
    return elements(parts, ("record",))


def count(lines: Iterable[tuple[int, str | None]]) -> int:
    """How many records begin in the lines."""
    return count_elements(lines, ("record",))


def parse(block: Block) -> tuple[Csl, list[str]]:
    """The block's record as CSL-JSON, and notes. Raises ValueError where it is not well-formed."""
    root = xml_tree.parse(block.text)
    notes: list[str] = []
    used: set[int] = set()

    def take(path: str) -> Element | None:
        element = root.find(path)
        if element is not None:
            used.add(id(element))
        return element

    kind = take("ref-type")
    name = "" if kind is None else str(kind.get("name") or "")
    csl: Csl = {"type": TYPES.get(name.lower(), "document")}
    if name and name.lower() not in TYPES:
        common.keep(csl, "endnote", "ref-type", [name])
    _titles(csl, root, used)
    for part, role in _PEOPLE.items():
        people = root.find(f"contributors/{part}")
        if people is not None:
            used.add(id(people))
            csl[role] = names.listed(map(xml_tree.words, people.findall("author")))
    _issued(csl, root, used)
    for part, field in _PLAIN.items():
        if text := xml_tree.words(take(part)):
            csl[field] = text
    numbers = [text for part in ("number", "issue") if (text := xml_tree.words(take(part)))]
    if numbers:
        csl["number" if csl["type"] in ("report", "patent", "standard") else "issue"] = numbers[0]
        common.keep(csl, "endnote", "issue", numbers[1:] if numbers[1:] != numbers[:1] else [])
    pages = xml_tree.words(take("pages"))
    csl["page"] = re.sub(r"(?<=[0-9])\s*(?:--|[–—‐‑−])\s*(?=[A-Za-z]?[0-9])", "-", pages)
    csl["abstract"] = xml_tree.paragraphs(take("abstract"))
    csl["note"] = xml_tree.paragraphs(take("notes"))
    words = root.find("keywords")
    if words is not None:
        used.add(id(words))
        csl["keyword"] = "; ".join(filter(None, map(xml_tree.words, words.findall("keyword"))))
    serial = xml_tree.paragraphs(take("isbn"))
    common.serials(csl, re.split(r"[\n;]", serial), "endnote", "isbn")
    _identifiers(csl, root, used, notes)
    left = xml_tree.rest(root, used)
    for part, value in (left if isinstance(left, dict) else {}).items():
        common.keep(csl, "endnote", part, value if isinstance(value, list) else [value])
    return common.finish(csl), notes


def _face(element: Element | None) -> str:
    """A title whose style runs are mark-up."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for run in element:
        inner = _face(run)
        for face in str(run.get("face") or "").split():
            if (tag := _FACES.get(face)) and inner.strip():
                inner = f"<{tag}>{inner}</{tag}>"
        parts += [inner, run.tail or ""]
    return "".join(parts)


def _titles(csl: Csl, root: Element, used: set[int]) -> None:
    def take(path: str) -> str:
        element = root.find(path)
        if element is None:
            return ""
        used.add(id(element))
        return " ".join(_face(element).split())

    csl["title"] = take("titles/title")
    second, third = take("titles/secondary-title"), take("titles/tertiary-title")
    full, short = take("periodical/full-title"), take("periodical/abbr-1")
    if csl["type"] == "book":
        csl["collection-title"] = second
        csl["container-title"] = full
    else:
        csl["container-title"] = second or full
        csl["collection-title"] = third
        third = ""
    if third:
        common.keep(csl, "endnote", "tertiary-title", [third])
    if full and full not in (csl.get("container-title"), csl.get("collection-title")):
        # Of a journal under two names the longer one is the name.
        if csl["type"] == "article-journal" and len(full) > len(csl.get("container-title", "")):
            full, csl["container-title"] = csl.get("container-title", ""), full
        short = short or full
        if full != short:
            common.keep(csl, "endnote", "full-title", [full])
    if short and short != csl.get("container-title"):
        csl["container-title-short"] = short
    csl["title-short"] = take("titles/short-title")


def _issued(csl: Csl, root: Element, used: set[int]) -> None:
    year_at, day_at = root.find("dates/year"), root.find("dates/pub-dates/date")
    year, day = xml_tree.words(year_at), xml_tree.words(day_at)
    stated = dates.year(dates.parse(year)[0])
    for candidate in (day, f"{year} {day}") if day and year else ():
        date, complete = dates.parse(candidate)
        if complete and stated is not None and dates.year(date) == stated:
            csl["issued"] = date
            used.update((id(year_at), id(day_at)))
            return
    date, complete = dates.parse(year or day)
    if date:
        csl["issued"] = date
        if complete:
            used.add(id(year_at) if year else id(day_at))


def _identifiers(csl: Csl, root: Element, used: set[int], notes: list[str]) -> None:
    number = root.find("electronic-resource-num")
    for part in xml_tree.paragraphs(number).split("\n"):
        if re.match(r"https?://(?!(?:dx\.)?doi\.org)", part):
            csl.setdefault("URL", part)
            if csl["URL"] != part:
                common.keep(csl, "endnote", "electronic-resource-num", [part])
        elif part:
            common.identify(csl, "DOI", part, "endnote", "electronic-resource-num", notes)
    if number is not None:
        used.add(id(number))
    accession = root.find("accession-num")
    source = f"{csl.get('source', '')} {csl.get('archive', '')}".lower()
    text = xml_tree.words(accession)
    known = re.search("pubmed|medline|nlm", source) or source == " "
    if (
        known
        and re.fullmatch(r"[0-9]{5,9}", text)
        and common.identify(csl, "PMID", text, "endnote", "accession-num", notes)
    ):
        used.add(id(accession))
    deposited = root.find("custom2")
    pmcid = xml_tree.words(deposited)
    if re.fullmatch(r"PMC[0-9]+", pmcid) and common.identify(
        csl, "PMCID", pmcid, "endnote", "custom2", notes
    ):
        used.add(id(deposited))
    for url in root.findall("urls/related-urls/url") + root.findall("urls/web-urls/url"):
        address = xml_tree.words(url)
        if re.match(r"https?://", address) and "URL" not in csl:
            csl["URL"] = address
            used.add(id(url))
