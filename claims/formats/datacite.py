"""DataCite's records (data sets, preprints, theses; arXiv's too) as CSL-JSON.

Shape: DataCite REST API, `data.attributes` of /dois/{doi}, metadata schema 4.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from claims.domain import identifiers
from claims.formats import csl as common
from claims.formats import dates
from claims.formats.records import Csl

_TYPES = {
    "JournalArticle": "article-journal",
    "Preprint": "article",
    "Dataset": "dataset",
    "Software": "software",
    "Book": "book",
    "BookChapter": "chapter",
    "Dissertation": "thesis",
    "Report": "report",
    "ConferencePaper": "paper-conference",
    "Text": "document",
}


def to_csl(record: Mapping[str, Any]) -> Csl:
    """The record (`data` of the answer) as CSL-JSON; what is missing or of a wrong shape is left out."""
    found = record.get("attributes")
    attributes: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    types = attributes.get("types")
    kind = str(types.get("resourceTypeGeneral")) if isinstance(types, Mapping) else ""
    csl: Csl = {"type": _TYPES.get(kind, "document")}
    titles = _rows(attributes.get("titles"))
    main = [one for one in titles if not one.get("titleType")] or titles
    csl["title"] = str(main[0].get("title") or "") if main else ""
    csl["author"] = [_name(one) for one in _rows(attributes.get("creators"))]
    csl["editor"] = [
        _name(one)
        for one in _rows(attributes.get("contributors"))
        if one.get("contributorType") == "Editor"
    ]
    publisher = attributes.get("publisher")
    csl["publisher"] = str(
        publisher.get("name") if isinstance(publisher, Mapping) else publisher or ""
    )
    container = attributes.get("container")
    if isinstance(container, Mapping):
        csl["container-title"] = str(container.get("title") or "")
        for name in ("volume", "issue"):
            csl[name] = str(container.get(name) or "")
        first, last = str(container.get("firstPage") or ""), str(container.get("lastPage") or "")
        csl["page"] = f"{first}-{last}" if first and last else first
    csl["issued"] = _issued(attributes)
    csl["language"] = str(attributes.get("language") or "")
    csl["version"] = str(attributes.get("version") or "")
    abstracts = [
        str(one.get("description") or "")
        for one in _rows(attributes.get("descriptions"))
        if one.get("descriptionType") == "Abstract"
    ]
    csl["abstract"] = re.sub(r"</?[A-Za-z][^<>]{0,200}>", "", abstracts[0]) if abstracts else ""
    try:
        csl["DOI"] = identifiers.doi(str(attributes.get("doi") or ""))
    except ValueError:
        csl.pop("DOI", None)
    return common.finish(csl)


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _name(person: Mapping[str, Any]) -> dict[str, str]:
    family, given = person.get("familyName"), person.get("givenName")
    if isinstance(family, str) and family:
        return {"family": family, **({"given": given} if isinstance(given, str) else {})}
    whole = str(person.get("name") or "")
    if person.get("nameType") != "Organizational" and whole.count(",") == 1:
        family, given = (part.strip() for part in whole.split(","))
        return {"family": family, "given": given}
    return {"literal": whole}


def _issued(attributes: Mapping[str, Any]) -> Any:
    for one in _rows(attributes.get("dates")):
        if one.get("dateType") == "Issued":
            found, _ = dates.parse(str(one.get("date") or ""))
            if found:
                return found
    year = attributes.get("publicationYear")
    return {"date-parts": [[year]]} if isinstance(year, int) else None
