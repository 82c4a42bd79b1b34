"""Known sources gain what they lack, and nothing that they say is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from claims.access import Permission, may
from claims.actions import proposals
from claims.actions.filling import fill, lacking
from claims.actions.importing.batches import FILLED_IN, PROPOSED
from claims.domain.problems import Problem
from claims.domain.vocabulary import ImportOutcome, RecordStatus
from claims.formats.csl import columns
from claims.models import Import, ImportRecord, Source
from claims.queries import look_alikes

if TYPE_CHECKING:
    from evidence.accounts.models import User


def origin(batch: Import) -> str:
    """How provenance names an import."""
    return f"import {batch.public_id}"


def fill_known(batch: Import, rows: Sequence[ImportRecord], *, by: User | None) -> list[str]:
    """Inside an act: fill in what the records add to the sources that they are; returns ids of those that changed.

    What a published source lacks is filled in by those who may edit, and proposed by others. Copies of a record that
    is not decided yet wait for it; copies of one that was left out are left out. The records are changed, not written.
    """
    targets = _targets(batch, rows)
    wanted = {pk for pk in targets.values() if pk is not None}
    sources = {
        source.pk: source
        for source in Source.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    taken = look_alikes.holders(columns(row.csl) for row in rows)
    changed = []
    for row in rows:
        source = sources.get(targets.get(row.position) or 0)
        if source is None:
            continue
        row.source = source
        row.adds = {FILLED_IN: {}}
        if adds := lacking(source, row.csl, taken):
            row.adds = _fill(batch, source, adds, by=by)
            for kind in look_alikes.IDENTIFIERS:
                if kind in row.adds[FILLED_IN]:
                    taken[kind][adds[kind]] = source.pk
            if row.adds[FILLED_IN]:
                changed.append(source.public_id)
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


def _fill(
    batch: Import, source: Source, adds: dict[str, Any], *, by: User | None
) -> dict[str, Any]:
    """What `adds` is to say afterwards."""
    own = by is not None and source.created_by_id == by.pk
    proposed = source.status == RecordStatus.PROPOSED
    if by is None or may(by, Permission.EDIT) or (own and proposed):
        fill(source, adds, origin=origin(batch))
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
