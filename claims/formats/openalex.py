"""OpenAlex's records of works as CSL-JSON.

Shape: OpenAlex API, a work object. It marks retractions by a word alone, without day or reason, so none is taken
from it: Crossref and the Retraction Watch database, where it has them from, are asked instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.domain import identifiers
from claims.formats import csl as common
from claims.formats import dates
from claims.formats.records import Csl

_TYPES = {
    "article": "article-journal",
    "review": "article-journal",
    "letter": "article-journal",
    "editorial": "article-journal",
    "preprint": "article",
    "book": "book",
    "book-chapter": "chapter",
    "dissertation": "thesis",
    "dataset": "dataset",
    "report": "report",
}


def to_csl(work: Mapping[str, Any]) -> Csl:
    """The work as CSL-JSON; what is missing or of a wrong shape is left out."""
    csl: Csl = {"type": _TYPES.get(str(work.get("type")), "document")}
    csl["title"] = str(work.get("title") or work.get("display_name") or "")
    authorships = work.get("authorships")
    csl["author"] = [
        _name(one)
        for one in (authorships if isinstance(authorships, list) else [])
        if isinstance(one, Mapping)
    ]
    journal = _within(_within(work, "primary_location"), "source")
    csl["container-title"] = str(journal.get("display_name") or "")
    numbers = journal.get("issn")
    csl["ISSN"] = ", ".join(common.issns(map(str, numbers if isinstance(numbers, list) else [])))
    biblio = _within(work, "biblio")
    csl["volume"], csl["issue"] = str(biblio.get("volume") or ""), str(biblio.get("issue") or "")
    first, last = str(biblio.get("first_page") or ""), str(biblio.get("last_page") or "")
    csl["page"] = f"{first}-{last}" if first and last and first != last else first
    issued, _ = dates.parse(str(work.get("publication_date") or work.get("publication_year") or ""))
    csl["issued"] = issued
    csl["language"] = str(work.get("language") or "")
    ids = {**_within(work, "ids"), "doi": work.get("doi")}
    for kind in ("doi", "pmid", "pmcid"):
        value = str(ids.get(kind) or "")
        if kind == "pmcid" and value and "PMC" not in value.upper():
            value = "PMC" + value.rstrip("/").rpartition("/")[2]
        try:
            csl[kind.upper()] = identifiers.parse(kind, value)
        except ValueError:
            continue
    return common.finish(csl)


def _within(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _name(authorship: Mapping[str, Any]) -> dict[str, str]:
    """OpenAlex has whole names only: the last word is taken for the family name, which a person should check."""
    person = _within(authorship, "author")
    whole = str(person.get("display_name") or authorship.get("raw_author_name") or "").strip()
    given, _, family = whole.rpartition(" ")
    return {"family": family, "given": given} if given else {"literal": whole}
