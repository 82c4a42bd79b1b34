"""The frame of every write: one transaction, its events, and their numbers in commit order."""

from __future__ import annotations

import secrets
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone

from claims.actions import clashes
from claims.domain.log import chain_digest, event_digest
from claims.domain.problems import NotAllowedNow
from claims.domain.vocabulary import PREFIXES
from claims.models import Event, KnowledgeBase, PublicChange
from claims.queries.log import said

if TYPE_CHECKING:
    from evidence.accounts.models import User


@dataclass
class _Act:
    by: User | None
    at: datetime = field(default_factory=timezone.now)
    uuid: uuid.UUID = field(default_factory=uuid.uuid4)
    events: list[Event] = field(default_factory=list)
    changes: list[PublicChange] = field(default_factory=list)


class _Undone(Exception):
    """Ends a rehearsal."""


_local = threading.local()

#: What a mirror takes from its origin alone. An article that is checked is the site's own.
KNOWLEDGE = frozenset(PREFIXES) - {"document"}


def plain(value: Any) -> Any:
    """A JSON-ready copy of a column's value; dates as ISO 8601, records as their key."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return str(value)
    return value


@contextmanager
def act(by: User | None) -> Iterator[_Act]:
    """One atomic act. Nested acts join the outer one; its events are numbered as its last step.

    The knowledge base's row is locked last, so that a long act stalls nobody: numbers follow commit order and
    have no gaps. `by` is None for the system itself.
    """
    outer: _Act | None = getattr(_local, "act", None)
    if outer is not None:
        with transaction.atomic():
            marks = len(outer.events), len(outer.changes)
            try:
                yield outer
            except BaseException:
                # The savepoint rolls back; so must what was noted for the log.
                del outer.events[marks[0] :], outer.changes[marks[1] :]
                raise
        return
    with transaction.atomic():
        clashes.watch()
        current = _local.act = _Act(by=by)
        try:
            yield current
            whole: _Act | None = getattr(_local, "whole", None)
            if whole is None:
                _number(current)
            else:
                whole.events += current.events
                whole.changes += current.changes
        finally:
            _local.act = None


@contextmanager
def together() -> Iterator[_Act]:
    """Several acts in one transaction: all of them happen, or none.

    Each stays an act of its own in the log; all are numbered as the last step of the outermost frame, so that a
    long one stalls nobody. Inside, what an inner frame did can be taken back by an exception that ends it.
    """
    running: _Act | None = getattr(_local, "act", None) or getattr(_local, "whole", None)
    if running is not None:
        with transaction.atomic():
            marks = len(running.events), len(running.changes)
            try:
                yield running
            except BaseException:
                del running.events[marks[0] :], running.changes[marks[1] :]
                raise
        return
    with transaction.atomic():
        clashes.watch()
        whole = _local.whole = _Act(by=None)
        try:
            yield whole
            _number(whole)
        finally:
            _local.whole = None


@contextmanager
def rehearsal() -> Iterator[list[Event]]:
    """Acts are carried out and taken back whole, with their events, jobs and whatever waited for the commit.

    Gives the events of what was done so far. An exception that ends it goes on to the caller.
    """
    outer = rehearsing()
    try:
        with together() as running:
            _local.rehearsing = True
            yield running.events
            raise _Undone
    except _Undone:
        pass
    finally:
        _local.rehearsing = outer


def rehearsing() -> bool:
    """Whether what is done now will be taken back."""
    return bool(getattr(_local, "rehearsing", False))


@contextmanager
def revocable() -> Iterator[None]:
    """Acts in one transaction that whoever asks for them can still have taken back, by what they ask for last."""
    outer = is_revocable()
    try:
        with together():
            _local.revocable = True
            yield
    finally:
        _local.revocable = outer


def is_revocable() -> bool:
    """Whether what is done now may be taken back at will: then it must not show what leaves a trace when it is seen."""
    return bool(getattr(_local, "revocable", False))


@contextmanager
def quietly() -> Iterator[None]:
    """Inside an act: what is written here leaves no event and no line of the feed. For what is only derived."""
    current = _running()
    marks = len(current.events), len(current.changes)
    yield
    del current.events[marks[0] :], current.changes[marks[1] :]


@contextmanager
def mirroring() -> Iterator[None]:
    """Acts inside bring in what the origin of this mirror says; no others may change knowledge here."""
    _local.mirroring = True
    try:
        yield
    finally:
        _local.mirroring = False


def record(
    verb: str,
    subject: Model,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    public: bool = False,
    by: User | None = None,
) -> None:
    """Note one event of the running act. `public` marks it as readable by anyone.

    Never pass what an appraisal says: the log is read by editors, and blindness holds for them too.
    """
    current = _running()
    actor = by or current.by
    current.events.append(
        Event(
            act=current.uuid,
            at=current.at,
            actor=actor.pseudonym if actor else "",
            verb=verb,
            noun=noun_of(subject),
            object_id=subject.pk,
            payload={"before": plain(before or {}), "after": plain(after or {}), "reason": reason},
            public=public,
        )
    )


def announce(kind: str, subject: Model, *, reason: str = "") -> None:
    """Add one line to the public change feed: something that anyone can read has changed."""
    announce_key(kind, noun_of(subject), subject.pk, reason=reason)


def announce_key(
    kind: str, noun: str, pk: int, *, reason: str = "", at: datetime | None = None
) -> None:
    """The same of a record that is known by its key; `at` another time than the act's, where that was elsewhere."""
    current = _running()
    current.changes.append(
        PublicChange(at=at or current.at, kind=kind, noun=noun, object_id=pk, reason=reason)
    )


def announced(noun: str) -> set[int]:
    """The keys of records of `noun` that have a line of the feed in the running act already."""
    return {change.object_id for change in _running().changes if change.noun == noun}


def noun_of(subject: Model) -> str:
    """The noun under which the log knows a record."""
    return getattr(subject, "NOUN", None) or subject._meta.model_name or ""


def knowledge_base(*, lock: bool = False) -> KnowledgeBase:
    """The one row; made on first use. One query, two the first time."""
    rows = KnowledgeBase.objects.select_for_update() if lock else KnowledgeBase.objects.all()
    row = rows.filter(pk=1).first()
    if row is None:
        KnowledgeBase.objects.bulk_create([KnowledgeBase(pk=1)], ignore_conflicts=True)
        row = rows.get(pk=1)
    return row


def _running() -> _Act:
    current: _Act | None = getattr(_local, "act", None)
    if current is None:
        raise RuntimeError("Events are recorded inside an act.")
    return current


def _hold_still(current: _Act) -> None:
    """Raise NotAllowedNow for an act that would give a mirror knowledge which its origin does not have."""
    if not settings.MIRROR_OF or getattr(_local, "mirroring", False):
        return
    if current.changes or any(event.noun in KNOWLEDGE for event in current.events):
        raise NotAllowedNow(f"This site is a mirror of {settings.MIRROR_OF}: change it there.")


def _number(current: _Act) -> None:
    if not current.events and not current.changes:
        return
    _hold_still(current)
    # A write first: it takes the row lock on PostgreSQL and is covered by the immediate transaction on SQLite.
    if not KnowledgeBase.objects.filter(pk=1).update(
        event_seq=F("event_seq") + len(current.events),
        public_seq=F("public_seq") + len(current.changes),
    ):
        knowledge_base(lock=True)
        KnowledgeBase.objects.filter(pk=1).update(
            event_seq=F("event_seq") + len(current.events),
            public_seq=F("public_seq") + len(current.changes),
        )
    row = KnowledgeBase.objects.get(pk=1)
    head, seq = row.event_head, row.event_seq - len(current.events)
    for event in current.events:
        seq += 1
        event.seq, event.salt = seq, secrets.token_hex(16)
        event.digest = event_digest(**said(event))
        head = event.chain = chain_digest(head, seq, event.digest)
    for number, change in enumerate(current.changes, row.public_seq - len(current.changes) + 1):
        change.seq = number
    Event.objects.bulk_create(current.events, batch_size=500)
    PublicChange.objects.bulk_create(current.changes, batch_size=500)
    if current.events:
        KnowledgeBase.objects.filter(pk=1).update(event_head=head)
