"""Decision tables and overall rules: the first row that fits counts, and an open question leaves it open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.domain.instruments.answers import Sheet
from claims.domain.instruments.model import Table


@dataclass(frozen=True)
class Found:
    """What a table says: a judgement and the rows that gave it, or what is missing, or neither where no row fits."""

    judgement: str | None
    rules: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def look_up(sheet: Sheet, table: Table) -> Found:
    """The first row that fits.

    A row above it that hangs on an open question leaves the judgement open: `missing` then names the
    questions that such rows need.
    """
    needed: list[str] = []
    waiting = False
    for rule in table.rules:
        state = sheet.holds(rule.when)
        if state is None:
            waiting = True
            needed += [name for name in rule.when if name not in sheet.values]
        elif state:
            if not waiting:
                return Found(rule.then, (rule.id,))
            break
    return Found(None, missing=tuple(sheet.open_items(needed)))


def worst_of(sheet: Sheet, tables: Sequence[Table], order: Sequence[str]) -> Found:
    """The worst judgement of several tables; none while one of them has none. `order` is from best to worst."""
    parts = [look_up(sheet, table) for table in tables]
    missing = tuple(dict.fromkeys(name for part in parts for name in part.missing))
    rules = tuple(rule for part in parts for rule in part.rules)
    judgements = [part.judgement for part in parts if part.judgement is not None]
    if len(judgements) < len(parts):
        return Found(None, rules, missing)
    return Found(max(judgements, key=order.index), rules)


def overall(rules: Sequence[Mapping[str, Any]], judgements: Sequence[str]) -> Found:
    """What all domains' judgements come to, by the first rule that fits."""
    for rule in rules:
        fits = (
            rule["if_any"] in judgements
            if "if_any" in rule
            else set(judgements) == {rule["if_all"]}
            if "if_all" in rule
            else True
        )
        if fits:
            return Found(str(rule["then"]), (str(rule["id"]),))
    return Found(None)
