"""Lines of the public change feed as readers get them: with what became of each record since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from claims.domain.vocabulary import EvidenceStatus
from claims.formats.knowledge_schema import ORDER
from claims.queries import roots
from claims.queries.dump import public
from claims.queries.links import maybe_id
from claims.queries.roots import Named

#: Where the status and the heir of a record stand, for nouns that have them.
_COLUMNS = {
    "topic": ("status", "merged_into_id"),
    "source": ("status", "merged_into_id"),
    "study": ("status", "merged_into_id"),
    "patient": ("status", "merged_into_id"),
    "claim": ("status", "superseded_by_id"),
    "evidence": ("status",),
}
PUBLISHED, GONE, WITHDRAWN, EXCLUDED = "published", "gone", "withdrawn", "excluded"
STATUSES = (PUBLISHED, "retired", "merged", WITHDRAWN, EXCLUDED, GONE)


def told(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of PublicChange as dicts, in their order. Two queries for each noun among them, one more for assessments.

    `status` and `moved_to` are of now, not of the moment of the line: a reader who comes late need not look twice.
    """
    named = {(row["noun"], row["object_id"]) for row in rows}
    holders, now = roots.of(named), _now(named)
    return [_line(row, holders, now) for row in rows]


def _line(
    row: Mapping[str, Any],
    holders: Mapping[Named, Named],
    now: Mapping[Named, tuple[str, str | None]],
) -> dict[str, Any]:
    one = (row["noun"], row["object_id"])
    status, heir = now.get(one, (GONE, None))
    return {
        "seq": row["seq"],
        "at": row["at"],
        "kind": row["kind"],
        "object": roots.ident(one),
        "belongs_to": roots.ident(holders[one]),
        "status": status,
        "moved_to": heir,
        "reason": row["reason"],
    }


def _now(named: set[Named]) -> dict[Named, tuple[str, str | None]]:
    """Status and heir of each record that anyone sees."""
    found: dict[Named, tuple[str, str | None]] = {}
    for noun, keys in roots.by_noun(named).items():
        if noun not in ORDER:
            # What is about the whole knowledge base is there as long as it is.
            found |= {(noun, pk): (PUBLISHED, None) for pk in keys}
            continue
        rows = public(noun).filter(pk__in=keys).order_by()
        for pk, *columns in rows.values_list("pk", *_COLUMNS.get(noun, ())):
            found[noun, pk] = _standing(noun, *columns)
    return found


def _standing(noun: str, status: str = "", heir: int | None = None) -> tuple[str, str | None]:
    if noun == "evidence":
        return (EXCLUDED if status == EvidenceStatus.EXCLUDED else PUBLISHED), None
    if noun == "patient" and status == "retired":
        return WITHDRAWN, None
    return status or PUBLISHED, maybe_id(noun, heir)
