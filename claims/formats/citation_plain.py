"""A reference in a plain form of our own: for when no citation processor answers, and for pages that must not wait."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claims.domain.identifiers import link
from claims.formats import csl as common
from claims.formats import dates, names
from claims.formats.citation_runs import Run, Runs, joined
from claims.formats.records import Csl

#: So many authors are named, then "et al.".
AUTHORS = 6
LONGEST = 2000


def formatted(csl: Csl) -> Runs:
    """Authors (year). Title. Container volume(issue):pages. Address. Always says something."""
    return joined(_parts(csl)) or (Run("No title is known."),)


def _parts(csl: Csl) -> Iterator[Run]:
    year = dates.year(csl.get("issued"))
    people = _people(csl.get("author") or csl.get("editor"))
    if people:
        yield Run(_stopped(people))
    title = common.plain(csl.get("title"))[:LONGEST]
    if title:
        yield Run(f"{_stopped(title)}")
    container = _one(csl, "container-title") or _one(csl, "publisher")
    if container:
        yield Run(container, ("i",))
    place = _one(csl, "volume") + (f"({_one(csl, 'issue')})" if _one(csl, "issue") else "")
    if _one(csl, "page"):
        place += f":{_one(csl, 'page')}" if place else f"p. {_one(csl, 'page')}"
    told = [
        text for text in (place, _one(csl, "version") and f"version {csl['version']}", year) if text
    ]
    if told:
        yield Run((", " if container else "") + ", ".join(map(str, told)) + ". ")
    elif container:
        yield Run(". ")
    yield Run(_address(csl))


def _stopped(text: str) -> str:
    return f"{text} " if text.endswith((".", "?", "!")) else f"{text}. "


def _one(csl: Csl, name: str) -> str:
    value = csl.get(name)
    given = str(value) if isinstance(value, str | int | float) else ""
    return common.plain(given)[:LONGEST]


def _people(value: Any) -> str:
    people = [text for text in map(names.short, value if isinstance(value, list) else []) if text]
    more = ["et al."] if len(people) > AUTHORS else []
    return ", ".join([*people[:AUTHORS], *more])[:LONGEST]


def _address(csl: Csl) -> str:
    doi = _one(csl, "DOI")
    if doi:
        return link("doi", doi)
    if _one(csl, "PMID"):
        return f"PMID {_one(csl, 'PMID')}"
    return _one(csl, "URL")
