"""Several records of one work joined: each fills what those before it left empty, and says where it differs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from claims.domain import titles
from claims.formats import dates
from claims.formats.records import Csl


@dataclass
class Joined:
    """The record, where each of its fields came from, and where a later record says otherwise."""

    csl: Csl = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    differences: list[dict[str, str]] = field(default_factory=list)


#: Fields in which records of one work differ without it meaning anything.
_NOT_COMPARED = frozenset(
    {"custom", "abstract", "keyword", "author", "editor", "type", "language", "id"}
)


def joined(records: Iterable[tuple[str, Csl]]) -> Joined:
    """The records (origin, CSL-JSON) as one; the first that has a field gives it."""
    whole = Joined()
    for origin, csl in records:
        for name, value in csl.items():
            if name not in whole.csl:
                whole.csl[name], whole.origins[name] = value, origin
            elif name not in _NOT_COMPARED and not same(name, whole.csl[name], value):
                whole.differences.append(
                    {
                        "field": name,
                        "kept": shown(name, whole.csl[name]),
                        "kept_from": whole.origins[name],
                        "other": shown(name, value),
                        "other_from": origin,
                    }
                )
    return whole


def same(name: str, one: Any, two: Any) -> bool:
    """Whether two values of a field say the same; dates agree in their years, words without regard to signs."""
    if name in ("issued", "available-date"):
        return dates.year(one) == dates.year(two)
    if name == "page":
        return _first_page(one) == _first_page(two)
    if name in ("ISSN", "ISBN"):
        return bool(set(re.findall(r"[0-9X-]+", str(one))) & set(re.findall(r"[0-9X-]+", str(two))))
    return titles.key(shown(name, one)) == titles.key(shown(name, two))


def shown(name: str, value: Any) -> str:
    """The value for a person to read, in one line of at most 300 characters."""
    if name in ("issued", "available-date") and isinstance(value, dict):
        return dates.edtf(value)
    return " ".join(str(value).split())[:300]


def _first_page(value: Any) -> str:
    return re.split(r"[-–,]", str(value))[0].strip().lower()
