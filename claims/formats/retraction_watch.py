"""The Retraction Watch database, as its CSV file is published and as others pass it on, read row by row.

Layout: github/gitlab crossref/retraction-watch-data. 20 named columns and an empty one; lists end in `;`; dates are
`M/D/YYYY 0:00`; a PMID of 0 and a DOI "unavailable" mean none. A copy with lower-cased names and fewer columns is
read as well.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from claims.domain import identifiers
from claims.domain.integrity import Announcement
from claims.domain.problems import Problem
from claims.domain.vocabulary import NoticeNature, NoticeOrigin

NATURES = {
    "retraction": NoticeNature.RETRACTION,
    "expression of concern": NoticeNature.CONCERN,
    "correction": NoticeNature.CORRECTION,
    "reinstatement": NoticeNature.REINSTATEMENT,
    "withdrawal": NoticeNature.WITHDRAWAL,
}
#: Without these columns a file is not this database.
NEEDED = ("retractionnature", "originalpaperdoi")
_DAY = re.compile(r"\s*([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?:\s.*)?")
_ISO = re.compile(r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T\s].*)?")
LONGEST_CELL = 1_000_000


class NotTheDatabase(Problem):
    """A file that is no copy of the database."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry: the work (ids normalised, "" where unknown) and the notice about it. `line` counts from 1."""

    line: int
    title: str
    authors: str
    year: int | None
    doi: str
    pmid: str
    notice: Announcement


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that cannot be used, and why."""

    line: int
    reason: str


def read(path: Path) -> Iterator[Row | Unread]:
    """Every entry of the file, in order. Raises NotTheDatabase before the first. Memory does not grow with the file."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        yield from rows(lines)


def rows(lines: Iterable[str]) -> Iterator[Row | Unread]:
    """Every entry of the lines of a CSV file. Raises NotTheDatabase where the header is another file's."""
    csv.field_size_limit(LONGEST_CELL)
    table = csv.reader(line.replace("\x00", "") for line in lines)
    try:
        header = [name.strip().casefold().replace(" ", "") for name in next(table, [])]
    except csv.Error as error:
        raise NotTheDatabase(f"This is no CSV file: {error}.") from error
    if missing := [name for name in NEEDED if name not in header]:
        raise NotTheDatabase(
            "This is no copy of the Retraction Watch database: it has no column "
            + " and no column ".join(missing)
            + "."
        )
    while True:
        line = table.line_num + 1
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            yield Unread(line, f"not readable as CSV: {error}")
            continue
        if any(cell.strip() for cell in cells):
            yield _entry(line, dict(zip(header, cells, strict=False)))


def _entry(line: int, cells: dict[str, str]) -> Row | Unread:
    word = " ".join(cells.get("retractionnature", "").split()).casefold()
    nature = NATURES.get(word)
    if nature is None:
        return Unread(line, f"unknown nature of a notice: {word[:60]!r}")
    doi, pmid = _id("doi", cells, "originalpaperdoi"), _id("pmid", cells, "originalpaperpubmedid")
    title = " ".join(cells.get("title", "").split())
    if not (doi or pmid or title):
        return Unread(line, "neither DOI nor PubMed id nor title of the work")
    published = day(cells.get("originalpaperdate", ""))
    notice_doi = _id("doi", cells, "retractiondoi")
    return Row(
        line=line,
        title=title,
        authors="; ".join(listed(cells.get("author", ""))),
        year=published.year if published else None,
        doi=doi,
        pmid=pmid,
        notice=Announcement(
            nature=nature,
            origin=NoticeOrigin.RETRACTION_WATCH,
            on=day(cells.get("retractiondate", "")),
            reasons="; ".join(listed(cells.get("reason", "")))[:2000],
            doi=notice_doi,
            pmid=_id("pmid", cells, "retractionpubmedid"),
            url=identifiers.link("doi", notice_doi)[:1000] if notice_doi else "",
            outside_id=cells.get("recordid", "").strip()[:100],
        ),
    )


def day(text: str) -> date | None:
    """The date of a cell, month first as the database has it, or ISO 8601; None where there is none."""
    american, iso = _DAY.fullmatch(text), _ISO.fullmatch(text)
    try:
        if american:
            month, number, year = map(int, american.groups())
            return date(year, month, number)
        if iso:
            return date(*map(int, iso.groups()))
    except ValueError:
        return None
    return None


def listed(text: str) -> list[str]:
    """The parts of a list: `A;B;`, and `['+A' '+B']` of the copy that went through NumPy."""
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        parts = [a or b for a, b in re.findall(r"'([^']*)'|\"([^\"]*)\"", text)]
    else:
        parts = text.split(";")
    return [part.strip().lstrip("+").strip() for part in parts if part.strip(" +")]


def _id(kind: str, cells: dict[str, str], column: str) -> str:
    try:
        found = identifiers.parse(kind, cells.get(column, ""))
    except ValueError:
        return ""
    return found if len(found) <= 300 else ""
