"""Records counted by one of their properties, under the filters of their list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from claims.domain.vocabulary import (
    Choice,
    ClaimStatus,
    ConsensusState,
    Design,
    Direction,
    Directness,
    Identity,
    Integrity,
    Stream,
    Strength,
    TopicKind,
)
from claims.queries import facets
from claims.queries.facets.grouping import GROUPS, of_others, of_published
from claims.queries.links import label
from claims.queries.lists import found_by
from claims.queries.whole import NOUNS

if TYPE_CHECKING:
    from claims.access import Viewer


@dataclass(frozen=True)
class Property:
    """The column, and the scale of its words, if any."""

    column: str
    words: type[Choice] | None = None


#: Only what anyone who sees the record may read: ratings stand in these columns once they are open.
PROPERTIES: Mapping[str, Mapping[str, Property]] = {
    "source": {
        "csl_type": Property("csl_type"),
        "year": Property("year"),
        "integrity": Property("integrity", Integrity),
        "identity": Property("identity", Identity),
        "is_preprint": Property("is_preprint"),
    },
    "evidence": {
        "direction": Property("standing_direction", Direction),
        "directness": Property("standing_directness", Directness),
        "strength": Property("standing_strength", Strength),
        "consensus": Property("consensus", ConsensusState),
        "design": Property("design", Design),
        "stream": Property("stream", Stream),
    },
    "study": {"design": Property("design", Design)},
    "topic": {"kind": Property("kind", TopicKind)},
}


def choices(noun: str) -> list[str]:
    """What the list of `noun` can be counted by; empty where it cannot."""
    return list(GROUPS) if noun == "claim" else list(PROPERTIES.get(noun, ()))


def groups(
    viewer: Viewer, noun: str, filters: Any, by: str, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """At most `limit` groups with `key`, `label` and `count`, most records first, and how many more there are.

    `key` is what the filter of the same name takes; "" stands for what nobody has said or rated. With `q`, of the
    best 1,000 hits. One query, those of the search, and for claims those of `facets.grouping`.
    """
    kind = NOUNS[noun]
    if noun == "claim":
        if filters.status not in ("", ClaimStatus.PUBLISHED):
            others = found_by(kind.narrowed(viewer, filters), filters.q, noun)
            return of_others(viewer, others, by, limit)
        with facets.claim_index() as index:
            return of_published(index, filters, by, limit)
    known = PROPERTIES[noun][by]
    text = filters.q if kind.searched else ""
    rows = (
        found_by(kind.narrowed(viewer, filters), text, noun)
        .order_by()
        .values_list(known.column)
        .annotate(how_many=Count("pk"))
    )
    found = sorted(rows, key=lambda row: (-row[1], str(row[0])))
    told = [
        {"key": _key(value), "label": _label(value, known.words), "count": count}
        for value, count in found[:limit]
    ]
    return told, max(0, len(found) - limit)


def _key(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _label(value: Any, words: type[Choice] | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in (None, ""):
        return "not stated"
    return label(words, value) if words else str(value)
