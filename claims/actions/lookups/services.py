"""What each service is asked, and its answer as CSL-JSON with the notices that it carries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings

from claims.actions.lookups import client
from claims.actions.lookups.problems import Unavailable
from claims.domain import titles
from claims.domain.integrity import Announcement
from claims.formats import crossref as crossref_format
from claims.formats import csl as common
from claims.formats import datacite as datacite_format
from claims.formats import openalex as openalex_format
from claims.formats import pubmed_notices, pubmed_xml, xml_tree
from claims.formats.records import Csl
from claims.formats.splitting import elements

LABELS = {
    "crossref": "Crossref",
    "pubmed": "PubMed",
    "datacite": "DataCite",
    "openalex": "OpenAlex",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One service's record of a work."""

    service: str
    csl: Csl
    notices: tuple[Announcement, ...] = ()


def crossref(doi: str, *, patience: float = client.PATIENCE) -> Found | None:
    """Crossref's record of a DOI; None where it has none, as for DOIs of other agencies. Raises Unavailable."""
    path = "/works/" + quote(doi, safe="")
    answer = _json("crossref", path, secret=_mailto(), patience=patience)
    work = answer.get("message")
    return _crossref(work) if isinstance(work, Mapping) else None


def crossref_by_isbn(isbn: str) -> Found | None:
    """Crossref's record of a book; None where it has none. Raises Unavailable."""
    rows = _rows("crossref", {"filter": f"isbn:{isbn},type:book", "rows": "1"})
    return _crossref(rows[0]) if rows else None


def crossref_by_title(title: str) -> list[Found]:
    """Crossref's records whose title is alike, the likest first, five at most. Raises Unavailable."""
    rows = _rows("crossref", {"query.bibliographic": title[:300], "rows": "5"})
    found = [_crossref(row) for row in rows]
    likeness = [titles.alike(title, common.plain(one.csl.get("title"))) for one in found]
    pairs = sorted(
        zip(likeness, range(len(found)), strict=True), key=lambda pair: (-pair[0], pair[1])
    )
    return [found[place] for like, place in pairs if like >= titles.SAME]


def pubmed(pmid: str, *, patience: float = client.PATIENCE) -> Found | None:
    """PubMed's record of an id; None where it has none. Raises Unavailable."""
    secret = {"tool": "touchstone", "email": settings.LOOKUP_CONTACT}
    if settings.NCBI_API_KEY:
        secret["api_key"] = settings.NCBI_API_KEY
    answer = client.ask(
        "pubmed",
        "/entrez/eutils/efetch.fcgi",
        query={"db": "pubmed", "id": pmid, "retmode": "xml"},
        secret=secret,
        kind="xml",
        patience=patience,
    )
    for block in elements([answer.text], pubmed_xml.ELEMENTS):
        try:
            csl, _ = pubmed_xml.parse(block)
            said = pubmed_notices.notices(xml_tree.parse(block.text))
        except ValueError as error:
            raise Unavailable(f"PubMed's answer cannot be read: {error}") from error
        if csl.get("PMID") == pmid:
            # What the record holds beside the citation is in its file format's part; here it would only weigh.
            csl.pop("custom", None)
            return Found("pubmed", csl, tuple(said))
    return None


def datacite(doi: str, *, patience: float = client.PATIENCE) -> Found | None:
    """DataCite's record of a DOI; None where it has none. Raises Unavailable."""
    answer = _json("datacite", "/dois/" + quote(doi, safe=""), patience=patience)
    record = answer.get("data")
    return (
        Found("datacite", datacite_format.to_csl(record)) if isinstance(record, Mapping) else None
    )


def openalex(kind: str, value: str) -> Found | None:
    """OpenAlex's record of a doi, pmid or pmcid; None where it has none or the site has no key for it."""
    if not settings.OPENALEX_API_KEY:
        return None
    work = _json(
        "openalex",
        f"/works/{kind}:{quote(value, safe='')}",
        secret={"api_key": settings.OPENALEX_API_KEY},
    )
    return Found("openalex", openalex_format.to_csl(work)) if work else None


def _crossref(work: Mapping[str, Any]) -> Found:
    return Found("crossref", crossref_format.to_csl(work), tuple(crossref_format.notices(work)))


def _mailto() -> dict[str, str]:
    return {"mailto": settings.LOOKUP_CONTACT}


def _rows(service: str, query: dict[str, str]) -> list[Mapping[str, Any]]:
    message = _json(service, "/works", query=query, secret=_mailto()).get("message")
    items = message.get("items") if isinstance(message, Mapping) else None
    return [one for one in items if isinstance(one, Mapping)] if isinstance(items, list) else []


def _json(service: str, path: str, **options: Any) -> dict[str, Any]:
    """The object that a service answers with; empty where it has no such record."""
    answer = client.ask(service, path, **options)
    found: dict[str, Any] = json.loads(answer.text) if answer.status == 200 else {}
    return found
