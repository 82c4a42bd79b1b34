"""From what a person pastes to a record of the work, joined from every service that knows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from claims.actions.lookups import services
from claims.actions.lookups.problems import TurnedOff, Unavailable
from claims.actions.lookups.services import Found
from claims.domain import identifiers
from claims.domain.integrity import Announcement
from claims.domain.problems import Invalid
from claims.formats import csl as common
from claims.formats.filling import Joined, joined

#: Kinds of identifiers that name a publication.
WORKS = ("doi", "pmid", "pmcid", "isbn", "arxiv")


@dataclass
class LookedUp:
    """What was asked for (`kind` "title" for a title), what was found, and who could not be asked and why."""

    kind: str
    value: str
    found: list[Found] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> Joined:
        """The records as one; where each field is from; where they differ."""
        return joined((one.service, one.csl) for one in self.found)

    @property
    def notices(self) -> list[Announcement]:
        """The notices of every service."""
        return [notice for one in self.found for notice in one.notices]

    def columns(self) -> dict[str, Any]:
        """The record as the fields of a source, with the whole as `csl`; empty where nothing was found."""
        if not self.found:
            return {}
        csl = self.whole.csl
        given = {name: value for name, value in common.columns(csl).items() if value}
        return {**given, "csl": csl}

    def ask(self, service: str, question: Callable[[], Found | None]) -> Found | None:
        """Ask, and keep the answer, or why there is none."""
        try:
            found = question()
        except Unavailable as error:
            self.failures[service] = error.message
            return None
        if found is not None:
            self.found.append(found)
        return found


def understood(text: str) -> tuple[str, str]:
    """Which publication a pasted text means: kind and normalised value, "title" where it is no identifier.

    Raises Invalid for identifiers that name no publication and addresses without an identifier in them.
    """
    text = " ".join(text.split())
    try:
        kind, value = identifiers.guess(text)
    except ValueError:
        kind, value = "title", text
    if kind in WORKS:
        return kind, value
    if kind != "title":
        raise Invalid(
            {
                "query": [
                    f"{identifiers.LABELS[kind]} {value} names no publication: give its DOI or PubMed id."
                ]
            }
        )
    for one in identifiers.find_all(text[:5000]):
        if one.kind in WORKS:
            return one.kind, one.value
    if re.match(r"https?://", text, re.IGNORECASE):
        raise Invalid(
            {
                "query": [
                    "There is no identifier in this address: give the work's DOI, PubMed id or title."
                ]
            }
        )
    if len(text) < 15:
        raise Invalid({"query": ["Give an identifier, or a whole title."]})
    return "title", text[:500]


def look_up(text: str) -> LookedUp:
    """Ask for the publication that a pasted text means.

    Crossref first, DataCite for DOIs that it does not have, PubMed for its ids; OpenAlex fills what they leave
    open, where the site has a key. Raises Invalid, TurnedOff, and Unavailable where nobody could be asked.
    """
    kind, value = understood(text)
    if not settings.LOOKUP_CONTACT:
        raise TurnedOff
    if kind == "title":
        return by_title(value)
    return by_identifier(kind, value)


def by_title(title: str) -> LookedUp:
    """The likest record that Crossref has of a title. Raises Unavailable."""
    return LookedUp("title", title, services.crossref_by_title(title)[:1])


def by_identifier(kind: str, value: str) -> LookedUp:
    """Every service's record of an identifier. Raises Unavailable where nobody could be asked."""
    asked = LookedUp(kind, value)
    doi = value if kind == "doi" else ""
    if kind == "pmid":
        first = asked.ask("pubmed", lambda: services.pubmed(value))
        doi = str(first.csl.get("DOI") or "") if first else ""
    elif kind == "arxiv":
        asked.ask("datacite", lambda: services.datacite(f"10.48550/arxiv.{value}"))
    elif kind == "isbn":
        asked.ask("crossref", lambda: services.crossref_by_isbn(value))
    elif kind == "pmcid" and not settings.OPENALEX_API_KEY:
        raise Invalid(
            {"query": ["PMC ids are looked up in OpenAlex, for which this site has no key."]}
        )
    if doi:
        asked.ask("crossref", lambda: services.crossref(doi))
        # Only a DOI that Crossref does not know is another agency's; one that it could not be asked about may be its.
        if kind == "doi" and not asked.found and not asked.failures:
            asked.ask("datacite", lambda: services.datacite(doi))
    if kind in ("doi", "pmid", "pmcid"):
        asked.ask("openalex", lambda: services.openalex(kind, value))
    if not asked.found and asked.failures:
        raise Unavailable(" ".join(asked.failures.values()))
    return asked
