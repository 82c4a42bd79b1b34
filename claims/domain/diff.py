"""What changed between two states of a record, field by field, and a three-way merge for proposals.

Plain values change by replacement. Lists (topics, quotes, aliases) change by add and remove, so
that two people who each add a topic do not collide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from claims.domain.canonical import canonical


def _key(item: Any) -> bytes:
    return canonical(item)


def list_change(before: Sequence[Any], after: Sequence[Any]) -> dict[str, list[Any]]:
    """Return {"add": [...], "remove": [...]} that turns the set `before` into `after`, in the given order."""
    old, new = {_key(item) for item in before}, {_key(item) for item in after}
    return {
        "add": [item for item in _once(after) if _key(item) not in old],
        "remove": [item for item in _once(before) if _key(item) not in new],
    }


def apply_list_change(current: Sequence[Any], change: Mapping[str, Sequence[Any]]) -> list[Any]:
    """Return `current` without what `change` removes and with what it adds; nothing stands twice."""
    gone = {_key(item) for item in change.get("remove", ())}
    kept = [item for item in _once(current) if _key(item) not in gone]
    present = {_key(item) for item in kept}
    return kept + [item for item in _once(change.get("add", ())) if _key(item) not in present]


def _once(items: Iterable[Any]) -> list[Any]:
    return list({_key(item): item for item in items}.values())


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the differing fields in alphabetical order.

    A plain field gives {"field", "before", "after"}; a field that is a list on both sides (a
    missing one counts as empty) gives {"field", "add", "remove"}. A missing plain field counts as
    None.
    """
    result: list[dict[str, Any]] = []
    for field in sorted({*before, *after}):
        old, new = before.get(field), after.get(field)
        if _is_list(old, new):
            change = list_change(old or [], new or [])
            if change["add"] or change["remove"]:
                result.append({"field": field, **change})
        elif not _same(old, new):
            result.append({"field": field, "before": old, "after": new})
    return result


def three_way(
    base: Mapping[str, Any], current: Mapping[str, Any], proposed: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Merge a proposal into what the record has become.

    `proposed` holds only the fields that the proposal touches: a plain value, or for a list field
    either the whole list or {"add": [...], "remove": [...]}. Returns (merged, moved): `merged` has
    the new value of each touched field; `moved` maps each plain field whose current value is
    neither the base nor already the proposed one to {"base", "current", "proposed"}; such a field
    is absent from `merged`. List fields never collide.
    """
    merged: dict[str, Any] = {}
    moved: dict[str, dict[str, Any]] = {}
    for field, wanted in proposed.items():
        start, now = base.get(field), current.get(field)
        if _is_change(wanted) and (_is_list(start, now) or (start is None and now is None)):
            merged[field] = apply_list_change(now or [], wanted)
        elif isinstance(wanted, list) and _is_list(start, now, wanted):
            merged[field] = apply_list_change(now or [], list_change(start or [], wanted))
        elif _same(now, start) or _same(now, wanted):
            merged[field] = wanted
        else:
            moved[field] = {"base": start, "current": now, "proposed": wanted}
    return merged, moved


def _is_change(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and set(value) <= {"add", "remove"}


def _is_list(*values: Any) -> bool:
    given = [value for value in values if value is not None]
    return bool(given) and all(isinstance(value, list | tuple) for value in given)


def _same(left: Any, right: Any) -> bool:
    if type(left) is type(right) and not isinstance(left, dict | list | tuple):
        return bool(left == right)
    return _key(left) == _key(right)
