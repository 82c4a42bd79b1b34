"""The answer to a write that was tried and taken back: what would be new has no id yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from claims.domain.vocabulary import PREFIXES
from claims.models.base import PublicRecord
from claims.queries.links import parse_id


def as_tried(response: Any, touched: Iterable[tuple[str, int]]) -> Any:
    """The answer of an act that was taken back since, with null for the id of whatever it would have made.

    `touched` are noun and key of what its events were about. One query for each noun among them.
    """
    if response.has_header("Location"):
        del response["Location"]
    if response.has_header("ETag"):
        del response["ETag"]
    data = response.data
    if not isinstance(data, dict):
        return response
    made = data.get("id")
    if response.status_code in (201, 202) and isinstance(made, int):
        data = {**data, "id": None}
    shown = parse_id(made) if isinstance(made, str) else None
    new = provisional([*touched, shown] if shown else touched)
    response.data = {**blanked(data, new), "dry_run": True}
    return response


def provisional(touched: Iterable[tuple[str, int]]) -> set[str]:
    """The public ids among `touched` that nothing has: they went when the act was taken back."""
    keys: dict[str, set[int]] = defaultdict(set)
    for noun, pk in touched:
        if noun in PREFIXES:
            keys[noun].add(pk)
    return {
        f"{PREFIXES[model.NOUN]}{pk}"
        for model in PublicRecord.__subclasses__()
        if model.NOUN in keys
        for pk in keys[model.NOUN] - _there(model, keys[model.NOUN])
    }


def _there(model: Any, keys: set[int]) -> set[int]:
    return set(model.objects.filter(pk__in=keys).values_list("pk", flat=True))


def blanked(value: Any, new: set[str]) -> Any:
    """`value` with null for ids in `new` and for addresses that hold one."""
    if not new:
        return value
    if isinstance(value, dict):
        return {name: blanked(inner, new) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [blanked(inner, new) for inner in value]
    if not isinstance(value, str):
        return value
    if value in new:
        return None
    steps = value.partition("?")[0].split("/")
    return None if len(steps) > 2 and not new.isdisjoint(steps) else value
