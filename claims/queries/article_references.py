"""The references of an article tied to stored sources: by identifier, by address, else by title, author and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from claims.access import visible_sources
from claims.domain.articles import TiedBy
from claims.domain.likeness import Record
from claims.domain.passages import bibliography, naming
from claims.domain.vocabulary import RecordStatus
from claims.models import Passage
from claims.queries import likeness
from claims.queries.briefs import SOURCE_COLUMNS, source_brief

if TYPE_CHECKING:
    from claims.access import Viewer

Node = dict[str, Any]

#: Chunks of identifiers that are looked up at once.
CHUNK = 400
#: Identifiers that sources are stored with.
STORED = ("doi", "pmid", "pmcid")
COLUMNS = (*SOURCE_COLUMNS, "integrity_on", "integrity_url")


@dataclass(frozen=True)
class Stored:
    """A source that a reference was tied to, and how."""

    brief: Mapping[str, Any]
    by: TiedBy


@dataclass
class Tied:
    """An article's list of references, its references' sources, and what services said of identifiers."""

    entries: list[Node]
    records: Mapping[str, Any]
    #: Identifiers that the text itself names, in its order.
    named: list[tuple[str, str]] = field(default_factory=list)
    by_entry: dict[int, Stored] = field(default_factory=dict)
    by_value: dict[tuple[str, str], Stored] = field(default_factory=dict)

    def source(self, reference: Mapping[str, Any]) -> Stored | None:
        """The stored source that a reference in the text is, by itself or by its entry."""
        own = self.by_value.get((reference["kind"], reference["value"]))
        return own or self.by_entry.get(reference.get("entry") or 0)


def listed(text: str) -> Node:
    """The article's own list of references as it is stored with it. No query."""
    found = bibliography.read(text)
    return {
        "entries": [
            {
                **asdict(one),
                "identifiers": [{"kind": kind, "value": value} for kind, value in one.identifiers],
            }
            for one in found.entries
        ],
        "records": {},
    }


def tie(
    viewer: Viewer, text: str, passages: Iterable[Passage], stored: Mapping[str, Any] | None
) -> Tied:
    """The sources that the references of `passages` and the entries of the `stored` list are.

    One query for each kind and 400 identifiers, one for addresses, and at most seven for entries without identifier.
    """
    held = stored or {}
    entries = [{**one, "text": text[one["start"] : one["end"]]} for one in held.get("entries", ())]
    tied = Tied(entries, held.get("records", {}))
    asked: dict[str, set[str]] = defaultdict(set)
    for reference in (one for passage in passages for one in passage.references):
        asked[reference["kind"]].add(reference["value"])
        tied.named.append((reference["kind"], reference["value"]))
    for entry in entries:
        for one in entry["identifiers"]:
            asked[one["kind"]].add(one["value"])
        if entry["address"]:
            asked["url"].add(entry["address"])
    seen = visible_sources(viewer).exclude(status=RecordStatus.MERGED)
    for kind in STORED:
        for row in _rows(seen, kind, asked[kind]):
            tied.by_value[kind, row[kind]] = Stored(_brief(row), TiedBy.IDENTIFIER)
    _by_address(seen, asked["url"], tied)
    for place, entry in enumerate(entries, 1):
        pairs = [(one["kind"], one["value"]) for one in entry["identifiers"]]
        met = next((tied.by_value[pair] for pair in pairs if pair in tied.by_value), None)
        met = met or tied.by_value.get(("url", entry["address"]))
        if met:
            tied.by_entry[place] = met
    _by_likeness(seen, tied)
    return tied


def _rows(seen: Any, column: str, values: Collection[str]) -> Iterator[Mapping[str, Any]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), CHUNK):
        yield from seen.filter(**{f"{column}__in": ordered[start : start + CHUNK]}).values(*COLUMNS)


def _brief(row: Mapping[str, Any]) -> Node:
    return {
        **source_brief(row),
        "integrity_on": row["integrity_on"],
        "integrity_url": row["integrity_url"],
    }


def _by_address(seen: Any, addresses: Collection[str], tied: Tied) -> None:
    """Sources by the address that they are stored with, however it begins and ends."""
    spelled: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        for spelling in _spellings(address):
            spelled[spelling].append(address)
    for row in _rows(seen, "url", spelled):
        for address in spelled[row["url"]]:
            tied.by_value.setdefault(("url", address), Stored(_brief(row), TiedBy.ADDRESS))


def _spellings(address: str) -> set[str]:
    bare = address.split("#", maxsplit=1)[0].rstrip("/")
    for opening in ("https://", "http://"):
        bare = bare.removeprefix(opening)
    bare = bare.removeprefix("www.")
    return {
        f"{scheme}://{host}{bare}{slash}"
        for scheme in ("https", "http")
        for host in ("", "www.")
        for slash in ("", "/")
    }


def _by_likeness(seen: Any, tied: Tied) -> None:
    """Entries without a stored identifier, by title, first author and year. Those with another work's are let be."""
    asked = {
        place: entry
        for place, entry in enumerate(tied.entries, 1)
        if place not in tied.by_entry and entry["title"] and entry["authors"] and entry["year"]
    }
    records = [
        Record(title=entry["title"], authors=entry["authors"], year=entry["year"])
        for entry in asked.values()
    ]
    places = list(asked)
    met = {
        places[at]: [one.source for one in found]
        for at, found in likeness.candidates(records).items()
    }
    if not met:
        return
    keys = sorted({key for many in met.values() for key in many})
    rows = {row["pk"]: row for row in _rows(seen, "pk", keys)}  # type: ignore[arg-type]
    for place, many in met.items():
        entry = asked[place]
        held = {one["kind"]: one["value"] for one in entry["identifiers"]}
        for key in many:
            row = rows.get(key)
            # Its own identifier names another record: whatever the title says, that is for a person.
            if row is None or any(row[kind] and held.get(kind) for kind in STORED):
                continue
            record = Record(
                title=row["title"],
                authors=row["authors"],
                year=row["year"],
                container=row["container_title"],
            )
            if naming.same_work(entry, entry["text"], record):
                tied.by_entry[place] = Stored(_brief(row), TiedBy.TITLE)
                break


def unresolved(tied: Tied) -> list[tuple[str, str]]:
    """DOIs and PubMed ids of references that no stored source has, each once, those of the list first. No query."""
    pairs = [
        (one["kind"], one["value"])
        for place, entry in enumerate(tied.entries, 1)
        if place not in tied.by_entry
        for one in entry["identifiers"]
    ]
    return [
        pair
        for pair in dict.fromkeys([*pairs, *tied.named])
        if pair[0] in ("doi", "pmid") and pair not in tied.by_value
    ]
