"""PubMed XML (PubmedArticle and PubmedBookArticle), read. What CSL has no variable for stays under `custom.pubmed`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from claims.domain import identifiers
from claims.formats import csl as common
from claims.formats import dates, pubmed, pubmed_notices, xml_tree
from claims.formats.records import Block, Csl
from claims.formats.splitting import count_elements, elements

ELEMENTS = ("PubmedArticle", "PubmedBookArticle")
_TAGS = {"i": "i", "b": "b", "sup": "sup", "sub": "sub"}


def blocks(parts: Iterable[str]) -> Iterator[Block]:
    """The articles and books of the file."""
    return elements(parts, ELEMENTS)


def count(lines: Iterable[tuple[int, str | None]]) -> int:
    """How many articles and books begin in the lines."""
    return count_elements(lines, ELEMENTS)


class _Reader:
    """Takes what it knows out of a tree, and remembers what it took."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.used: set[int] = set()

    def find(self, path: str, within: Element | None = None) -> Element | None:
        element = (self.root if within is None else within).find(path)
        if element is not None:
            self.used.add(id(element))
        return element

    def all(self, path: str) -> list[Element]:
        found = self.root.findall(path)
        self.used.update(map(id, found))
        return found

    def text(self, path: str) -> str:
        return xml_tree.words(self.find(path))


def parse(block: Block) -> tuple[Csl, list[str]]:
    """The block's record as CSL-JSON, and notes. Raises ValueError where it is not well-formed."""
    root = xml_tree.parse(block.text)
    notes: list[str] = []
    reader = _Reader(root)
    csl = _book(reader, notes) if root.tag == "PubmedBookArticle" else _article(reader, notes)
    left = xml_tree.rest(root, reader.used)
    if left:
        csl.setdefault("custom", {})["pubmed"] = left
    if root.tag == "PubmedArticle":
        pubmed_notices.carry(csl, pubmed_notices.notices(root), notes)
    return common.finish(csl), notes


def _article(reader: _Reader, notes: list[str]) -> Csl:
    article = "MedlineCitation/Article"
    kinds = [
        xml_tree.words(kind)
        for kind in reader.root.findall(f"{article}/PublicationTypeList/PublicationType")
    ]
    csl: Csl = {"type": pubmed.csl_type(kinds)}
    csl["title"] = pubmed.title(xml_tree.marked(reader.find(f"{article}/ArticleTitle"), _TAGS))
    original = reader.find(f"{article}/VernacularTitle")
    if original is not None:
        csl["original-title"] = pubmed.title(xml_tree.marked(original, _TAGS))
    csl["title"] = csl["title"] or csl.get("original-title", "")
    csl["container-title"] = reader.text(f"{article}/Journal/Title")
    csl["container-title-short"] = reader.text(f"{article}/Journal/ISOAbbreviation") or reader.text(
        "MedlineCitation/MedlineJournalInfo/MedlineTA"
    )
    issue = f"{article}/Journal/JournalIssue"
    csl["volume"], csl["issue"] = reader.text(f"{issue}/Volume"), reader.text(f"{issue}/Issue")
    _issued(csl, reader, f"{issue}/PubDate")
    online = reader.find(f"{article}/ArticleDate")
    if online is not None and (date := _date(online)):
        csl["available-date"] = date
    _pages(csl, reader, f"{article}/Pagination")
    csl["author"] = _people(reader, f"{article}/AuthorList/Author", notes)
    csl["abstract"] = _abstract(reader, f"{article}/Abstract/AbstractText")
    csl["language"] = pubmed.language(reader.text(f"{article}/Language"))
    words = [xml_tree.words(word) for word in reader.all("MedlineCitation/KeywordList/Keyword")]
    csl["keyword"] = "; ".join(word for word in words if word)
    serial = [xml_tree.words(number) for number in reader.all(f"{article}/Journal/ISSN")]
    serial += [
        xml_tree.words(n) for n in reader.all("MedlineCitation/MedlineJournalInfo/ISSNLinking")
    ]
    csl["ISSN"] = ", ".join(common.issns(serial))
    csl["PMID"] = reader.text("MedlineCitation/PMID")
    _ids(csl, reader, "PubmedData/ArticleIdList/ArticleId", notes)
    for place in reader.root.findall(f"{article}/ELocationID"):
        if place.get("EIdType") == "doi" and place.get("ValidYN", "Y") == "Y":
            reader.used.add(id(place))
            common.identify(csl, "DOI", xml_tree.words(place), "pubmed_ids", "doi", notes)
    return csl


def _book(reader: _Reader, notes: list[str]) -> Csl:
    document = "BookDocument"
    chapter = reader.find(f"{document}/ArticleTitle")
    part = chapter is not None and bool(xml_tree.words(chapter))
    book = reader.find(f"{document}/Book/BookTitle")
    csl: Csl = {"type": pubmed.csl_type((), book=True, part=part)}
    whole = pubmed.title(xml_tree.marked(book, _TAGS))
    if part:
        csl["title"], csl["container-title"] = pubmed.title(xml_tree.marked(chapter, _TAGS)), whole
    else:
        csl["title"] = whole
    csl["publisher"] = reader.text(f"{document}/Book/Publisher/PublisherName")
    csl["publisher-place"] = reader.text(f"{document}/Book/Publisher/PublisherLocation")
    csl["edition"] = reader.text(f"{document}/Book/Edition")
    csl["volume"] = reader.text(f"{document}/Book/Volume")
    csl["collection-title"] = reader.text(f"{document}/Book/CollectionTitle")
    csl["ISBN"] = " ".join(
        common.isbns(xml_tree.words(n) for n in reader.all(f"{document}/Book/Isbn"))
    )
    _issued(csl, reader, f"{document}/Book/PubDate")
    _pages(csl, reader, f"{document}/Pagination")
    for of in (f"{document}/AuthorList", f"{document}/Book/AuthorList"):
        for people in reader.root.findall(of):
            role = "editor" if people.get("Type") == "editors" else "author"
            found = [
                person for author in people.findall("Author") if (person := _person(author, notes))
            ]
            if found:
                csl.setdefault(role, []).extend(found)
            reader.used.add(id(people))
    csl["abstract"] = _abstract(reader, f"{document}/Abstract/AbstractText")
    csl["language"] = pubmed.language(reader.text(f"{document}/Language"))
    csl["PMID"] = reader.text(f"{document}/PMID")
    _ids(csl, reader, f"{document}/ArticleIdList/ArticleId", notes)
    _ids(csl, reader, "PubmedBookData/ArticleIdList/ArticleId", notes)
    return csl


def _ids(csl: Csl, reader: _Reader, path: str, notes: list[str]) -> None:
    """Only the direct list: the reference list has ids too, of other papers."""
    for given in reader.root.findall(path):
        field = {"doi": "DOI", "pubmed": "PMID", "pmc": "PMCID"}.get(given.get("IdType", ""))
        value = xml_tree.words(given)
        if field and value:
            reader.used.add(id(given))
            common.identify(csl, field, value, "pubmed_ids", field.lower(), notes)


def _issued(csl: Csl, reader: _Reader, path: str) -> None:
    element = reader.find(path)
    if element is None:
        return
    free = xml_tree.words(element.find("MedlineDate"))
    if free:
        date, complete = dates.parse(free)
        if not complete:
            common.keep(csl, "pubmed_dates", "MedlineDate", [free])
        csl["issued"] = date
        return
    found = _date(element)
    if found:
        csl["issued"] = found


def _date(element: Element) -> dict[str, Any]:
    year, month, day, season = (
        xml_tree.words(element.find(part)) for part in ("Year", "Month", "Day", "Season")
    )
    month = month.zfill(2) if month.isdigit() else month
    if month.isdigit():
        text = "-".join(part for part in (year, month, day.zfill(2) if day else "") if part)
    else:
        text = " ".join(part for part in (year, month, day, season) if part)
    return dates.parse(text)[0] if year else {}


def _pages(csl: Csl, reader: _Reader, path: str) -> None:
    first, last = reader.text(f"{path}/StartPage"), reader.text(f"{path}/EndPage")
    free = reader.text(f"{path}/MedlinePgn")
    csl["page"] = pubmed.pages(
        f"{first}-{last}" if first and last and last != first else first or free
    )
    if free and "," in free:
        csl["page"] = free  # several runs of pages, of which the first and last are not all


def _abstract(reader: _Reader, path: str) -> str:
    parts = []
    for section in reader.all(path):
        label, text = section.get("Label"), xml_tree.words(section)
        if text:
            parts.append(f"{label}: {text}" if label and label != "UNLABELLED" else text)
    return "\n".join(parts)


def _people(reader: _Reader, path: str, notes: list[str]) -> list[dict[str, Any]]:
    found = []
    for author in reader.all(path):
        person = _person(author, notes)
        if person:
            found.append(person)
    return found


def _person(author: Element, notes: list[str]) -> dict[str, Any]:
    name: dict[str, Any]
    body = xml_tree.marked(author.find("CollectiveName"), {})
    if body:
        name = {"literal": body}
    else:
        name = {
            "family": xml_tree.words(author.find("LastName")),
            "given": xml_tree.words(author.find("ForeName"))
            or xml_tree.words(author.find("Initials")),
            "suffix": xml_tree.words(author.find("Suffix")),
        }
        if not name["family"]:
            name = {"literal": name["given"]}
    for given in author.findall("Identifier"):
        if given.get("Source") == "ORCID":
            name["ORCID"] = orcid(xml_tree.words(given), notes)
    places = [xml_tree.words(place) for place in author.findall("AffiliationInfo/Affiliation")]
    places += [xml_tree.words(place) for place in author.findall("Affiliation")]
    name["affiliation"] = [{"name": place} for place in places if place]
    return {part: value for part, value in name.items() if value}


def orcid(text: str, notes: list[str]) -> str:
    """The ORCID iD as an address, as Crossref gives it; what is none as it is, with a note."""
    try:
        return "https://orcid.org/" + identifiers.orcid(text)
    except ValueError:
        notes.append(f"{text[:60]!r} is no ORCID iD: kept as it is.")
        return text
