"""Notices learnt of elsewhere: kept, weighed, and carried to every claim they touch in the same transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims.access import Permission, require
from claims.actions import feed, integrity, notice_rows
from claims.actions.core import act, announce, knowledge_base, record
from claims.domain.integrity import Announcement, said, standing
from claims.domain.vocabulary import NoticeOrigin, RecordStatus
from claims.formats import retraction_watch
from claims.models import Notice, Source
from claims.queries import notices as queries

if TYPE_CHECKING:
    from evidence.accounts.models import User

CHUNK = 200
#: So many unread lines are named; beyond that they are counted.
NAMED = 100
Learnt = Mapping[int, Sequence[tuple[Announcement, str]]]


@dataclass
class Report:
    """What a check found. `changed` has one entry for each source that now stands otherwise."""

    entries: int = 0
    matched: Counter[str] = field(default_factory=Counter)
    new: int = 0
    changed: list[dict[str, str]] = field(default_factory=list)
    unread: list[dict[str, Any]] = field(default_factory=list)
    unread_count: int = 0
    asked: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The report, JSON-ready."""
        return {
            "entries": self.entries,
            "asked": self.asked,
            "matched": dict(sorted(self.matched.items())),
            "new_notices": self.new,
            "changed": self.changed,
            "unread": self.unread_count,
            "unread_lines": self.unread,
        }


def check_file(*, path: Path, by: User | None) -> Report:
    """Compare every source with a copy of the Retraction Watch database; each 200 sources are one transaction.

    `by` None stands for the site itself. Raises Denied, NotTheDatabase, OSError.
    """
    if by is not None:
        require(by, Permission.MARK_INTEGRITY)
    report = Report()
    learnt: dict[int, list[tuple[Announcement, str]]] = defaultdict(list)
    for match in queries.matches(_rows(path, report)):
        learnt[match.source].append((match.announcement, match.by))
        report.matched[match.by] += 1
    for keys in _chunks(sorted(learnt)):
        store(learnt={key: learnt[key] for key in keys}, by=by, report=report)
    with act(by) as running:
        Source.objects.exclude(status=RecordStatus.MERGED).update(integrity_checked_at=running.at)
        # One line for all of them: so many would drown the feed, day after day.
        announce("sources_checked", knowledge_base())
    return report


def store(
    *,
    learnt: Learnt,
    by: User | None,
    report: Report | None = None,
    whole: NoticeOrigin | None = None,
) -> Report:
    """Keep notices by source and mark the sources that stand otherwise for it, in one transaction.

    With `whole`, what is learnt is all that this origin has: its other notices no longer count. Raises Denied.
    """
    if by is not None:
        require(by, Permission.MARK_INTEGRITY)
    report = report or Report()
    with act(by):
        sources = list(
            Source.objects.select_for_update().filter(pk__in=list(learnt)).order_by("pk")
        )
        rows: dict[int, list[Notice]] = defaultdict(list)
        for row in Notice.objects.filter(source__in=sources):
            rows[row.source_id].append(row)
        new = notice_rows.adopt(sources, rows)
        for row in new:
            rows[row.source_id].append(row)
        changed: list[Notice] = []
        for source in sources:
            own, moved = notice_rows.merged(source, rows[source.pk], learnt[source.pk])
            for row in rows[source.pk]:
                if (
                    whole
                    and row.origin == whole
                    and row.pk
                    and row not in moved
                    and row.is_standing
                ):
                    row.is_standing = False
                    moved.append(row)
            rows[source.pk] += own
            new += own
            changed += moved
            report.new += len(own)
            if own:
                told = [said(notice) for notice in queries.announcements(own)]
                record("notices_learnt", source, after={"notices": told}, public=True)
        Notice.objects.bulk_create(new, batch_size=200)
        fields = ["on", "reasons", "pmid", "url", "as_of", "is_standing"]
        Notice.objects.bulk_update(changed, fields, batch_size=200)
        Source.objects.filter(pk__in=[source.pk for source in sources]).update(
            integrity_checked_at=timezone.now()
        )
        for source in sources:
            _settle(source, rows[source.pk], by=by, report=report)
        feed.changed(
            "source", [source.pk for source in sources], reason="compared with published notices"
        )
    return report


def take_over(rows: Sequence[Notice]) -> int:
    """Inside an act: keep notices as another site has them; returns how many are new here.

    Where they make a source stand otherwise, its evidence leaves (or rejoins) every conclusion at once. A mark that
    they do not account for stays, as a notice by hand.
    """
    sources = {
        source.pk: source
        for source in Source.objects.select_for_update()
        .filter(pk__in={row.source_id for row in rows})
        .order_by("pk")
    }
    held: dict[int, list[Notice]] = defaultdict(list)
    for row in Notice.objects.filter(source__in=sources):
        held[row.source_id].append(row)
    new: list[Notice] = []
    for pk, source in sources.items():
        own = notice_rows.unknown([row for row in rows if row.source_id == pk], held[pk])
        if own and not held[pk]:
            told = standing(queries.announcements(own)).integrity
            if told != source.integrity:
                mark = notice_rows.adopt([source], {})
                # The mark stands: a notice by hand of the same kind that does not stand is no second one.
                same = {notice_rows.marks(row) for row in mark}
                own = [row for row in own if notice_rows.marks(row) not in same] + mark
        new += own
        held[pk] += own
    Notice.objects.bulk_create(new, batch_size=CHUNK)
    feed.changed("source", {row.source_id for row in new})
    for pk in {row.source_id for row in new}:
        _settle(sources[pk], held[pk], by=None, report=Report())
    return len(new)


def settle(sources: Iterable[Source]) -> None:
    """Inside an act: mark the sources as the notices that they have by now say. One query, more where one changes."""
    held: dict[int, list[Notice]] = defaultdict(list)
    every = list(sources)
    for row in Notice.objects.filter(source__in=every):
        held[row.source_id].append(row)
    for source in every:
        _settle(source, held[source.pk], by=None, report=Report())


def _settle(source: Source, rows: Iterable[Notice], *, by: User | None, report: Report) -> None:
    """Mark the source if its notices say something else than its mark does."""
    found = standing(queries.announcements(rows))
    if found.integrity == source.integrity:
        return
    was = source.integrity
    notice = found.notice
    integrity.mark(
        sources=[source],
        integrity=found.integrity,
        note=said(notice) if notice else "",
        on=notice.on if notice else None,
        url=notice.url if notice else "",
        by=by,
        kept=True,
    )
    report.changed.append({"source": source.public_id, "was": was, "now": found.integrity.value})


def _rows(path: Path, report: Report) -> Iterator[retraction_watch.Row]:
    for row in retraction_watch.read(path):
        report.entries += 1
        if isinstance(row, retraction_watch.Unread):
            report.unread_count += 1
            if len(report.unread) < NAMED:
                report.unread.append({"line": row.line, "reason": row.reason})
        else:
            yield row


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
