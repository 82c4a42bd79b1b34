"""Letters of what is new: which lines go into whose next letter, each into one letter only.

A letter's lines are marked before it is sent: a worker that is killed in between leaves a letter unsent, never sent
twice. Where the mail server refuses it, the marks are taken back and it is tried again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.domain.following import PAUSES, Frequency
from claims.models import Letters, Notification

if TYPE_CHECKING:
    from evidence.accounts.models import User

#: Lines in one letter; the rest is said to be in the inbox, and is not sent later.
MOST_LINES = 100
#: Lines that are marked at once.
PART = 500


@dataclass(frozen=True)
class Letter:
    """One letter to be sent: to whom (`key` of their row of Letters), where, and its lines by key, newest first."""

    user: User
    key: int
    address: str
    lines: Sequence[int]
    more: int
    at: datetime
    before: datetime | None


def due(now: datetime | None = None) -> list[int]:
    """Keys of those who want letters and whose pause is over, who are active and have news. One query."""
    now = now or timezone.now()
    over = Q(pk__in=[])
    for every, pause in PAUSES.items():
        over |= Q(every=every) & (Q(last_at__isnull=True) | Q(last_at__lte=now - pause))
    waiting = Notification.objects.filter(mailed_at__isnull=True, read_at__isnull=True)
    rows = Letters.objects.filter(over, user__is_active=True, user__in=waiting.values("user"))
    return list(rows.order_by("pk").values_list("user_id", flat=True))


def take(*, user: User, now: datetime | None = None) -> Letter | None:
    """Mark what is new to this person as sent, and say what to send; None where another worker did, or nothing is new.

    None as well where their address is not confirmed: then it waits. What they have read already is not sent.
    Six queries, and one more for each further 500 lines.
    """
    now = now or timezone.now()
    found = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk").first()
    if found is None or not user.is_active:
        return None
    with transaction.atomic():
        row = Letters.objects.filter(user=user).exclude(every=Frequency.NEVER).first()
        if row is None or (row.last_at and row.last_at > now - PAUSES[Frequency(row.every)]):
            return None
        mine = Letters.objects.filter(pk=row.pk, last_at=row.last_at)
        if row.last_at is None:
            mine = Letters.objects.filter(pk=row.pk, last_at__isnull=True)
        if not mine.update(last_at=now):
            return None
        waiting = Notification.objects.filter(user=user, mailed_at__isnull=True)
        lines = list(waiting.order_by("-pk").values_list("pk", "read_at"))
        keys = [pk for pk, read_at in lines if read_at is None]
        if not keys:
            Letters.objects.filter(pk=row.pk).update(last_at=row.last_at)
            return None
        # By key: a line that came meanwhile is the next letter's.
        for start in range(0, len(lines), PART):
            part = [pk for pk, _ in lines[start : start + PART]]
            Notification.objects.filter(pk__in=part).update(mailed_at=now)
    kept = keys[:MOST_LINES]
    return Letter(user, row.pk, found.email, kept, len(keys) - len(kept), now, row.last_at)


def give_back(*, letter: Letter) -> None:
    """The mail server did not take it: its lines wait again, and it is due again. Two queries."""
    with transaction.atomic():
        Notification.objects.filter(user=letter.user, mailed_at=letter.at).update(mailed_at=None)
        Letters.objects.filter(user=letter.user, last_at=letter.at).update(last_at=letter.before)


def stop(*, key: int) -> bool:
    """No more letters to whoever this row of Letters belongs to; whether there is one. One query.

    For whoever holds the signed link that stood in a letter: no sign-in is asked for.
    """
    rows = Letters.objects.filter(pk=key)
    return bool(rows.update(every=Frequency.NEVER))
