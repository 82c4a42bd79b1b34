"""What a source lacks is filled in from a record, and what it says is never overwritten: the one way to do so.

Imports and look-ups both come here. Where each field is from is noted under `provenance`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from claims.actions.core import announce, record
from claims.actions.keys import derive
from claims.domain.vocabulary import RecordStatus
from claims.formats.records import Csl
from claims.models import Source
from claims.queries import look_alikes
from claims.queries.incoming import FILLED, additions


def came_from(fields: Iterable[str], origin: str) -> dict[str, dict[str, str]]:
    """Provenance of fields: where they are from, and today."""
    today = timezone.localdate().isoformat()
    return {name: {"from": origin, "on": today} for name in fields}


def lacking(source: Source, csl: Csl, taken: look_alikes.Holders) -> dict[str, Any]:
    """What the record says and the source leaves empty: columns, and under "csl" the variables. No query.

    An identifier that is in `taken` is passed over: another source has it.
    """
    adds = additions(csl, {**{name: getattr(source, name) for name in FILLED}, "csl": source.csl})
    for kind in look_alikes.IDENTIFIERS:
        if kind in adds and adds[kind] in taken[kind]:
            del adds[kind]
    return adds


def fill(source: Source, adds: dict[str, Any], *, origin: str, reason: str = "") -> None:
    """Inside an act that has locked the source: write what `lacking` found, as one more revision and one event."""
    values = {name: value for name, value in adds.items() if name != "csl"}
    before = {name: getattr(source, name) for name in values}
    filled = list(values)
    if "csl" in adds:
        before["csl"] = source.csl
        values["csl"] = {**source.csl, **adds["csl"]}
        filled += [f"csl.{name}" for name in adds["csl"]]
    after = dict(values)
    provenance = {**source.provenance, **came_from(filled, origin)}
    put(source, {**values, "provenance": provenance}, now=timezone.now())
    public = source.status == RecordStatus.PUBLISHED
    why = reason or origin
    record("revised", source, before=before, after=after, reason=why, public=public)
    if public:
        announce("source_changed", source, reason=why)


def put(source: Source, values: dict[str, Any], *, now: Any) -> None:
    """Write columns of a source whose row this act has locked, as one more revision."""
    for name, value in values.items():
        setattr(source, name, value)
    source.changed_at, source.revision = now, source.revision + 1
    Source.objects.filter(pk=source.pk).update(
        **values, **derive(source), changed_at=now, revision=source.revision
    )
