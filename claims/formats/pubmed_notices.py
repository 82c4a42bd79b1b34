"""What a PubMed record says about corrections and retractions of the work, from its XML or its .nbib.

RefType and PublicationType: NLM DTD of 2025, MeSH D016441. A notice's own record (RetractionOf, ErratumFor) says
nothing about itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

from claims.domain import identifiers
from claims.domain.integrity import Announcement
from claims.domain.vocabulary import NoticeNature, NoticeOrigin
from claims.formats import dates, xml_tree

NATURES = {
    "RetractionIn": NoticeNature.RETRACTION,
    "RetractedandRepublishedIn": NoticeNature.RETRACTION,
    "ExpressionOfConcernIn": NoticeNature.CONCERN,
    "ErratumIn": NoticeNature.CORRECTION,
    "CorrectedandRepublishedIn": NoticeNature.CORRECTION,
}
#: The same in .nbib.
TAGS = {
    "RIN": NoticeNature.RETRACTION,
    "RRI": NoticeNature.RETRACTION,
    "ECI": NoticeNature.CONCERN,
    "EIN": NoticeNature.CORRECTION,
    "CRI": NoticeNature.CORRECTION,
}
RETRACTED = "retracted publication"
#: Where a record keeps the notices that its file carried, under `custom`.
CARRIED = "notices"


def notices(article: Element) -> list[Announcement]:
    """The notices that a PubmedArticle carries, once each."""
    found: dict[tuple[str, str], Announcement] = {}
    for one in article.findall("MedlineCitation/CommentsCorrectionsList/CommentsCorrections"):
        nature = NATURES.get(one.get("RefType", ""))
        if nature is not None:
            where = xml_tree.words(one.find("RefSource"))
            told = _told(
                nature, where, xml_tree.words(one.find("PMID")), xml_tree.words(one.find("Note"))
            )
            found.setdefault((nature, told.outside_id), told)
    kinds = article.findall("MedlineCitation/Article/PublicationTypeList/PublicationType")
    return _with_type(found, (xml_tree.words(kind) for kind in kinds))


def of_tags(tags: Mapping[str, Sequence[str]]) -> list[Announcement]:
    """The notices that the tags of a .nbib record carry, once each."""
    found: dict[tuple[str, str], Announcement] = {}
    for tag, nature in TAGS.items():
        for value in tags.get(tag, ()):
            where, _, number = value.partition(" PMID: ")
            told = _told(nature, where, number.split(" ")[0].rstrip("."), "")
            found.setdefault((nature, told.outside_id), told)
    return _with_type(found, tags.get("PT", ()))


def carry(csl: dict[str, Any], told: Iterable[Announcement], notes: list[str]) -> None:
    """Keep the notices with the record, and say so in its notes."""
    kept = []
    for one in told:
        words = {"reasons": one.reasons, "pmid": one.pmid, "outside_id": one.outside_id}
        kept.append({"nature": one.nature.value, "on": one.on and one.on.isoformat(), **words})
        notes.append(f"PubMed has a notice about it: {one.nature.label.lower()}.")
    if kept:
        csl.setdefault("custom", {})[CARRIED] = kept


def carried(csl: Mapping[str, Any]) -> list[Announcement]:
    """The notices that came with a record; what is malformed is none."""
    custom = csl.get("custom")
    kept = custom.get(CARRIED) if isinstance(custom, Mapping) else None
    found = []
    for one in kept if isinstance(kept, list) else ():
        try:
            nature, on = NoticeNature(one["nature"]), one.get("on")
            words = {name: str(one.get(name) or "") for name in ("reasons", "pmid", "outside_id")}
            pmid = identifiers.pmid(words["pmid"]) if words["pmid"] else ""
            told = Announcement(
                nature=nature,
                origin=NoticeOrigin.PUBMED,
                on=date.fromisoformat(on) if on else None,
                reasons=words["reasons"][:2000],
                pmid=pmid,
                url=identifiers.link("pmid", pmid) if pmid else "",
                outside_id=words["outside_id"][:100],
            )
        except (AttributeError, KeyError, TypeError, ValueError):
            continue
        found.append(told)
    return found


def _told(nature: NoticeNature, where: str, number: str, note: str) -> Announcement:
    try:
        pmid = identifiers.pmid(number)
    except ValueError:
        pmid = ""
    return Announcement(
        nature=nature,
        origin=NoticeOrigin.PUBMED,
        on=_day(where),
        reasons="; ".join(part for part in (where, note) if part)[:2000],
        pmid=pmid,
        url=identifiers.link("pmid", pmid) if pmid else "",
        outside_id=(pmid or where)[:100],
    )


def _with_type(
    found: dict[tuple[str, str], Announcement], kinds: Iterable[str]
) -> list[Announcement]:
    """With the publication type where no notice says so."""
    marked = any(kind.strip().lower() == RETRACTED for kind in kinds)
    if marked and not any(one.nature == NoticeNature.RETRACTION for one in found.values()):
        found[("type", "")] = Announcement(
            NoticeNature.RETRACTION,
            NoticeOrigin.PUBMED,
            reasons="PubMed lists it as a retracted publication.",
            outside_id="publication type",
        )
    return list(found.values())


def _day(where: str) -> date | None:
    """The day in a citation such as "Lancet. 2010 Feb 6;375(9713):445"; the month's or year's first where no more."""
    cited = re.search(
        r"\b((?:19|20)[0-9]{2})\b(?: ([A-Z][a-z]{2})[a-z]*(?: ([0-9]{1,2}))?)?", where
    )
    if cited is None:
        return None
    year, month, day = cited.groups()
    try:
        return date(int(year), (dates.month(month) if month else None) or 1, int(day or 1))
    except ValueError:
        return None
