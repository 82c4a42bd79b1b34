"""Notices follow a source that is joined into another, and come back where the join is undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from claims.actions import notice_rows, notices
from claims.models import Notice, Source


def move(source: Source, into: Source) -> list[list[str]]:
    """Inside an act: what is known against `source` counts against `into`; which notices moved, by their marks.

    A notice that `into` has from the same place stays behind. Where `into` stands otherwise for what came, its
    evidence leaves (or rejoins) every conclusion at once.
    """
    rows: dict[int, list[Notice]] = defaultdict(list)
    for row in Notice.objects.filter(source__in=[source, into]).order_by("pk"):
        rows[row.source_id].append(row)
    unrecorded = notice_rows.adopt([source, into], rows)
    Notice.objects.bulk_create(unrecorded)
    for row in unrecorded:
        rows[row.source_id].append(row)
    going = notice_rows.unknown(rows[source.pk], rows[into.pk])
    if going:
        Notice.objects.filter(pk__in=[row.pk for row in going]).update(source=into)
        notices.settle([into])
    return [list(notice_rows.marks(row)) for row in going]


def put_back(source: Source, into: Source, moved: Iterable[Sequence[str]]) -> None:
    """Inside an act: the notices go back, but for those that are gone since; both stand as their own ones say."""
    own = {notice_rows.marks(row) for row in Notice.objects.filter(source=source)}
    wanted = {tuple(one) for one in moved} - own
    held = Notice.objects.filter(source=into) if wanted else ()
    going = [row.pk for row in held if notice_rows.marks(row) in wanted]
    if going:
        Notice.objects.filter(pk__in=going).update(source=source)
        into.refresh_from_db()
        notices.settle([into, source])
