"""Which sources a notice is about, and the notices of a source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from claims.domain import identifiers, titles
from claims.domain.integrity import Announcement, lifted
from claims.domain.vocabulary import NoticeNature, NoticeOrigin, RecordStatus
from claims.formats.retraction_watch import Row
from claims.models import Notice, Source
from claims.queries.links import label

CHUNK = 500
#: How many of a title's rarest words are looked up; two like titles share most of theirs.
RAREST = 6


@dataclass(frozen=True, slots=True)
class Match:
    """A notice and the source that it is about; `by` says what they have in common: doi, pmid or title."""

    source: int
    announcement: Announcement
    by: str


def matches(rows: Iterable[Row]) -> Iterator[Match]:
    """The sources that the rows speak of: by DOI, else by PubMed id, else by title, year and authors.

    Two queries for each 500 rows, and one more for the titles, at the first row that needs them.
    """
    known: _Titles | None = None
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        dois, pmids = _keys("doi", chunk), _keys("pmid", chunk)
        for row in chunk:
            by = "doi" if dois.get(row.doi) else "pmid"
            found = dois.get(row.doi) or pmids.get(row.pmid)
            if not found and len(titles.key(row.title)) >= titles.TELLING:
                known = known or _Titles()
                found, by = known.like(row), "title"
            for pk in found or ():
                yield Match(pk, row.notice, by)


def _keys(column: str, rows: Iterable[Row]) -> dict[str, list[int]]:
    values = {getattr(row, column) for row in rows} - {""}
    found: dict[str, list[int]] = defaultdict(list)
    if values:
        pairs = (
            Source.objects.exclude(status=RecordStatus.MERGED)
            .filter(**{f"{column}__in": values})
            .order_by("pk")
            .values_list(column, "pk")
        )
        for value, pk in pairs:
            found[value].append(pk)
    return found


class _Titles:
    """Every source's title by its words. One query; about a kilobyte a source."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[str, int, str, bool, bool]] = {}
        self.places: dict[str, list[int]] = defaultdict(list)
        columns = ("pk", "title", "year", "authors", "doi", "pmid")
        rows = (
            Source.objects.exclude(status=RecordStatus.MERGED)
            .filter(year__isnull=False)
            .order_by("pk")
            .values_list(*columns)
        )
        for pk, title, year, authors, doi, pmid in rows.iterator(chunk_size=2000):
            key = titles.key(title)
            if len(key) >= titles.TELLING and year is not None:
                self.rows[pk] = (title, year, authors, bool(doi), bool(pmid))
                for word in set(key.split()):
                    self.places[word].append(pk)

    def like(self, row: Row) -> list[int]:
        """Sources whose title is at least 85 per cent alike, a year apart at most, with an author in common.

        Another DOI, or another PubMed id, is another work.
        """
        if row.year is None:
            return []
        words = sorted(
            (word for word in set(titles.key(row.title).split()) if word in self.places),
            key=lambda word: (len(self.places[word]), word),
        )[:RAREST]
        shared = Counter(pk for word in words for pk in self.places[word])
        found = []
        for pk, count in shared.items():
            title, year, authors, doi, pmid = self.rows[pk]
            if (doi and row.doi) or (pmid and row.pmid) or abs(year - row.year) > 1:
                continue
            if count * 3 < len(words) or titles.alike(title, row.title) < titles.SAME:
                continue
            ours, theirs = titles.surnames(authors), titles.surnames(row.authors)
            if not (ours and theirs) or ours & theirs:
                found.append(pk)
        return sorted(found)


def announcements(rows: Iterable[Notice]) -> list[Announcement]:
    """Stored notices as the rule of standing takes them; those no longer to be had are left out. No query."""
    return [
        Announcement(
            nature=NoticeNature(row.nature),
            origin=NoticeOrigin(row.origin),
            on=row.on,
            reasons=row.reasons,
            doi=row.doi,
            pmid=row.pmid,
            url=row.url,
            outside_id=row.outside_id,
        )
        for row in rows
        if row.is_standing
    ]


def of_source(pk: int) -> list[dict[str, Any]]:
    """Every notice about the source, earliest first, and whether it counts. One query."""
    rows = list(Notice.objects.filter(source=pk))
    known = announcements(rows)
    found = []
    for row in rows:
        own = announcements([row])
        found.append(
            {
                "nature": row.nature,
                "nature_label": label(NoticeNature, row.nature),
                "on": row.on,
                "reasons": row.reasons,
                "origin": row.origin,
                "origin_label": label(NoticeOrigin, row.origin),
                "doi": row.doi,
                "link": _link(row),
                "matched_by": row.matched_by,
                "as_of": row.as_of,
                "standing": bool(own) and not lifted(own[0], known),
                "listed": row.is_standing,
            }
        )
    return found


def _link(row: Notice) -> str:
    if row.url:
        return row.url
    for kind in ("doi", "pmid"):
        value = getattr(row, kind)
        if value:
            return identifiers.link(kind, value)
    return ""
