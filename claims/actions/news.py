"""News: the public change feed read in order, and who is told.

Each part of the feed is read once: the cursor moves in the transaction that writes what came of it, so that a worker
that is killed half-way leaves nothing behind, and two workers never tell a thing twice. Only public facts are compared;
of the private log only what concerns the person who is told (claims.actions.work_news).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from claims.actions import telling, work_news
from claims.domain.following import NewsKind, changed
from claims.domain.vocabulary import ClaimStatus, Integrity
from claims.models import Event, News, NewsCursor, PublicChange
from claims.queries import news as queries

#: Lines of the feed in one transaction.
PART = 500


def catch_up(most: int | None = None) -> int:
    """Read what is new, in parts of 500 lines, until nothing is left; returns how many lines were read.

    `most` ends it earlier. Safe to run at any time, also twice at once.
    """
    count = 0
    while most is None or count < most:
        read = gather()
        if not read:
            break
        count += read
    return count


def gather() -> int:
    """Read the next part of the feed and of the log; returns how many lines, 0 where all is read.

    About twenty queries, and a few for each saved search that is followed.
    """
    with transaction.atomic():
        cursor, _ = NewsCursor.objects.get_or_create(pk=1)
        changes = list(
            PublicChange.objects.filter(seq__gt=cursor.public_seq).order_by("seq")[:PART]
        )
        events = list(Event.objects.filter(seq__gt=cursor.event_seq).order_by("seq")[:PART])
        if not changes and not events:
            return 0
        moved = NewsCursor.objects.filter(
            pk=1, public_seq=cursor.public_seq, event_seq=cursor.event_seq
        ).update(
            public_seq=changes[-1].seq if changes else cursor.public_seq,
            event_seq=events[-1].seq if events else cursor.event_seq,
        )
        if not moved:
            # Another worker read this part meanwhile, and told of it.
            return 0
        if changes:
            touched = queries.touched_claims(changes)
            made = sorted([*_of_claims(changes), *_of_sources(changes)], key=lambda one: one.seq)
            News.objects.bulk_create(made, batch_size=500)
            telling.tell(made, touched)
        work_news.tell(events)
    return len(changes) + len(events)


def _of_claims(changes: Sequence[PublicChange]) -> list[News]:
    """News of each claim whose state for readers differs from the last that is known."""
    newest = {change.object_id: change for change in changes if change.noun == "claim"}
    states = queries.claim_states(newest)
    known = queries.last("claim", states)
    made = []
    for claim, after in states.items():
        before = known.get(claim)
        kind, what = _kind(before, after)
        if kind is None:
            continue
        made.append(
            News(
                kind=kind,
                at=newest[claim].at,
                seq=newest[claim].seq,
                claim_id=claim,
                before=before.after if before else None,
                after=after,
                changed=what,
            )
        )
    return made


def _kind(before: News | None, after: dict[str, Any]) -> tuple[NewsKind | None, list[str]]:
    gone = after["status"] == ClaimStatus.RETIRED
    if before is None:
        return (NewsKind.KNOWN if gone else NewsKind.PUBLISHED), []
    was_gone = before.after["status"] == ClaimStatus.RETIRED
    if gone or was_gone:
        if gone == was_gone:
            return None, []
        return (NewsKind.RETIRED if gone else NewsKind.PUBLISHED), []
    if what := changed(before.after, after):
        return NewsKind.CONCLUSION, what
    if before.after["topics"] != after["topics"]:
        return NewsKind.MOVED, ["topics"]
    return None, []


def _of_sources(changes: Sequence[PublicChange]) -> list[News]:
    """News of each source with another notice than the last that is known; one that came with it is no news."""
    newest = {change.object_id: change for change in changes if change.noun == "source"}
    marked = {
        change.object_id
        for change in changes
        if change.noun == "source" and change.kind == "integrity_changed"
    }
    states = queries.source_states(newest)
    known = queries.last("source", states)
    made = []
    for source, after in states.items():
        row = known.get(source)
        before = row.after if row else None
        held = before["integrity"] if before else Integrity.CLEAR.value
        if held == after["integrity"]:
            continue
        told = before is not None or source in marked
        made.append(
            News(
                kind=NewsKind.INTEGRITY if told else NewsKind.KNOWN,
                at=newest[source].at,
                seq=newest[source].seq,
                source_id=source,
                before=before or {**after, "integrity": Integrity.CLEAR.value, "note": ""},
                after=after,
                changed=["integrity"],
            )
        )
    return made
