"""What a PubMed record says about corrections and retractions of the work, from its XML.

RefType and PublicationType: NLM DTD of 2025, MeSH D016441. A notice's own record (RetractionOf, ErratumFor) says
nothing about itself.
"""

from __future__ import annotations

import re
from datetime import date
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
RETRACTED = "retracted publication"


def notices(article: Element) -> list[Announcement]:
    """The notices that a PubmedArticle carries, once each."""
    found: dict[tuple[str, str], Announcement] = {}
    for one in article.findall("MedlineCitation/CommentsCorrectionsList/CommentsCorrections"):
        nature = NATURES.get(one.get("RefType", ""))
        if nature is None:
            continue
        where = xml_tree.words(one.find("RefSource"))
        try:
            pmid = identifiers.pmid(xml_tree.words(one.find("PMID")))
        except ValueError:
            pmid = ""
        note = xml_tree.words(one.find("Note"))
        found.setdefault(
            (nature, pmid or where),
            Announcement(
                nature=nature,
                origin=NoticeOrigin.PUBMED,
                on=_day(where),
                reasons="; ".join(part for part in (where, note) if part)[:2000],
                pmid=pmid,
                url=identifiers.link("pmid", pmid) if pmid else "",
                outside_id=(pmid or where)[:100],
            ),
        )
    kinds = article.findall("MedlineCitation/Article/PublicationTypeList/PublicationType")
    marked = any(xml_tree.words(kind).strip().lower() == RETRACTED for kind in kinds)
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
