"""Crossref's records of works: to CSL-JSON, and the notices that they carry.

Shapes: Crossref REST API, `message` of /works/{doi}; its vocabulary of update types. Recorded answers are the tests'.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from claims.domain import identifiers
from claims.domain.integrity import Announcement
from claims.domain.vocabulary import NoticeNature, NoticeOrigin
from claims.formats import csl as common
from claims.formats.records import Csl

_TYPES = {
    "journal-article": "article-journal",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "reference-entry": "entry-encyclopedia",
    "proceedings-article": "paper-conference",
    "posted-content": "article",
    "dissertation": "thesis",
    "report": "report",
    "standard": "standard",
    "dataset": "dataset",
    "peer-review": "review",
    "journal": "periodical",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "proceedings": "book",
}
NATURES = {
    "retraction": NoticeNature.RETRACTION,
    # Part of the work is withdrawn: which part, only a person can tell. Until then it counts as doubtful.
    "partial_retraction": NoticeNature.CONCERN,
    "withdrawal": NoticeNature.WITHDRAWAL,
    "removal": NoticeNature.WITHDRAWAL,
    "expression_of_concern": NoticeNature.CONCERN,
    "correction": NoticeNature.CORRECTION,
    "corrigendum": NoticeNature.CORRECTION,
    "erratum": NoticeNature.CORRECTION,
    "addendum": NoticeNature.CORRECTION,
    "clarification": NoticeNature.CORRECTION,
    "reinstatement": NoticeNature.REINSTATEMENT,
}
_TITLE_SAYS = re.compile(
    r"\s*(retracted(?: article| paper| chapter)?|withdrawn)\s*:", re.IGNORECASE
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]*)(?:\s[^<>]{0,300})?/?>")
_KEPT = {"i": "i", "em": "i", "b": "b", "sup": "sup", "sub": "sub", "scp": "sc"}


def to_csl(work: Mapping[str, Any]) -> Csl:
    """The record as CSL-JSON; what is missing or of a wrong shape is left out."""
    csl: Csl = {"type": _TYPES.get(str(work.get("type")), "document")}
    title = _marked(_first(work.get("title")))
    subtitle = _marked(_first(work.get("subtitle")))
    if title and subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title}: {subtitle}"
    csl["title"] = title
    csl["container-title"] = _marked(_first(work.get("container-title")))
    csl["container-title-short"] = _marked(_first(work.get("short-container-title")))
    for role in ("author", "editor", "translator"):
        people = work.get(role)
        csl[role] = (
            [_name(one) for one in people if isinstance(one, Mapping)]
            if isinstance(people, list)
            else []
        )
    for ours, theirs in (
        ("volume", "volume"),
        ("issue", "issue"),
        ("page", "page"),
        ("number", "article-number"),
        ("publisher", "publisher"),
        ("publisher-place", "publisher-location"),
        ("edition", "edition-number"),
        ("language", "language"),
    ):
        if isinstance(work.get(theirs), str | int):
            csl[ours] = str(work[theirs])
    csl["abstract"] = _plain(work.get("abstract"))
    for name in ("published-print", "published", "issued", "published-online", "posted"):
        if found := _date(work.get(name)):
            csl["issued"] = found
            break
    if serial := common.issns(map(str, _list(work.get("ISSN")))):
        csl["ISSN"] = ", ".join(serial)
    if books := common.isbns(map(str, _list(work.get("ISBN")))):
        csl["ISBN"] = " ".join(books)
    try:
        csl["DOI"] = identifiers.doi(str(work.get("DOI") or ""))
    except ValueError:
        csl.pop("DOI", None)
    return common.finish(csl)


def notices(work: Mapping[str, Any]) -> list[Announcement]:
    """The notices that the record of a work carries, once each; a title that begins "RETRACTED:" counts as one."""
    found: dict[tuple[str, str, str], Announcement] = {}
    for update in _list(work.get("updated-by")):
        if not isinstance(update, Mapping):
            continue
        nature = NATURES.get(str(update.get("type")).strip().lower().replace("-", "_"))
        if nature is None:
            continue
        doi = _doi(update.get("DOI"))
        outside = str(update.get("record-id") or "")[:100]
        notice = Announcement(
            nature=nature,
            origin=NoticeOrigin.CROSSREF,
            on=_day(update.get("updated")),
            doi=doi,
            url=identifiers.link("doi", doi)[:1000] if doi else "",
            outside_id=outside,
        )
        found.setdefault((nature, doi, outside), notice)
    says = _TITLE_SAYS.match(_first(work.get("title")))
    if says:
        withdrawn = says[1].lower().startswith("withdrawn")
        nature = NoticeNature.WITHDRAWAL if withdrawn else NoticeNature.RETRACTION
        if nature not in {notice.nature for notice in found.values()}:
            found[(nature, "", "title")] = Announcement(
                nature, NoticeOrigin.CROSSREF, reasons="Its title says so.", outside_id="title"
            )
    return list(found.values())


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _first(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""


def _marked(text: str) -> str:
    """The title with the mark-up that CSL knows; MathML and the like lose their tags, not their text."""

    def tag(found: re.Match[str]) -> str:
        name = _KEPT.get(found[2].lower())
        if name == "sc":
            return "</span>" if found[1] else '<span style="font-variant:small-caps;">'
        return f"<{found[1]}{name}>" if name else ""

    return " ".join(html.unescape(_TAG.sub(tag, text)).split())


def _plain(value: Any) -> str:
    text = re.sub(r"</(?:jats:)?(?:p|title)>", "\n", value) if isinstance(value, str) else ""
    return html.unescape(_TAG.sub("", text)).strip()


def _name(person: Mapping[str, Any]) -> dict[str, Any]:
    name: dict[str, Any] = {
        part: person[part]
        for part in ("family", "given", "suffix")
        if isinstance(person.get(part), str)
    }
    if not name.get("family"):
        literal = person.get("name") or name.get("given")
        name = {"literal": literal} if isinstance(literal, str) else {}
    if name and isinstance(person.get("ORCID"), str):
        try:
            name["ORCID"] = "https://orcid.org/" + identifiers.orcid(person["ORCID"])
        except ValueError:
            name.pop("ORCID", None)
    return name


def _parts(value: Any) -> list[int]:
    rows = _list(value.get("date-parts")) if isinstance(value, Mapping) else []
    first = _list(rows[0]) if rows else []
    numbers: list[int] = []
    for part in first[:3]:
        if not isinstance(part, int) or isinstance(part, bool):
            break
        numbers.append(part)
    return numbers


def _date(value: Any) -> dict[str, Any] | None:
    parts = _parts(value)
    return {"date-parts": [parts]} if parts else None


def _day(value: Any) -> date | None:
    parts = _parts(value)
    try:
        return date(*([*parts, 1, 1])[:3]) if parts else None
    except ValueError:
        return None


def _doi(value: Any) -> str:
    try:
        return identifiers.doi(str(value or ""))[:300]
    except ValueError:
        return ""
