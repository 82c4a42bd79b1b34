"""Known sources gain what they lack, and nothing that they say is overwritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims.access import Permission, may
from claims.actions import proposals
from claims.actions.core import announce, record
from claims.actions.importing.batches import FILLED_IN, PROPOSED
from claims.actions.keys import derive
from claims.domain.problems import Problem
from claims.domain.vocabulary import ImportOutcome, RecordStatus
from claims.models import Import, ImportRecord, Source
from claims.queries import look_alikes
from claims.queries.incoming import FILLED, additions

if TYPE_CHECKING:
    from evidence.accounts.models import User


def origin(batch: Import) -> str:
    """How provenance names an import."""
    return f"import {batch.public_id}"


def fill_known(batch: Import, rows: Sequence[ImportRecord], *, by: User | None) -> list[str]:
    """Inside an act: fill in what the records add to the sources that they are; returns ids of those that changed.

    What a published source lacks is filled in by those who may edit, and proposed by others. Copies of a record that
    is not decided yet wait for it; copies of one that was left out are left out.
    """
    targets = _targets(batch, rows)
    wanted = {pk for pk in targets.values() if pk is not None}
    sources = {
        source.pk: source
        for source in Source.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    taken = _taken(rows)
    changed = []
    done = []
    for row in rows:
        source = sources.get(targets.get(row.position) or 0)
        if source is None:
            done.append(row)
            continue
        row.source = source
        adds = additions(row.csl, {**{n: getattr(source, n) for n in FILLED}, "csl": source.csl})
        for kind in look_alikes.IDENTIFIERS:
            if kind in adds and adds[kind] in taken[kind]:
                del adds[kind]
        row.adds = {FILLED_IN: {}}
        if adds:
            row.adds = _fill(batch, source, adds, by=by)
            for kind in look_alikes.IDENTIFIERS:
                if kind in row.adds[FILLED_IN]:
                    taken[kind].add(adds[kind])
            if row.adds[FILLED_IN]:
                changed.append(source.public_id)
        done.append(row)
    ImportRecord.objects.bulk_update(done, ["source", "adds", "outcome", "reason"], batch_size=100)
    return changed


def _targets(batch: Import, rows: Sequence[ImportRecord]) -> dict[int, int | None]:
    """For each position the key of its source; those without one wait, or are left out with what they copy."""
    asked = {row.position: _copied(row) for row in rows if row.source_id is None}
    earlier = {
        position: (source, outcome)
        for position, source, outcome in ImportRecord.objects.filter(
            batch=batch, position__in=[p for p in asked.values() if p]
        ).values_list("position", "source_id", "outcome")
    }
    found: dict[int, int | None] = {}
    for row in rows:
        source = row.source_id
        outcome = row.outcome
        copied = asked.get(row.position)
        if source is None and copied:
            source, outcome = earlier.get(copied, (None, ImportOutcome.LEFT_OUT))
            source = source or found.get(copied)
        if source is None and outcome == ImportOutcome.LEFT_OUT:
            row.outcome = ImportOutcome.LEFT_OUT
            row.reason = f"Left out with record {copied}, of which it is a copy."
        found[row.position] = source
    return found


def _copied(row: ImportRecord) -> int | None:
    place = row.candidates[0].get("record") if row.candidates else None
    return int(place) if place else None


def _taken(rows: Sequence[ImportRecord]) -> dict[str, set[str]]:
    """Identifiers of the records that some source has. Four queries at most."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for key in look_alikes.keys(row.csl):
            kind, _, value = key.partition(":")
            wanted[kind].add(value)
    there = Source.objects.exclude(status=RecordStatus.MERGED).order_by()
    return {
        kind: set(there.filter(**{f"{kind}__in": wanted[kind]}).values_list(kind, flat=True))
        if wanted[kind]
        else set()
        for kind in look_alikes.IDENTIFIERS
    }


def _fill(
    batch: Import, source: Source, adds: dict[str, Any], *, by: User | None
) -> dict[str, Any]:
    """What `adds` is to say afterwards."""
    own = by is not None and source.created_by_id == by.pk
    proposed = source.status == RecordStatus.PROPOSED
    if by is None or may(by, Permission.EDIT) or (own and proposed):
        _write(batch, source, adds)
        return {FILLED_IN: adds}
    if source.status != RecordStatus.PUBLISHED:
        return {FILLED_IN: {}}
    changes = {name: value for name, value in adds.items() if name != "csl"}
    if "csl" in adds:
        changes["csl"] = {**source.csl, **adds["csl"]}
    try:
        filed = proposals.file(record=source, changes=changes, by=by, reason=origin(batch))
    except Problem as problem:
        return {FILLED_IN: {}, "refused": problem.message}
    return {FILLED_IN: {}, PROPOSED: filed.public_id}


def _write(batch: Import, source: Source, adds: dict[str, Any]) -> None:
    now = timezone.now()
    told = {"from": origin(batch), "at": now.isoformat()}
    values = {name: value for name, value in adds.items() if name != "csl"}
    before = {name: getattr(source, name) for name in values}
    provenance = {**source.provenance, **dict.fromkeys(values, told)}
    if "csl" in adds:
        before["csl"] = source.csl
        values["csl"] = {**source.csl, **adds["csl"]}
        provenance |= {f"csl.{name}": told for name in adds["csl"]}
    after = dict(values)
    put(source, {**values, "provenance": provenance}, now=now)
    public = source.status == RecordStatus.PUBLISHED
    record("revised", source, before=before, after=after, reason=origin(batch), public=public)
    if public:
        announce("source_changed", source, reason=origin(batch))


def put(source: Source, values: dict[str, Any], *, now: Any) -> None:
    """Write columns of a source whose row this act has locked, as one more revision."""
    for name, value in values.items():
        setattr(source, name, value)
    source.changed_at, source.revision = now, source.revision + 1
    Source.objects.filter(pk=source.pk).update(
        **values, **derive(source), changed_at=now, revision=source.revision
    )
