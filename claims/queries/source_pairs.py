"""Pairs of look-alikes as editors see them: a list, and one side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from claims.access import Permission, may, require
from claims.domain.likeness import Record, record_of_source
from claims.domain.likeness import fields as measures
from claims.domain.vocabulary import PairState, Relation
from claims.models import Merge, Source, SourcePair
from claims.queries.briefs import SOURCE_COLUMNS, source_brief
from claims.queries.likeness import COLUMNS
from claims.queries.links import label, public_id, url
from claims.queries.pages import Page, checked_limit, decode, encode, refuse_cursor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from claims.access import Viewer

#: Letters of an abstract that are shown side by side.
ABSTRACT = 600

_FIELDS: tuple[tuple[str, str, Callable[[Record, Record], float] | None], ...] = (
    ("title", "Title", None),
    ("authors", "Authors", None),
    ("year", "Year", None),
    ("container", "Journal or book", measures.container),
    ("volume", "Volume", measures.volume),
    ("issue", "Issue", measures.issue),
    ("pages", "Pages", measures.pages),
    ("doi", "DOI", measures.doi),
    ("pmid", "PubMed id", measures.pmid),
    ("kind", "Kind", None),
    ("abstract", "Abstract", None),
)


@dataclass(frozen=True)
class PairFilters:
    """`state`: open ones if empty; `source`: pairs that this source is in."""

    state: str = ""
    source: int | None = None


def page(viewer: Viewer, filters: PairFilters, cursor: str | None = None, limit: int = 25) -> Page:
    """One page of pairs, likeliest first; empty for those who may not join sources. Two queries."""
    if not may(viewer, Permission.MERGE):
        return Page([], None)
    limit = checked_limit(limit)
    rows = SourcePair.objects.filter(state=filters.state or PairState.OPEN)
    if filters.source is not None:
        rows = rows.filter(Q(first=filters.source) | Q(second=filters.source))
    if cursor is not None:
        score, pk = _place(cursor)
        rows = rows.filter(Q(score__lt=score) | Q(score=score, pk__gt=pk))
    keys = list(rows.order_by("-score", "pk").values_list("pk", flat=True)[: limit + 1])
    found = _pairs(keys[:limit])
    following = None
    if len(keys) > limit:
        following = encode("pairs", repr(found[-1]["score"]), found[-1]["id"])
    return Page(found, following)


def _place(cursor: str) -> tuple[float, int]:
    text, pk = decode("pairs", cursor, str, int)
    try:
        return float(text), pk
    except ValueError as error:
        raise refuse_cursor() from error


def one(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """One pair side by side, or None. One query. Raises Denied."""
    require(viewer, Permission.MERGE)
    return next(iter(_pairs([pk])), None)


def next_open(viewer: Viewer, skip: int = 0) -> dict[str, Any] | None:
    """The likeliest open pair but for `skip` others; None after the last. Two queries. Raises Denied."""
    require(viewer, Permission.MERGE)
    keys = SourcePair.objects.filter(state=PairState.OPEN).order_by("-score", "pk")
    return next(iter(_pairs(keys.values_list("pk", flat=True)[skip : skip + 1])), None)


def waiting() -> int:
    """How many pairs are open. One query."""
    return SourcePair.objects.filter(state=PairState.OPEN).count()


def _pairs(keys: Iterable[int]) -> list[dict[str, Any]]:
    wanted = dict.fromkeys([*SOURCE_COLUMNS, *COLUMNS, "status", "claim_count"])
    sides = [f"{side}__{name}" for side in ("first", "second") for name in wanted]
    rows = {
        row["pk"]: row
        for row in SourcePair.objects.filter(pk__in=list(keys)).values(
            "pk",
            "score",
            "reasons",
            "state",
            "relation",
            "found_at",
            "decided_at",
            "reason",
            "decided_by__display_name",
            *sides,
        )
    }
    return [_pair(rows[key]) for key in keys if key in rows]


def _pair(row: dict[str, Any]) -> dict[str, Any]:
    first, second = (_side(row, side) for side in ("first", "second"))
    records = [
        record_of_source({name: row[f"{side}__{name}"] for name in COLUMNS})
        for side in ("first", "second")
    ]
    return {
        "id": row["pk"],
        "score": row["score"],
        "reasons": row["reasons"],
        "state": row["state"],
        "state_label": label(PairState, row["state"]),
        "relation": row["relation"],
        "relation_label": label(Relation, row["relation"]) if row["relation"] else "",
        "found_at": row["found_at"],
        "decided_by": row["decided_by__display_name"] or "",
        "decided_at": row["decided_at"],
        "reason": row["reason"],
        "first": first,
        "second": second,
        "compared": compared(*records),
    }


def _side(row: dict[str, Any], side: str) -> dict[str, Any]:
    more = {name: row[f"{side}__{name}"] for name in ("status", "claim_count")}
    return source_brief(row, f"{side}__") | more


def compared(one: Record, two: Record) -> list[dict[str, str]]:
    """Field by field what the two say, and whether that is the same, like, different, or known of one only."""
    found = []
    for name, words, measure in _FIELDS:
        mine, its = (str(getattr(record, name) or "")[:ABSTRACT] for record in (one, two))
        if mine or its:
            state = _state(name, mine, its, measure(one, two) if measure else None, one, two)
            found.append(
                {"field": name, "label": words, "first": mine, "second": its, "state": state}
            )
    return found


def _state(name: str, mine: str, its: str, value: float | None, one: Record, two: Record) -> str:
    if not mine or not its:
        return "one_only"
    if mine == its or value == 1:
        return "same"
    if name == "title":
        return "same" if one.words == two.words else _alike(measures.title(one, two) >= 0.8)
    if name == "authors":
        return "same" if one.names == two.names else _alike(measures.authors(one, two) >= 0.5)
    if name == "year":
        return _alike(measures.year(one, two) > 0)
    if name == "abstract":
        return _alike(measures.abstract(one, two) > 0)
    return "different" if value is None or value < 0 else "like"


def _alike(like: bool) -> str:
    return "like" if like else "different"


def joins(viewer: Viewer, source: int) -> list[dict[str, Any]]:
    """Standing joins of the source, and into it, newest first, for those who may undo them. One query."""
    require(viewer, Permission.MERGE)
    rows = Merge.objects.filter(Q(source=source) | Q(into=source), undone_at=None).order_by("-pk")
    return [
        {
            "source": public_id("source", row["source_id"]),
            "into": public_id("source", row["into_id"]),
            "into_url": url("source", row["into_id"]),
            "title": row["source__title"],
            "at": row["at"],
            "by": row["by__display_name"] or "",
            "reason": row["reason"],
        }
        for row in rows.values(
            "source_id", "into_id", "source__title", "at", "by__display_name", "reason"
        )
    ]


def pair(pk: int) -> SourcePair | None:
    """The stored pair with both sources, or None. One query."""
    return SourcePair.objects.filter(pk=pk).select_related("first", "second").first()


def source_of(pair_: SourcePair, ident: str) -> Source | None:
    """Which of the two has this public id, or None. No query."""
    return next((s for s in (pair_.first, pair_.second) if s.public_id == ident), None)
