"""What two records are compared by, taken from CSL-JSON or from a source's columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from claims.domain import identifiers
from claims.domain.likeness import text


@dataclass(frozen=True)
class Record:
    """One publication as it is compared: texts as written, "" or None where nothing is known."""

    title: str = ""
    authors: str = ""
    year: int | None = None
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    abstract: str = ""
    kind: str = ""
    language: str = ""

    @cached_property
    def words(self) -> str:
        """The title folded."""
        return text.title(self.title)

    @cached_property
    def title_key(self) -> str:
        """See `text.title_key`."""
        return text.title_key(self.title)

    @cached_property
    def author_key(self) -> str:
        """See `text.author_key`."""
        return text.author_key(self.authors)

    @cached_property
    def names(self) -> frozenset[str]:
        """See `text.names`."""
        return text.names(self.authors)

    @cached_property
    def journal(self) -> str:
        """The container folded."""
        found = text.folded(self.container)
        return "" if found in text.UNKNOWN else found

    @cached_property
    def order(self) -> tuple[str, ...]:
        """A key that sorts records the same way in whatever order they come."""
        return tuple(str(getattr(self, field.name) or "") for field in fields(self))


def record_of(csl: Mapping[str, Any]) -> Record:
    """The record that a CSL-JSON item describes; what is malformed counts as not known."""
    custom = csl.get("custom")
    custom = custom if isinstance(custom, Mapping) else {}
    return Record(
        title=_text(csl.get("title")),
        authors=_authors(csl.get("author")),
        year=_year(csl.get("issued")),
        container=_text(csl.get("container-title")),
        volume=_text(csl.get("volume")),
        issue=_text(csl.get("issue")),
        pages=_text(csl.get("page")) or _text(csl.get("number")),
        doi=_ident("doi", csl.get("DOI")),
        pmid=_ident("pmid", csl.get("PMID") or custom.get("PMID")),
        abstract=_text(csl.get("abstract"))[:2000],
        kind=_text(csl.get("type")),
        language=_text(csl.get("language")),
    )


def record_of_source(row: Mapping[str, Any]) -> Record:
    """The record of a source's columns, completed from its CSL-JSON."""
    csl = row.get("csl")
    found = record_of(csl if isinstance(csl, Mapping) else {})
    own: dict[str, Any] = {
        "title": row.get("title"),
        "authors": row.get("authors"),
        "year": row.get("year"),
        "container": row.get("container_title"),
        "doi": row.get("doi"),
        "pmid": row.get("pmid"),
        "kind": "preprint" if row.get("is_preprint") else row.get("csl_type"),
        "language": row.get("language"),
    }
    return replace(found, **{name: value for name, value in own.items() if value})


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _authors(value: Any) -> str:
    if isinstance(value, str):
        return value
    found = []
    for author in value if isinstance(value, list) else ():
        if not isinstance(author, Mapping):
            continue
        last, given = _text(author.get("family")), _text(author.get("given"))
        prefix = _text(author.get("non-dropping-particle"))
        last = f"{prefix} {last}".strip()
        found.append(f"{last}, {given}" if last and given else last or _text(author.get("literal")))
    return "; ".join(name for name in found if name)


def _year(value: Any) -> int | None:
    if isinstance(value, Mapping):
        parts = value.get("date-parts")
        first = parts[0] if isinstance(parts, list) and parts else None
        value = first[0] if isinstance(first, list) and first else value.get("raw")
    found = re.search(r"(?<!\d)(?:1[5-9]|20|21)\d\d(?!\d)", str(value or ""))
    return int(found.group()) if found else None


def _ident(kind: str, value: Any) -> str:
    try:
        return identifiers.parse(kind, _text(value)) if _text(value) else ""
    except ValueError:
        return ""
