"""The event log as history: what anyone may read of it, and the whole of it for those who may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from claims.access import (
    roles,
    visible_appraisals,
    visible_assessments,
    visible_claims,
    visible_conflicts,
    visible_events,
    visible_evidence,
    visible_patients,
    visible_proposals,
    visible_searches,
    visible_sources,
    visible_studies,
    visible_topics,
)
from claims.domain.diff import changes
from claims.domain.vocabulary import PREFIXES
from claims.models import Event, PublicChange
from claims.queries import feed_lines
from claims.queries.links import parse_id, public_id
from claims.queries.pages import Page, by_id, checked_limit, cut, seal, unseal
from claims.queries.people import names

if TYPE_CHECKING:
    from claims.access import Viewer

COLUMNS = ("seq", "digest", "at", "actor", "verb", "noun", "object_id", "payload", "public")

VISIBLE = {
    "claim": visible_claims,
    "source": visible_sources,
    "study": visible_studies,
    "topic": visible_topics,
    "evidence": visible_evidence,
    "appraisal": visible_appraisals,
    "assessment": visible_assessments,
    "proposal": visible_proposals,
    "search": visible_searches,
    "conflict": visible_conflicts,
    "patient": visible_patients,
}


@dataclass(frozen=True)
class EventFilters:
    """`object` is a public id (C42); `noun`, `verb` and `actor` (a pseudonym) are exact."""

    object: str = ""
    noun: str = ""
    verb: str = ""
    actor: str = ""
    since: datetime | None = None


def page(viewer: Viewer, filters: EventFilters, cursor: str | None = None, limit: int = 25) -> Page:
    """One page of events that the viewer may read, newest first. Two queries.

    Neither ids nor cursors tell the private sequence: its gaps would betray blind appraisals.
    """
    events = visible_events(viewer)
    if filters.object:
        named = parse_id(filters.object)
        if named is None:
            return Page([], None)
        events = events.filter(noun=named[0], object_id=named[1])
    for column in ("noun", "verb", "actor"):
        if wanted := getattr(filters, column):
            events = events.filter(**{column: wanted})
    if filters.since is not None:
        events = events.filter(at__gte=filters.since)
    return _page(viewer, events, cursor, limit)


def history(
    viewer: Viewer, noun: str, pk: int, cursor: str | None = None, limit: int = 50
) -> Page | None:
    """A record's own events, newest first; None if the viewer may not see the record. Three queries."""
    if noun not in VISIBLE or not VISIBLE[noun](viewer).filter(pk=pk).exists():
        return None
    return _page(viewer, visible_events(viewer).filter(noun=noun, object_id=pk), cursor, limit)


def public_changes(cursor: str | None = None, limit: int = 25, since: int | None = None) -> Page:
    """The public feed: after `since` in order, or newest first without it. One or two queries, and those of `told`.

    Its sequence is its own and gapless, so it may be shown.
    """
    if since is not None:
        rows = PublicChange.objects.filter(seq__gt=since).order_by("seq")
        kept, following = cut(
            list(rows.values()[: checked_limit(limit) + 1]), limit, lambda row: str(row["seq"])
        )
        return Page(feed_lines.told(kept), following)
    keys, next_cursor = by_id(PublicChange.objects.all(), "changes", cursor, limit)
    newest = PublicChange.objects.filter(seq__in=keys).order_by("-seq")
    return Page(feed_lines.told(list(newest.values())), next_cursor)


def record_name(noun: str, pk: int) -> str:
    """The public id of a record that the log speaks of, or noun and key where it has none. No query."""
    return public_id(noun, pk) if noun in PREFIXES else f"{noun} {pk}"


def _page(viewer: Viewer, events: QuerySet[Event], cursor: str | None, limit: int) -> Page:
    if cursor:
        events = events.filter(seq__lt=unseal(cursor))
    rows, following = cut(
        list(events.order_by("-seq").values(*COLUMNS)[: checked_limit(limit) + 1]),
        limit,
        lambda row: seal(row["seq"]),
    )
    return Page(_dicts(rows, inside=bool(roles(viewer))), following)


def _dicts(rows: Sequence[Mapping[str, Any]], *, inside: bool) -> list[dict[str, Any]]:
    shown = names((row["actor"] for row in rows), inside=inside)
    return [_event(row, shown) for row in rows]


def _event(row: Mapping[str, Any], shown: Mapping[str, str]) -> dict[str, Any]:
    payload = row["payload"] or {}
    before, after = payload.get("before") or {}, payload.get("after") or {}
    return {
        "id": row["digest"][:16],
        "at": row["at"],
        "actor": row["actor"],
        "actor_name": shown.get(row["actor"], row["actor"]),
        "verb": row["verb"],
        "noun": row["noun"],
        "object": record_name(row["noun"], row["object_id"]),
        "before": before,
        "after": after,
        "changes": changes(before, after),
        "reason": payload.get("reason", ""),
        "erased": row["payload"] is None,
        "public": row["public"],
    }
