"""Proposed changes and new records: the editors' queue, and what a contributor has asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Model

from claims.access import Permission, may, visible_proposals
from claims.domain.vocabulary import ProposalKind, ProposalStatus
from claims.models import Claim, Evidence, Patient, Proposal, Search, Source, Study, Topic
from claims.queries.events import record_name
from claims.queries.links import label, public_id, url
from claims.queries.pages import Page, by_id, in_order
from claims.queries.people import NAME_COLUMNS, name_of

if TYPE_CHECKING:
    from claims.access import Viewer

COLUMNS = (
    "pk",
    "kind",
    "noun",
    "object_id",
    "base_revision",
    "changes",
    "reason",
    "status",
    "created_at",
    "created_by_id",
    "decided_by_id",
    "decided_at",
    "decision_reason",
    "self_accepted",
    *(f"created_by__{column}" for column in NAME_COLUMNS),
    *(f"decided_by__{column}" for column in NAME_COLUMNS),
)

# What a record of each noun is called in one line, and where that stands.
NAMED: dict[str, tuple[type[Model], str]] = {
    "claim": (Claim, "text"),
    "source": (Source, "title"),
    "study": (Study, "label"),
    "topic": (Topic, "name"),
    "evidence": (Evidence, "claim__text"),
    "search": (Search, "where"),
    "patient": (Patient, "label"),
}
PAGES = ("claim", "source", "study", "topic", "evidence", "conflict", "patient")
MISSING = object()


@dataclass(frozen=True)
class ProposalFilters:
    """Words of ProposalStatus, a noun, a record's key (with noun), or the key of who filed it."""

    status: tuple[str, ...] = (ProposalStatus.OPEN.value,)
    kind: str = ""
    noun: str = ""
    object_id: int | None = None
    by: int | None = None


def page(
    viewer: Viewer, filters: ProposalFilters, cursor: str | None = None, limit: int = 25
) -> Page:
    """One page of proposals that the viewer may see, oldest first, with their diffs.

    Two queries and one more for each noun on the page (six nouns at most).
    """
    queryset = visible_proposals(viewer)
    if filters.status:
        queryset = queryset.filter(status__in=list(filters.status))
    for column, wanted in (
        ("kind", filters.kind),
        ("noun", filters.noun),
        ("object_id", filters.object_id),
        ("created_by", filters.by),
    ):
        if wanted:
            queryset = queryset.filter(**{column: wanted})
    keys, following = by_id(queryset, "proposals", cursor, limit, oldest_first=True)
    rows = list(Proposal.objects.filter(pk__in=keys).order_by("pk").values(*COLUMNS))
    return Page(_dicts(viewer, rows), following)


def detail(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """One proposal with its diff against the record as it stands, or None. Two queries."""
    rows = list(visible_proposals(viewer).filter(pk=pk).values(*COLUMNS))
    return _dicts(viewer, rows)[0] if rows else None


def briefs(viewer: Viewer, keys: list[int]) -> list[dict[str, Any]]:
    """Those of `keys` that the viewer may see, in that order. One query and one more for each noun."""
    found = visible_proposals(viewer).filter(pk__in=keys).values(*COLUMNS)
    return _dicts(viewer, in_order(list(found), keys))


def waiting(viewer: Viewer, most: int = 100) -> int:
    """How many proposals are open for the viewer to decide, counted to `most`. One query, or none."""
    if not may(viewer, Permission.DECIDE_PROPOSAL):
        return 0
    return int(visible_proposals(viewer).filter(status=ProposalStatus.OPEN)[:most].count())


def _dicts(viewer: Viewer, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows = list(rows)
    keys: dict[str, set[int]] = defaultdict(set)
    columns: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        keys[row["noun"]].add(row["object_id"])
        columns[row["noun"]] |= {
            field for field, change in row["changes"].items() if "value" in change
        }
    current = {noun: _current(noun, keys[noun], columns[noun]) for noun in keys}
    mine = None if viewer is None else viewer.pk
    return [_proposal(row, current[row["noun"]].get(row["object_id"], {}), mine) for row in rows]


def _current(noun: str, keys: set[int], columns: set[str]) -> dict[int, dict[str, Any]]:
    """Name, revision and the touched plain fields of each record. One query."""
    if noun not in NAMED:
        return {}
    model, naming = NAMED[noun]
    known = {field.attname: field.attname for field in model._meta.concrete_fields} | {
        field.name: field.attname for field in model._meta.concrete_fields
    }
    rows = model._default_manager.filter(pk__in=keys).values(
        "pk",
        "revision",
        shown_name=F(naming),
        **{f"now_{column}": F(known[column]) for column in columns if column in known},
    )
    return {row["pk"]: row for row in rows}


def _proposal(
    row: Mapping[str, Any], current: Mapping[str, Any], viewer: int | None
) -> dict[str, Any]:
    noun, pk = row["noun"], row["object_id"]
    return {
        "id": public_id("proposal", row["pk"]),
        "url": url("proposal", row["pk"]),
        "kind": row["kind"],
        "kind_label": label(ProposalKind, row["kind"]),
        "status": row["status"],
        "status_label": label(ProposalStatus, row["status"]),
        "noun": noun,
        "object": {
            "id": record_name(noun, pk),
            "url": url(noun, pk) if noun in PAGES else None,
            "label": current.get("shown_name", ""),
            "revision": current.get("revision"),
        },
        "base_revision": row["base_revision"],
        "changes": [
            _change(field, change, current.get(f"now_{field}", MISSING))
            for field, change in sorted(row["changes"].items())
        ],
        "reason": row["reason"],
        "filed_by": name_of(row, "created_by__", inside=True),
        "filed_at": row["created_at"],
        "mine": viewer is not None and row["created_by_id"] == viewer,
        "decided_by": name_of(row, "decided_by__", inside=True) or None,
        "decided_at": row["decided_at"],
        "decision_reason": row["decision_reason"],
        "self_accepted": row["self_accepted"],
    }


def _change(field: str, change: Mapping[str, Any], now: Any) -> dict[str, Any]:
    """One line of the diff; `moved`: the record no longer says what the proposer saw."""
    if "value" not in change:
        return {"field": field, "add": change.get("add", []), "remove": change.get("remove", [])}
    base, value = change.get("base"), change["value"]
    current = base if now is MISSING else _plain(now)
    return {
        "field": field,
        "base": base,
        "current": current,
        "value": value,
        "moved": current not in (base, value),
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
