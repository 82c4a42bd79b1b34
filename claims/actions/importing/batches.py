"""An import from its file to its report: brought in, read, decided on record by record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims.access import Denied, Permission, is_editor, require, visible_sources
from claims.actions import queue
from claims.actions.core import act, record
from claims.actions.importing import files
from claims.domain.problems import Invalid, Moved, NotAllowedNow
from claims.domain.vocabulary import ImportOutcome, ImportStatus, RecordStatus
from claims.formats.references import Kind
from claims.formats.tabular import HEADINGS
from claims.models import Import, ImportRecord, Source
from claims.queries import incoming
from claims.queries.links import parse_id

if TYPE_CHECKING:
    from evidence.accounts.models import User

#: What `adds` holds once a record that is known already is stored: what came of it, not what it would add.
FILLED_IN, PROPOSED = "filled", "proposed"
#: Bytes and records up to which a file is dealt with at once, in a few seconds; larger ones are left to the worker.
AT_ONCE, RECORDS_AT_ONCE = 2_000_000, 2_000
#: The largest number that the column of places holds.
BIGGEST = 2**31 - 1
DECIDABLE = (ImportStatus.PREVIEW, ImportStatus.DONE)


def may_handle(batch: Import, *, by: User | None) -> None:
    """Raise Denied unless it is one's own import, or one is an editor; None is the operator."""
    if by is None:
        return
    require(by, Permission.PROPOSE)
    if batch.created_by_id != by.pk and not is_editor(by):
        raise Denied("This import is somebody else's.")


def is_dealt_with(adds: Mapping[str, Any]) -> bool:
    """Whether a record that is known already was stored."""
    return FILLED_IN in adds


def create(
    *,
    pieces: Iterable[bytes],
    filename: str,
    by: User | None,
    kind: str = "",
    mapping: Mapping[str, str] | None = None,
) -> Import:
    """Put a file away to be read: its bytes in pieces. `kind` and `mapping` where they are not to be guessed.

    Raises Denied; Invalid for an empty or too large file, or a mapping to fields that there are not.
    """
    if by is not None:
        require(by, Permission.PROPOSE)
    name = _plain_name(filename)
    chosen = _kind(kind)
    fields = _mapping(mapping)
    kept = files.keep(pieces)
    batch = Import(
        filename=name,
        kind=chosen,
        size=kept.size,
        sha256=kept.sha256,
        kept_as=kept.name,
        mapping=fields,
        created_by=by,
    )
    try:
        with act(by):
            batch.save(force_insert=True)
            told = {"filename": name, "size": kept.size, "sha256": kept.sha256}
            record("brought_in", batch, after=told)
    except BaseException:
        files.drop(kept.name)
        raise
    return batch


def _plain_name(filename: str) -> str:
    """The last part of the name, without what no name on a page should hold."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable()).strip()[-255:] or "references"


def _kind(kind: str) -> str:
    if kind and kind not in {one.value for one in Kind}:
        known = ", ".join(one.value for one in Kind)
        raise Invalid({"kind": [f"Files of this kind are not read. Known: {known}."]})
    return kind


def _mapping(mapping: Mapping[str, str] | None) -> dict[str, str]:
    found = {str(heading): str(field) for heading, field in (mapping or {}).items()}
    wrong = sorted({field for field in found.values() if field and field not in HEADINGS})
    if wrong:
        known = ", ".join(HEADINGS)
        raise Invalid({"mapping": [f"Unknown field {', '.join(wrong)}: a column can be {known}."]})
    return found


def ask(kind: str, batch: Import, by: User | None) -> bool:
    """Have the worker do it where the file is large; False where it is small enough to be done at once."""
    if batch.size <= AT_ONCE and (batch.counted or 0) <= RECORDS_AT_ONCE:
        return False
    queue.later(kind, batch=batch.pk, by=by and by.pk)
    return True


def swap(batch: Import, expected: Iterable[str], **columns: Any) -> None:
    """Move the import from one of the expected states; Moved where it is in another by now."""
    rows = Import.objects.filter(pk=batch.pk, status__in=list(expected))
    columns["touched_at"] = timezone.now()
    if not rows.update(**columns):
        raise Moved("This import has moved on meanwhile: look at it again.")
    for name, value in columns.items():
        setattr(batch, name, value)


def remap(*, batch: Import, mapping: Mapping[str, str], by: User | None) -> Import:
    """Read a table again with other columns. Raises Denied, Invalid, NotAllowedNow."""
    may_handle(batch, by=by)
    if batch.status != ImportStatus.PREVIEW or batch.kind not in (Kind.CSV, Kind.XLSX):
        raise NotAllowedNow("Only a table that is not stored yet can be read with other columns.")
    fields = _mapping(mapping)
    with act(by):
        before = batch.mapping
        swap(batch, [ImportStatus.PREVIEW], status=ImportStatus.WAITING, mapping=fields)
        record("mapped", batch, before={"mapping": before}, after={"mapping": fields})
    return batch


def decide(
    *,
    batch: Import,
    position: int,
    outcome: str,
    by: User | None,
    source: str = "",
    other: int | None = None,
) -> ImportRecord:
    """What becomes of one record: `new`, `left_out`, or `same` as a source (public id) or an earlier record.

    Raises Denied, Invalid, and NotAllowedNow for a record that is stored already.
    """
    may_handle(batch, by=by)
    if batch.status not in DECIDABLE:
        raise NotAllowedNow("Decide once the file is read, and before it is undone.")
    rows = ImportRecord.objects.filter(batch=batch)
    one = rows.filter(position=position).first() if position <= BIGGEST else None
    if one is None:
        raise Invalid({"position": [f"The file has no record {position}."]})
    if one.outcome == ImportOutcome.REJECTED:
        raise NotAllowedNow("This record could not be read: mend it in the file.")
    if one.made or is_dealt_with(one.adds):
        raise NotAllowedNow("This record is stored: undo the import to decide anew.")
    target, adds = _target(one, outcome, source, other, by)
    # The look-alikes stay on the record, the chosen one first: it is what the decision rests on.
    chosen = [] if other is None else [c for c in one.candidates if c.get("record") == other]
    rest = [c for c in one.candidates if c not in chosen]
    if other is not None and not chosen:
        chosen = [{"record": other, "title": "", "score": 1.0, "reasons": ["chosen by a person"]}]
    with act(by):
        ImportRecord.objects.filter(pk=one.pk).update(
            outcome=outcome,
            source=target,
            adds=adds,
            decided_by=by,
            candidates=[*chosen, *rest],
        )
        Import.objects.filter(pk=batch.pk).update(touched_at=timezone.now())
        after = {"record": position, "outcome": outcome, "source": target and target.public_id}
        record("decided", batch, after=after)
    one.refresh_from_db()
    return one


def _target(
    one: ImportRecord, outcome: str, source: str, other: int | None, by: User | None
) -> tuple[Source | None, dict[str, Any]]:
    words = (ImportOutcome.NEW, ImportOutcome.SAME, ImportOutcome.LEFT_OUT)
    if outcome not in words:
        raise Invalid({"outcome": [f"Say one of {', '.join(words)}."]})
    if outcome != ImportOutcome.SAME:
        return None, {}
    if bool(source) == (other is not None):
        raise Invalid({"source": ["Say which source it is, or which earlier record of the file."]})
    if other is not None:
        earlier = ImportRecord.objects.filter(batch=one.batch_id, position=other)
        if other >= one.position or not earlier.exclude(outcome=ImportOutcome.REJECTED).exists():
            raise Invalid({"record": ["Name an earlier record of this file that could be read."]})
        return None, {}
    found = _source(one, source, by)
    held = {name: getattr(found, name) for name in incoming.FILLED}
    return found, incoming.additions(one.csl, {**held, "csl": found.csl})


def _source(one: ImportRecord, ident: str, by: User | None) -> Source:
    """What was found as a look-alike may be named even where it is somebody else's proposal."""
    offered = ident in {candidate.get("source") for candidate in one.candidates}
    seen = Source.objects.all() if offered or by is None else visible_sources(by)
    named = parse_id(ident)
    if named is not None and named[0] == Source.NOUN:
        live = (RecordStatus.PROPOSED, RecordStatus.PUBLISHED)
        found: Source | None = seen.filter(pk=named[1], status__in=live).first()
        if found is not None:
            return found
    raise Invalid({"source": [f"There is no source {ident[:30]} in use."]})


def failed(batch: Import, why: str, *, by: User | None) -> None:
    """The file cannot be read, or yields nothing: it goes, the reason stays."""
    with act(by):
        swap(
            batch,
            [ImportStatus.WAITING, ImportStatus.READING],
            status=ImportStatus.FAILED,
            error=why,
            ended_at=timezone.now(),
            kept_as="",
        )
        record("failed", batch, reason=why)
