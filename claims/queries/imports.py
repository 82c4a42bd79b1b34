"""Imports: what was brought in, how far it is, and what became of each record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from claims.access import visible_imports
from claims.domain.vocabulary import ImportOutcome, ImportStatus, JobStatus
from claims.formats import csl as common
from claims.models import Import, ImportRecord, Job, Source
from claims.queries.incoming import shown_title
from claims.queries.links import label, maybe_id, public_id, url
from claims.queries.pages import Page, by_id, checked_limit, cut, decode, encode, in_order

if TYPE_CHECKING:
    from claims.access import Viewer

COLUMNS = (
    "pk",
    "filename",
    "kind",
    "encoding",
    "size",
    "mapping",
    "status",
    "counted",
    "read",
    "stored",
    "error",
    "created_at",
    "created_by_id",
    "touched_at",
    "ended_at",
    "undone_at",
)
KEPT = (
    "filename",
    "kind",
    "encoding",
    "size",
    "mapping",
    "counted",
    "read",
    "stored",
    "created_at",
    "ended_at",
    "undone_at",
)
SHOWN_REJECTIONS = 100
#: The largest number that the column of places holds.
BIGGEST = 2**31 - 1
BUSY = (ImportStatus.WAITING, ImportStatus.READING, ImportStatus.STORING)
#: What expires when nobody stores it.
UNSTORED = (ImportStatus.WAITING, ImportStatus.PREVIEW)
#: One that is being read or stored moves every few seconds; after this long without a job it was interrupted.
SILENT = timedelta(minutes=10)


@dataclass(frozen=True)
class ImportFilters:
    """None: the newest of all that the viewer may see."""

    by: int | None = None


@dataclass(frozen=True)
class RecordFilters:
    """`outcome`: one word; empty for all."""

    outcome: str = ""


@dataclass(frozen=True)
class Trouble:
    """What keeps an import from going on, in words, and whether it stays so until a person acts."""

    words: str = ""
    stuck: bool = False


def trouble(batch: Import | Mapping[str, Any]) -> Trouble:
    """Whether the worker gave up on the import, tries it again later, or somebody was interrupted. One query."""
    row = batch if isinstance(batch, Mapping) else vars(batch)
    if row["status"] not in BUSY:
        return Trouble()
    pk = row["pk"] if "pk" in row else row["id"]
    jobs = Job.objects.filter(kind__in=("import_read", "import_store"), payload__batch=pk)
    job = jobs.order_by("-pk").first()
    if job is not None and job.status == JobStatus.FAILED:
        return Trouble(f"Given up after {job.attempts} tries. {job.error[:500]}", stuck=True)
    if job is not None and job.status in (JobStatus.WAITING, JobStatus.RUNNING):
        if not job.error:
            return Trouble()
        return Trouble(f"Try {job.attempts} failed, the next one follows. {job.error[:500]}")
    if row["touched_at"] < timezone.now() - SILENT:
        return Trouble("It was interrupted.", stuck=True)
    return Trouble()


def overdue() -> Q:
    """The condition on an import that nobody stored in time."""
    since = timezone.now() - timedelta(days=settings.IMPORT_PREVIEW_DAYS)
    return Q(status__in=UNSTORED, touched_at__lt=since)


def counts(batch: Import | int) -> dict[str, int]:
    """How many records came to each outcome; outcomes of none included. One query."""
    key = batch if isinstance(batch, int) else batch.pk
    rows = ImportRecord.objects.filter(batch=key).order_by().values_list("outcome")
    found = dict(rows.annotate(number=Count("pk")))
    return {word: found.get(word, 0) for word, _ in ImportOutcome.choices()}


def rejected(batch: Import | int, most: int | None = None) -> list[tuple[int | None, str]]:
    """Line and reason of each record that could not be read. One query."""
    key = batch if isinstance(batch, int) else batch.pk
    rows = ImportRecord.objects.filter(batch=key, outcome=ImportOutcome.REJECTED)
    return list(rows.order_by("position").values_list("line", "reason")[:most])


def brief(row: Mapping[str, Any]) -> dict[str, Any]:
    """The dict of a row of COLUMNS. No query."""
    return {
        "id": public_id("import", row["pk"]),
        "url": url("import", row["pk"]),
        "status": row["status"],
        "status_label": label(ImportStatus, row["status"]),
        **{name: row[name] for name in KEPT},
    }


def page(
    viewer: Viewer, filters: ImportFilters, cursor: str | None = None, limit: int = 25
) -> Page:
    """Imports that the viewer may see, newest first. Two queries."""
    queryset = visible_imports(viewer)
    if filters.by is not None:
        queryset = queryset.filter(created_by=filters.by)
    keys, following = by_id(queryset, "imports", cursor, limit)
    rows = in_order(list(Import.objects.filter(pk__in=keys).values(*COLUMNS)), keys)
    return Page([brief(row) for row in rows], following)


def detail(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """The report of an import, or None if the viewer may not see it. Four queries, one more while it is busy."""
    row = visible_imports(viewer).filter(pk=pk).values(*COLUMNS).first()
    if row is None:
        return None
    found = counts(pk)
    waits = ImportRecord.objects.filter(batch=pk).filter(waiting()).exists()
    status = row["status"]
    failed = status == ImportStatus.FAILED
    found_out = trouble(row)
    busy = status in BUSY and not found_out.stuck
    done = row["stored"] if status == ImportStatus.STORING else row["read"]
    return brief(row) | {
        "records": row["counted"],
        **found,
        "rejections": [
            {"file": row["filename"], "line": line, "reason": reason}
            for line, reason in rejected(pk, SHOWN_REJECTIONS)
        ],
        "adds_up": row["counted"] is not None and sum(found.values()) == row["counted"],
        "busy": busy,
        "done_share": round(done / row["counted"], 4) if row["counted"] else 0.0,
        "error": row["error"] if failed else "",
        "trouble": found_out.words,
        "may_retry": found_out.stuck,
        "expires_at": row["touched_at"] + timedelta(days=settings.IMPORT_PREVIEW_DAYS)
        if status in UNSTORED
        else None,
        "remarks": [] if failed else row["error"].splitlines(),
        "may_store": status == ImportStatus.PREVIEW or (status == ImportStatus.DONE and waits),
        "may_undo": found_out.stuck
        or status in (ImportStatus.WAITING, ImportStatus.PREVIEW, ImportStatus.DONE),
    }


def waiting() -> Q:
    """The condition on a record that is decided and not stored."""
    return Q(outcome=ImportOutcome.NEW, made=False) | Q(
        outcome=ImportOutcome.SAME, adds__filled__isnull=True
    )


def records(pk: int, filters: RecordFilters, cursor: str | None = None, limit: int = 25) -> Page:
    """One page of the records of an import, in the order of the file. At most two queries."""
    queryset = ImportRecord.objects.filter(batch=pk).order_by("position")
    if filters.outcome:
        queryset = queryset.filter(outcome=filters.outcome)
    if cursor:
        (last,) = decode("import-records", cursor, int)
        queryset = queryset.filter(position__gt=last)
    rows = list(queryset[: checked_limit(limit) + 1])
    kept, following = cut(rows, limit, lambda row: encode("import-records", row.position))
    held = _sources(kept)
    return Page([record(row, held) for row in kept], following)


def one_record(pk: int, position: int) -> dict[str, Any] | None:
    """One record of an import by its place in the file. Two queries."""
    if position > BIGGEST:
        return None
    row = ImportRecord.objects.filter(batch=pk, position=position).first()
    return None if row is None else record(row, _sources([row]))


def record(row: ImportRecord, held: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """What became of a record, with what it says and whom it looks like. No query."""
    says = common.columns(row.csl)
    source = held.get(row.source_id or 0)
    return {
        "position": row.position,
        "line": row.line,
        "outcome": row.outcome,
        "outcome_label": label(ImportOutcome, row.outcome),
        "reason": row.reason,
        "title": says["title"],
        "authors": says["authors"],
        "year": says["year"],
        "container_title": says["container_title"],
        "doi": says["doi"],
        "source": maybe_id("source", row.source_id),
        "source_url": url("source", row.source_id) if row.source_id else None,
        "source_title": says["title"] if row.made else shown_title(source) if source else "",
        "made": row.made,
        "decided": row.decided_by_id is not None,
        "dealt_with": row.made or "filled" in row.adds,
        "adds": row.adds,
        "candidates": row.candidates,
        "csl": row.csl,
    }


def _sources(rows: Iterable[ImportRecord]) -> dict[int, dict[str, Any]]:
    keys = {row.source_id for row in rows if row.source_id}
    if not keys:
        return {}
    found = Source.objects.filter(pk__in=keys).order_by().values("pk", "title", "status")
    return {row["pk"]: dict(row) for row in found}
