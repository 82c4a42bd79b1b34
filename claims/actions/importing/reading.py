"""The file is read: every record ends as new, known, doubtful or rejected, and nothing is stored yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from claims.actions.core import act, record
from claims.actions.importing import batches, files
from claims.domain.problems import Invalid
from claims.domain.vocabulary import ImportStatus
from claims.formats.encodings import encoding
from claims.formats.records import Kind, Unreadable
from claims.formats.seen import Seen
from claims.models import Import, ImportRecord
from claims.queries.incoming import Incoming, Sheet, open_file, sort_out

if TYPE_CHECKING:
    from evidence.accounts.models import User

#: How many remarks on what a file holds beside records are kept.
MOST_REMARKS = 50


def _quiet(_: int) -> None:
    return None


def begin(*, batch: Import, by: User | None) -> Import:
    """Read the file now, or have the worker do it where it is large. Raises Denied."""
    batches.may_handle(batch, by=by)
    if batch.size <= batches.AT_ONCE:
        # Two megabytes hold sixty thousand records of a line each: the bytes alone bound nothing.
        batch.counted = _counted(batch)
    if not batches.ask("import_read", batch, by):
        read(batch=batch, by=by)
    return batch


def read(
    *,
    batch: Import,
    by: User | None,
    progress: Callable[[int], None] = _quiet,
    started: Callable[[int], None] = _quiet,
) -> Import:
    """Read the whole file, a chunk of records to a transaction; afterwards the import is to be looked at.

    A file that cannot be read or yields nothing leaves the import failed, with the reason. One that was interrupted
    is read from the beginning. `started` is told how many records there are, `progress` how many more are read.
    """
    batches.may_handle(batch, by=by)
    with act(by):
        batches.swap(
            batch,
            [ImportStatus.WAITING, ImportStatus.READING],
            status=ImportStatus.READING,
            read=0,
            counted=None,
            error="",
        )
        ImportRecord.objects.filter(batch=batch).delete()
    kept = batch.kept_as
    try:
        remarks = _read(batch, by=by, progress=progress, started=started)
    except (Unreadable, Invalid) as error:
        batches.failed(batch, error.message, by=by)
        files.drop(kept)
        return batch
    with act(by):
        batches.swap(
            batch, [ImportStatus.READING], status=ImportStatus.PREVIEW, error="\n".join(remarks)
        )
        record("read", batch, after={"records": batch.counted, "kind": batch.kind})
    return batch


def _read(
    batch: Import,
    *,
    by: User | None,
    progress: Callable[[int], None],
    started: Callable[[int], None],
) -> list[str]:
    sheet = _open(batch)
    with act(by):
        found = encoding(sheet.text.head()) or ""
        batches.swap(
            batch,
            [ImportStatus.READING],
            kind=str(sheet.kind),
            counted=sheet.counted,
            encoding=found[:20],
        )
    started(sheet.counted)
    remarks: list[str] = []
    with Seen() as seen:
        for rows, more in sort_out(sheet, seen):
            remarks += more[: MOST_REMARKS - len(remarks)]
            with act(by):
                ImportRecord.objects.bulk_create([_row(batch, row) for row in rows], batch_size=500)
                batches.swap(batch, [ImportStatus.READING], read=batch.read + len(rows))
            progress(len(rows))
    return remarks


def _counted(batch: Import) -> int:
    """How many records the file holds; 0 where that cannot be said, for reading it says why."""
    try:
        return _open(batch).counted
    except (Unreadable, Invalid):
        return 0


def _open(batch: Import) -> Sheet:
    path = files.path_of(batch.kept_as)
    kind = Kind(batch.kind) if batch.kind else None
    return open_file(path, name=batch.filename, kind=kind, mapping=batch.mapping)


def _row(batch: Import, one: Incoming) -> ImportRecord:
    values: dict[str, Any] = {
        "position": one.position,
        "line": one.line,
        "outcome": one.outcome,
        "reason": one.reason,
        "csl": one.csl,
        "source_id": one.source,
        "adds": one.adds,
        "candidates": one.candidates,
    }
    return ImportRecord(batch=batch, **values)
