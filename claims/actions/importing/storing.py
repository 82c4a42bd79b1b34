"""What was read is stored: new records become sources, known ones gain what they lack, a chunk to a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.utils import timezone

from claims.access import Permission, may
from claims.actions.core import act, announce, record
from claims.actions.filling import came_from
from claims.actions.importing import batches, files
from claims.actions.importing.batches import is_dealt_with
from claims.actions.importing.filling import fill_known, origin
from claims.actions.importing.noticing import learn_notices
from claims.actions.keys import derive
from claims.domain.problems import Moved, NotAllowedNow
from claims.domain.vocabulary import ImportOutcome, ImportStatus, ProposalKind, RecordStatus
from claims.formats.csl import columns
from claims.models import Import, ImportRecord, Proposal, Source
from claims.queries import look_alikes
from claims.queries.imports import waiting
from claims.queries.incoming import CHUNK, told
from claims.queries.links import public_id

if TYPE_CHECKING:
    from evidence.accounts.models import User

IDENTIFIERS = look_alikes.IDENTIFIERS
START = (ImportStatus.PREVIEW, ImportStatus.DONE)


def _quiet(_: int) -> None:
    return None


def begin(*, batch: Import, by: User | None) -> Import:
    """Store it now, or have the worker do it where the file is large. Raises Denied, NotAllowedNow, Moved."""
    _start(batch, by)
    if not batches.ask("import_store", batch, by):
        _all(batch, by=by, progress=_quiet)
    return batch


def store(*, batch: Import, by: User | None, progress: Callable[[int], None] = _quiet) -> Import:
    """Store every record that is decided; those that need a decision stay, and can be stored later.

    One that was interrupted goes on where it was. Raises Denied, NotAllowedNow, Moved.
    """
    if batch.status != ImportStatus.STORING:
        _start(batch, by)
    batches.may_handle(batch, by=by)
    _all(batch, by=by, progress=progress)
    return batch


def pending(batch: Import) -> bool:
    """Whether a decided record waits to be stored. One query."""
    return ImportRecord.objects.filter(batch=batch).filter(waiting()).exists()


def _start(batch: Import, by: User | None) -> None:
    batches.may_handle(batch, by=by)
    if batch.status not in START:
        raise NotAllowedNow(
            f"This import is {batch.get_status_display().lower()}: nothing to store."
        )
    if batch.status == ImportStatus.DONE and not pending(batch):
        raise NotAllowedNow("Everything that is decided is stored.")
    with act(by):
        batches.swap(batch, START, status=ImportStatus.STORING, stored=0)


def _all(batch: Import, *, by: User | None, progress: Callable[[int], None]) -> None:
    rows = ImportRecord.objects.filter(batch=batch).order_by("position")
    while chunk := list(rows.filter(position__gt=batch.stored)[:CHUNK]):
        try:
            with act(by):
                # First the row of the import: two workers on one import would store everything twice.
                mine = Import.objects.filter(
                    pk=batch.pk, status=ImportStatus.STORING, stored=batch.stored
                )
                last = chunk[-1].position
                if not mine.update(stored=last, touched_at=timezone.now()):
                    raise Moved("Somebody else is storing this import already.")
                _chunk(batch, chunk, by=by)
        except IntegrityError as error:
            raise Moved(
                "A source with the same identifier was stored a moment ago: store again."
            ) from error
        batch.stored = last
        progress(len(chunk))
    kept = batch.kept_as
    with act(by):
        batches.swap(
            batch,
            [ImportStatus.STORING],
            status=ImportStatus.DONE,
            ended_at=timezone.now(),
            kept_as="",
        )
        record("stored", batch, after={"records": batch.counted})
    files.drop(kept)


def _chunk(batch: Import, chunk: list[ImportRecord], *, by: User | None) -> None:
    fresh = [row for row in chunk if row.outcome == ImportOutcome.NEW and not row.made]
    values = {row.pk: columns(row.csl) for row in fresh}
    held = look_alikes.holders(values.values())
    _look_again(fresh, values, held)
    new = [row for row in fresh if row.outcome == ImportOutcome.NEW]
    made = _make(batch, new, values, held, by=by)
    known = [
        row for row in chunk if row.outcome == ImportOutcome.SAME and not is_dealt_with(row.adds)
    ]
    # Copies in the same chunk look for the source of the first here.
    _rewrite(fresh)
    filled = fill_known(batch, known, by=by)
    _rewrite(known)
    trusted = by is None or may(by, Permission.MARK_INTEGRITY)
    learn_notices(fresh, known, trusted=trusted)
    if made or filled:
        after = {"made": [one.public_id for one in made], "filled": filled}
        record("imported", batch, after=after)


def _rewrite(rows: list[ImportRecord]) -> None:
    """What became of the records: an upsert, for an update of many rows takes Django far longer to put into words."""
    ImportRecord.objects.bulk_create(
        rows,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["source", "made", "outcome", "reason", "candidates", "adds"],
    )


def _look_again(
    rows: Iterable[ImportRecord], values: Mapping[int, dict[str, Any]], held: look_alikes.Holders
) -> None:
    """What was new when it was read may be known by now, where a source came in between with its identifier."""
    suspects = [
        row
        for row in rows
        if row.decided_by_id is None
        and any(values[row.pk][kind] in held[kind] for kind in IDENTIFIERS)
    ]
    alike = look_alikes.candidates([row.csl for row in suspects]) if suspects else {}
    for place, found in alike.items():
        row, best = suspects[place], found[0]
        row.outcome = ImportOutcome.SAME if best.match.sure else ImportOutcome.NEEDS_DECISION
        row.source_id = best.source if best.match.sure else None
        row.reason = "It came in between reading and storing."
        row.candidates = [told(one, "") for one in found]


def _make(
    batch: Import,
    rows: Sequence[ImportRecord],
    values: Mapping[int, dict[str, Any]],
    held: look_alikes.Holders,
    *,
    by: User | None,
) -> list[Source]:
    now = timezone.now()
    # As for a load: who may load publishes at once; what others bring in waits in the queue.
    published = by is None or may(by, Permission.LOAD)
    made: list[Source] = []
    for row in rows:
        own = values[row.pk]
        for kind in IDENTIFIERS:
            taken = held[kind]
            if own[kind] in taken:
                other = taken[own[kind]]
                whose = public_id("source", other) if other else "Another record of this file"
                row.reason = f"{row.reason} {whose} has this {kind.upper()}: only the record keeps it.".strip()
                own[kind] = None
            elif own[kind]:
                taken[own[kind]] = 0
        source = Source(
            created_by=by,
            csl=row.csl,
            status=RecordStatus.PUBLISHED if published else RecordStatus.PROPOSED,
            changed_at=now if published else None,
            is_preprint=str(row.csl.get("genre", "")).casefold() == "preprint",
            missing="" if own["title"] else "title",
            provenance=came_from([name for name, value in own.items() if value], origin(batch)),
            **own,
        )
        derive(source)
        made.append(source)
    Source.objects.bulk_create(made, batch_size=CHUNK)
    for row, source in zip(rows, made, strict=True):
        row.source, row.made = source, True
        if published:
            announce("source_published", source)
    if not published:
        _queue(batch, made, by=by)
    return made


def _queue(batch: Import, made: Sequence[Source], *, by: User | None) -> None:
    """Each proposed source gets its line in the editors' queue."""
    Proposal.objects.bulk_create(
        [
            Proposal(
                kind=ProposalKind.CREATE,
                noun=Source.NOUN,
                object_id=source.pk,
                reason=origin(batch),
                created_by=by,
            )
            for source in made
        ],
        batch_size=CHUNK,
    )
