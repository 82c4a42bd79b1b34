"""What points at rows of the same noun, set once all of them are stored; setting it again changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from claims.actions import feed
from claims.actions.core import act
from claims.actions.loading.layout import LAYOUTS
from claims.formats.staging import Staging
from claims.models import Study, Topic

if TYPE_CHECKING:
    from evidence.accounts.models import User

CHUNK = 400


def link(noun: str, *, staging: Staging, by: User | None) -> None:
    """Set broader topics, included studies, and what a record was merged into or superseded by."""
    later = LAYOUTS[noun].later
    if not later:
        return
    for batch in staging.lines(noun, CHUNK):
        records = [orjson.loads(body) for _, _, _, body in batch]
        records = [r for r in records if any(r.get(name) for name in later)]
        if not records:
            continue
        named = {r["key"] for r in records}
        for name in later:
            for r in records:
                named.update([r[name]] if isinstance(r.get(name), str) else r.get(name) or [])
        pks = staging.pks(noun, named)
        with act(by):
            for name in later:
                touched = _set(noun, name, [r for r in records if r.get(name)], pks)
                feed.changed(noun, touched, reason="loaded")


def _set(noun: str, name: str, records: list[dict[str, Any]], pks: dict[str, int]) -> set[int]:
    """Returns the keys of the records that changed."""
    if name == "broader":
        return _linked(Topic.broader.through, ("from_topic_id", "to_topic_id"), name, records, pks)
    if name == "included_studies":
        columns = ("from_study_id", "to_study_id")
        return _linked(Study.included_studies.through, columns, name, records, pks)
    return {
        pks[r["key"]]
        for r in records
        if LAYOUTS[noun]
        .model._default_manager.filter(pk=pks[r["key"]], **{f"{name}__isnull": True})
        .update(**{f"{name}_id": pks[r[name]]})
    }


def _linked(
    through: Any,
    columns: tuple[str, str],
    name: str,
    records: list[dict[str, Any]],
    pks: dict[str, int],
) -> set[int]:
    wanted = {(pks[r["key"]], pks[key]) for r in records for key in r[name]}
    there = through.objects.filter(**{f"{columns[0]}__in": {start for start, _ in wanted}})
    fresh = sorted(wanted - set(there.values_list(*columns)))
    rows = [through(**dict(zip(columns, pair, strict=True))) for pair in fresh]
    through.objects.bulk_create(rows, ignore_conflicts=True)
    return {start for start, _ in fresh}
