"""What a file of sources would bring in: each record is new, known, doubtful or rejected. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from claims.domain.likeness import Likeness
from claims.domain.vocabulary import ImportOutcome, RecordStatus
from claims.formats import csl as common
from claims.formats import references
from claims.formats.encodings import Text
from claims.formats.records import Csl, Kind, Record, Rejected, Unreadable
from claims.formats.seen import Seen
from claims.models import Source
from claims.queries import look_alikes
from claims.queries.links import public_id

#: Records that are looked up together, and written in one transaction.
CHUNK = 500
#: Bytes of JSON in one record; fifty thousand authors take three million.
MOST_JSON = 8_000_000
#: The columns of a source that a record may fill in.
FILLED = (
    "title",
    "authors",
    "container_title",
    "year",
    "doi",
    "pmid",
    "pmcid",
    "isbn",
    "url",
    "language",
)


@dataclass(slots=True)
class Incoming:
    """One record and what would become of it.

    `source` is the key of the one that it is; `adds` what it would fill in there; `candidates` what it may be,
    each {"source" (public id) or "record" (an earlier one of the file), "file", "title", "score", "reasons"}.
    """

    position: int
    line: int | None
    outcome: ImportOutcome
    csl: Csl = field(default_factory=dict)
    reason: str = ""
    source: int | None = None
    adds: dict[str, Any] = field(default_factory=dict)
    candidates: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """A file as it was opened: its kind, and how many records it holds by an independent count."""

    text: Text
    kind: Kind
    counted: int
    mapping: Mapping[str, str]


def open_file(
    path: Path, *, name: str, kind: Kind | None = None, mapping: Mapping[str, str] | None = None
) -> Sheet:
    """The kind is told by the content, unless it is given. Raises Unreadable."""
    text = Text(path, name)
    if kind is None:
        try:
            kind = references.detect_kind(text)
        except Unreadable:
            # Headings that nobody knows are what a mapping is for.
            if not mapping:
                raise
            kind = Kind.CSV
            references.columns(text, mapping)
    counted = references.count(text, kind, mapping=mapping)
    return Sheet(text, kind, counted, dict(mapping or {}))


def sort_out(sheet: Sheet, seen: Seen) -> Iterator[tuple[list[Incoming], list[str]]]:
    """The records in chunks, each with remarks on what the file holds beside records. Raises Unreadable at the end.

    `seen` remembers the records: a second copy is found within one file, and across files that share it.
    At most six queries for a chunk.
    """
    position = 0
    outcomes = references.read(sheet.text, sheet.kind, mapping=sheet.mapping)
    for batch in _chunks(outcomes):
        remarks: list[str] = []
        rows: list[Incoming] = []
        for one in batch:
            if isinstance(one, Record):
                position += 1
                rows.append(_incoming(one, position))
                continue
            reason = common.text(one.reason)
            if not one.records:
                remarks.append(f"Line {one.line}: {reason}")
            for _ in range(one.records):
                position += 1
                rows.append(Incoming(position, one.line, ImportOutcome.REJECTED, reason=reason))
        _compare([row for row in rows if row.outcome == ImportOutcome.NEW], sheet.text.name, seen)
        yield rows, remarks


def _chunks(outcomes: Iterator[Record | Rejected]) -> Iterator[list[Record | Rejected]]:
    """Up to CHUNK at a time; where the file turns out to yield nothing, its rejections still come first."""
    batch: list[Record | Rejected] = []
    try:
        for one in outcomes:
            batch.append(one)
            if len(batch) == CHUNK:
                yield batch
                batch = []
    except Unreadable:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _incoming(record: Record, position: int) -> Incoming:
    size = len(orjson.dumps(record.csl))
    if size > MOST_JSON:
        reason = f"The record takes {size} bytes; at most {MOST_JSON} are kept."
        return Incoming(position, record.line, ImportOutcome.REJECTED, reason=reason)
    notes = " ".join(record.notes)
    return Incoming(position, record.line, ImportOutcome.NEW, record.csl, common.text(notes))


def _compare(rows: list[Incoming], file: str, seen: Seen) -> None:
    stored = look_alikes.candidates([row.csl for row in rows])
    known = _sources({one.source for alike in stored.values() for one in alike})
    for place, row in enumerate(rows):
        keys = look_alikes.keys(row.csl)
        alike = [one for one in stored.get(place, ()) if one.source in known]
        row.candidates = [told(one, shown_title(known[one.source])) for one in alike]
        if alike and alike[0].match.sure:
            row.outcome, row.source = ImportOutcome.SAME, alike[0].source
            row.adds = additions(row.csl, known[alike[0].source])
            row.reason = _because(alike[0].match)
        else:
            _within(row, keys, file, seen)
        seen.add(keys, row.csl, file=file, position=row.position)


def told(alike: look_alikes.Candidate, title: str) -> dict[str, Any]:
    """A look-alike as it is kept on a record."""
    return {
        "source": public_id("source", alike.source),
        "title": title,
        "score": alike.match.score,
        "reasons": list(alike.match.reasons),
    }


def _within(row: Incoming, keys: list[str], file: str, seen: Seen) -> None:
    """Compare with what came before in the file; look-alikes in the base are noted already."""
    found = []
    for one in seen.before(keys):
        match = look_alikes.judge(row.csl, one.csl)
        if match is None:
            continue
        other: dict[str, Any] = {
            "record": one.position,
            "title": common.plain(one.csl.get("title"))[:1000],
            "score": match.score,
            "reasons": list(match.reasons),
        }
        if one.file != file:
            other["file"] = one.file
        if match.sure:
            row.outcome, row.candidates = ImportOutcome.SAME, [other]
            row.adds = additions(row.csl, {**common.columns(one.csl), "csl": one.csl})
            row.reason = _because(match)
            return
        found.append(other)
    row.candidates += found
    if row.candidates:
        row.outcome = ImportOutcome.NEEDS_DECISION


def _because(match: Likeness) -> str:
    reasons = ", ".join(match.reasons)
    return f"{reasons[:1].upper()}{reasons[1:]}."


def _sources(keys: set[int]) -> dict[int, dict[str, Any]]:
    if not keys:
        return {}
    rows = Source.objects.filter(pk__in=keys).order_by().values("pk", "csl", "status", *FILLED)
    return {row["pk"]: row for row in rows}


def shown_title(row: Mapping[str, Any]) -> str:
    """The title of a published source; what waits for an editor is not told to others."""
    return str(row["title"]) if row["status"] == RecordStatus.PUBLISHED else ""


def additions(csl: Csl, held: Mapping[str, Any]) -> dict[str, Any]:
    """What the record says that the source's row leaves empty: columns, and under "csl" the variables."""
    found = common.columns(dict(csl))
    adds = {name: found[name] for name in FILLED if found[name] and not held[name]}
    kept = held["csl"] or {}
    more = {
        name: value
        for name, value in csl.items()
        if name not in kept and name not in ("id", "citation-key", "custom")
    }
    return {**adds, **({"csl": more} if more else {})}
