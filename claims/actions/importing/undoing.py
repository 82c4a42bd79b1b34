"""An import taken back as a whole, while nothing depends on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import ProtectedError, Q
from django.utils import timezone

from claims.actions.core import act, announce, record
from claims.actions.filling import put
from claims.actions.importing import batches, files
from claims.actions.importing.batches import FILLED_IN, PROPOSED
from claims.actions.importing.filling import origin
from claims.domain.problems import NotAllowedNow
from claims.domain.vocabulary import (
    ImportOutcome,
    ImportStatus,
    PairState,
    ProposalKind,
    ProposalStatus,
    RecordStatus,
)
from claims.models import (
    Evidence,
    Import,
    ImportRecord,
    Notice,
    Proposal,
    Source,
    SourcePair,
    StudySource,
)
from claims.queries import imports
from claims.queries.links import parse_id, public_id
from claims.queries.look_alikes import IDENTIFIERS

if TYPE_CHECKING:
    from evidence.accounts.models import User

UNDONE_FROM: tuple[ImportStatus, ...] = (
    ImportStatus.WAITING,
    ImportStatus.PREVIEW,
    ImportStatus.DONE,
    ImportStatus.FAILED,
)
CHUNK = 500
#: How many of the records that depend on an import are named.
NAMED = 5


def undo(*, batch: Import, by: User | None) -> Import:
    """Take the whole import back: what it made and what it filled in.

    Proposed sources go; published ones have been seen, so they are retired and let go of their identifiers. Raises
    Denied, and NotAllowedNow that names what depends on it.
    """
    batches.may_handle(batch, by=by)
    allowed = UNDONE_FROM
    if imports.trouble(batch).stuck:
        allowed = (*UNDONE_FROM, ImportStatus(batch.status))
    if batch.status not in allowed:
        raise NotAllowedNow(
            f"This import is {batch.get_status_display().lower()}: it cannot be undone now."
        )
    kept, now = batch.kept_as, timezone.now()
    with act(by):
        batches.swap(
            batch,
            allowed,
            status=ImportStatus.UNDONE,
            undone_at=now,
            undone_by=by,
            kept_as="",
        )
        made = list(
            Source.objects.select_for_update()
            .filter(pk__in=_made(batch))
            .order_by("pk")
            .only("pk", "status", "revision")
        )
        if depending := dependants(batch):
            raise NotAllowedNow("This import cannot be undone: " + " ".join(depending))
        emptied = _empty_again(batch, now=now)
        _take_back(batch, made, now=now)
        after = {"sources": [source.public_id for source in made], "emptied": emptied}
        record("undone", batch, after=after)
    files.drop(kept)
    return batch


def _made(batch: Import) -> Any:
    return ImportRecord.objects.filter(batch=batch, made=True).values("source")


def dependants(batch: Import) -> list[str]:
    """What stands in the way of undoing, in words; empty where nothing does. Six queries."""
    made = _made(batch)
    found = []
    decided = SourcePair.objects.exclude(state__in=[PairState.OPEN, PairState.DISTINCT])
    sources = Source.objects.filter(pk__in=made)
    others = ImportRecord.objects.exclude(batch=batch).exclude(batch__status=ImportStatus.UNDONE)
    for what, rows, column in (
        ("evidence rests on", Evidence.objects.filter(source__in=made), "source"),
        ("studies are reported by", StudySource.objects.filter(source__in=made), "source"),
        (
            "other sources were joined with",
            Source.objects.filter(merged_into__in=made),
            "merged_into",
        ),
        (
            "it was decided that others belong with",
            decided.filter(Q(first__in=made) | Q(second__in=made)),
            "first",
        ),
        (
            "joined into another source since:",
            sources.filter(status=RecordStatus.MERGED),
            "pk",
        ),
        ("people have since changed", sources.filter(revision__gt=1), "pk"),
        (
            "another import found its records in",
            others.filter(source__in=made, made=False),
            "source",
        ),
    ):
        keys = list(rows.order_by().distinct().values_list(column, flat=True)[: NAMED + 1])
        if keys:
            named = ", ".join(public_id("source", key) for key in sorted(keys)[:NAMED])
            more = " and more" if len(keys) > NAMED else ""
            found.append(f"{what[:1].upper()}{what[1:]} {named}{more}.")
    return found


def _empty_again(batch: Import, *, now: Any) -> list[str]:
    """Take out of known sources what this import filled in, where it is still as it was filled in."""
    rows = ImportRecord.objects.filter(batch=batch, outcome=ImportOutcome.SAME, made=False)
    filled = [
        (source, adds[FILLED_IN])
        for source, adds in rows.order_by("-position").values_list("source_id", "adds")
        if source and adds.get(FILLED_IN)
    ]
    locked = Source.objects.select_for_update().exclude(pk__in=_made(batch)).order_by("pk")
    done = []
    for part in _parts(filled):
        sources = {source.pk: source for source in locked.filter(pk__in={pk for pk, _ in part})}
        for pk, adds in part:
            source = sources.get(pk)
            if source is not None and _emptied(batch, source, adds, now=now):
                done.append(source.public_id)
    return done


def _emptied(batch: Import, source: Source, adds: dict[str, Any], *, now: Any) -> bool:
    ours = {
        name
        for name, told in source.provenance.items()
        if isinstance(told, dict) and told.get("from") == origin(batch)
    }
    values: dict[str, Any] = {
        name: None if source._meta.get_field(name).null else ""
        for name, value in adds.items()
        if name != "csl" and name in ours and getattr(source, name) == value
    }
    gone = {
        name
        for name, value in adds.get("csl", {}).items()
        if f"csl.{name}" in ours and source.csl.get(name) == value
    }
    before = {name: getattr(source, name) for name in values}
    if gone:
        before["csl"] = source.csl
        values["csl"] = {name: value for name, value in source.csl.items() if name not in gone}
    if not values:
        return False
    after = dict(values)
    lost = {*values, *(f"csl.{name}" for name in gone)}
    values["provenance"] = {n: told for n, told in source.provenance.items() if n not in lost}
    put(source, values, now=now)
    reason = f"{origin(batch)} was undone"
    public = source.status == RecordStatus.PUBLISHED
    record("revised", source, before=before, after=after, reason=reason, public=public)
    if public:
        announce("source_changed", source, reason=reason)
    return True


def _take_back(batch: Import, made: list[Source], *, now: Any) -> None:
    rows = ImportRecord.objects.filter(batch=batch)
    filed = [
        parsed[1]
        for adds in rows.filter(made=False).values_list("adds", flat=True)
        if (parsed := parse_id(adds.get(PROPOSED, "")))
    ]
    for keys in _parts(filed):
        Proposal.objects.filter(pk__in=keys, status=ProposalStatus.OPEN).update(
            status=ProposalStatus.WITHDRAWN
        )
    waiting = [source.pk for source in made if source.status == RecordStatus.PROPOSED]
    for keys in _parts(waiting):
        _delete(keys)
    reason = f"{origin(batch)} was undone"
    open_ = [source for source in made if source.status == RecordStatus.PUBLISHED]
    for part in _parts(open_):
        Source.objects.filter(pk__in=[source.pk for source in part]).update(
            status=RecordStatus.RETIRED,
            status_reason=reason,
            changed_at=now,
            **dict.fromkeys(IDENTIFIERS),
        )
        for source in part:
            announce("source_changed", source, reason=reason)


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def _delete(keys: Sequence[int]) -> None:
    """Proposed sources go with all that only speaks of them."""
    new = Proposal.objects.filter(kind=ProposalKind.CREATE, noun=Source.NOUN)
    new.filter(object_id__in=keys).delete()
    ImportRecord.objects.filter(source__in=keys).update(source=None)
    Notice.objects.filter(source__in=keys).delete()
    SourcePair.objects.filter(Q(first__in=keys) | Q(second__in=keys)).delete()
    try:
        Source.objects.filter(pk__in=keys).delete()
    except ProtectedError as error:
        raise NotAllowedNow("Other records point at what this import brought in.") from error
