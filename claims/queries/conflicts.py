"""Conflicts between independent studies, as pages and the API show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.access import visible_conflicts
from claims.domain.counting import Side
from claims.domain.vocabulary import ClaimStatus, ConflictCause, ConflictState
from claims.models import Conflict, Study
from claims.queries.links import label, public_id, url
from claims.queries.pages import Page, by_id, in_order
from claims.queries.people import NAME_COLUMNS, name_of
from claims.queries.prepared import Prepared

if TYPE_CHECKING:
    from claims.access import Viewer

COLUMNS = (
    "pk",
    "claim_id",
    "claim__text",
    "claim__plain_sentence",
    "state",
    "cause",
    "explanation",
    "sides",
    "opened_at",
    "reopened",
    "decided_at",
    "imported_by",
    "revision",
    *(f"decided_by__{column}" for column in NAME_COLUMNS),
)


@dataclass(frozen=True)
class ConflictFilters:
    """Words of ConflictState; the key of a claim."""

    state: tuple[str, ...] = ()
    claim: int | None = None


def page(
    viewer: Viewer, filters: ConflictFilters, cursor: str | None = None, limit: int = 25
) -> Page:
    """One page of the conflicts of published claims, newest record first. Three queries."""
    queryset = visible_conflicts(viewer).filter(claim__status=ClaimStatus.PUBLISHED)
    if filters.state:
        queryset = queryset.filter(state__in=filters.state)
    if filters.claim is not None:
        queryset = queryset.filter(claim=filters.claim)
    keys, following = by_id(queryset, "conflicts", cursor, limit)
    rows = in_order(list(Conflict.objects.filter(pk__in=keys).values(*COLUMNS)), keys)
    return Page(_briefs(rows), following)


def detail(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """One conflict, or None if the viewer may not see its claim. Two queries."""
    row = visible_conflicts(viewer).filter(pk=pk).values(*COLUMNS).first()
    return _briefs([row])[0] if row else None


def of_claim(claim: int) -> dict[str, Any] | None:
    """The conflict of a claim that the viewer sees; None where its studies never disagreed. One query, or two."""
    rows = _OF_CLAIM.rows([claim])
    return _briefs(rows)[0] if rows else None


_OF_CLAIM = Prepared(lambda keys: Conflict.objects.filter(claim__in=keys).values(*COLUMNS))


def _briefs(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = _labels(key for row in rows for keys in row["sides"].values() for key in keys)
    return [_brief(row, names) for row in rows]


def _brief(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": public_id("conflict", row["pk"]),
        "url": url("conflict", row["pk"]),
        "claim": {
            "id": public_id("claim", row["claim_id"]),
            "url": url("claim", row["claim_id"]),
            "text": row["claim__text"],
            "plain_sentence": row["claim__plain_sentence"],
        },
        "state": row["state"],
        "state_label": label(ConflictState, row["state"]),
        "status": row["state"],
        "cause": row["cause"],
        "cause_label": label(ConflictCause, row["cause"]) if row["cause"] else "",
        "explanation": row["explanation"],
        "sides": {
            side.value: [
                {"id": key, "label": names.get(key, key)}
                for key in row["sides"].get(side.value, ())
            ]
            for side in Side
        },
        "divided": bool(row["sides"]),
        "opened_at": row["opened_at"],
        "reopened": row["reopened"],
        "decided_by": name_of(row, "decided_by__") or row["imported_by"] or None,
        "decided_at": row["decided_at"],
        "revision": row["revision"],
    }


def _labels(keys: Iterable[str]) -> dict[str, str]:
    """Labels of the named studies. One query, none if there are none."""
    pks = {int(key[1:]) for key in keys if key[:1] == "Y" and key[1:].isdecimal()}
    if not pks:
        return {}
    rows = Study.objects.filter(pk__in=pks).values_list("pk", "label")
    return {public_id("study", pk): name for pk, name in rows}
