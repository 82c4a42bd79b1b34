"""Sending what waits: each webhook in order, several webhooks at once, every outcome noted as it comes.

A worker has a webhook in hand for a while (`taken_until`); where it is killed, another takes over when that is past and
sends again what was not noted. So a message may come twice, with the same id, but none is lost.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from queue import SimpleQueue

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from claims.actions.webhooks import noting, signing, wire
from claims.domain.sealing import Unreadable
from claims.domain.webhooks import DeliveryStatus, HookStatus
from claims.models import Delivery, PublicChange, Webhook
from claims.queries.webhooks.messages import bodies

log = logging.getLogger(__name__)

#: Webhooks that are sent to at once, messages of one in a row, and seconds after which other work has its turn.
LANES = 4
IN_A_ROW = 50
SECONDS = 10.0
#: Longer than a lane can take: its time, and the message under way when that is over.
HELD = timedelta(seconds=120)
UNREADABLE = (
    "Its secret cannot be read with this site's key any more: rotate the secret, then resume."
)


@dataclass(frozen=True)
class _Letter:
    """A message ready to be sent, with the keys that sign it."""

    delivery: Delivery
    address: str
    keys: Sequence[bytes]


@dataclass(frozen=True)
class _Outcome:
    """What came of a letter; without one the lane of the webhook is through."""

    webhook: int
    letter: _Letter | None = None
    answer: wire.Answer | None = None


def deliver(seconds: float = SECONDS) -> int:
    """Send what is due, for about so long; returns how many messages were tried. Three queries when nothing is due."""
    until = time.monotonic() + seconds
    stop = threading.Event()
    outcomes: SimpleQueue[_Outcome] = SimpleQueue()
    in_hand: dict[int, Webhook] = {}
    count = 0
    with ThreadPoolExecutor(LANES, thread_name_prefix="webhook") as lanes:
        try:
            while True:
                while len(in_hand) < LANES and time.monotonic() < until:
                    hook = _take()
                    if hook is None:
                        break
                    letters = _letters(hook)
                    in_hand[hook.pk] = hook
                    lanes.submit(_lane, hook.pk, letters, outcomes, until, stop)
                if not in_hand:
                    return count
                one = outcomes.get()
                if one.letter is None or one.answer is None:
                    _release(in_hand.pop(one.webhook))
                else:
                    noting.note(
                        hook=in_hand[one.webhook],
                        delivery=one.letter.delivery,
                        answer=one.answer,
                        chance=random.random(),  # noqa: S311  jitter, no secret
                    )
                    count += 1
        finally:
            stop.set()


def _lane(
    webhook: int,
    letters: Sequence[_Letter],
    outcomes: SimpleQueue[_Outcome],
    until: float,
    stop: threading.Event,
) -> None:
    """Send letters in order until one fails or the time is over. Touches no database."""
    try:
        for letter in letters:
            if stop.is_set() or time.monotonic() > until:
                break
            answer = _send(letter)
            outcomes.put(_Outcome(webhook, letter, answer))
            if not answer.accepted:
                break
    finally:
        outcomes.put(_Outcome(webhook))


def _send(letter: _Letter) -> wire.Answer:
    body = letter.delivery.body
    headers = signing.headers(letter.keys, letter.delivery.message, timezone.now(), body)
    try:
        return wire.post(letter.address, body.encode(), headers)
    except (
        Exception
    ) as error:  # one bad receiver must not end the others; it is logged and tried again later
        log.exception("message %s was not sent", letter.delivery.pk)
        return wire.Answer(fault=f"It could not be sent ({type(error).__name__}).")


def _take() -> Webhook | None:
    """A webhook with something due that nobody has in hand, the one served longest ago first."""
    now = timezone.now()
    free = Q(taken_until__isnull=True) | Q(taken_until__lte=now)
    due = Delivery.objects.filter(
        webhook=OuterRef("pk"), status=DeliveryStatus.WAITING, next_try__lte=now
    )
    rows = Webhook.objects.filter(
        free,
        Q(held_until__isnull=True) | Q(held_until__lte=now),
        Exists(due),
        status=HookStatus.ACTIVE,
        user__is_active=True,
    )
    oldest = rows.order_by(F("taken_until").asc(nulls_first=True), "pk")
    for pk in oldest.values_list("pk", flat=True)[:10]:
        if Webhook.objects.filter(free, pk=pk).update(taken_until=now + HELD):
            return Webhook.objects.filter(pk=pk).first()
    return None


def _release(hook: Webhook) -> None:
    """Out of hand again; the time says when it was served last."""
    Webhook.objects.filter(pk=hook.pk, taken_until=hook.taken_until).update(
        taken_until=timezone.now()
    )


def _letters(hook: Webhook) -> list[_Letter]:
    """What is due, in the feed's order, a test before all; bodies that are missing are written and kept first."""
    now = timezone.now()
    try:
        keys = signing.secrets_of(hook, now)
        if renewed := signing.sealed_anew(hook):
            Webhook.objects.filter(pk=hook.pk, secret=hook.secret).update(**renewed)
    except Unreadable:
        noting.switch_off(hook=hook, reason=UNREADABLE)
        return []
    rows = list(
        Delivery.objects.filter(
            webhook=hook, status=DeliveryStatus.WAITING, next_try__lte=now
        ).order_by(F("seq").asc(nulls_first=True), "pk")[:IN_A_ROW]
    )
    _write_bodies([row for row in rows if not row.body])
    return [_Letter(row, hook.address, keys) for row in rows]


def _write_bodies(rows: Sequence[Delivery]) -> None:
    if not rows:
        return
    changes = PublicChange.objects.filter(seq__in=[row.seq for row in rows])
    written = bodies(list(changes))
    for row in rows:
        row.body = written[row.seq or 0]
    Delivery.objects.bulk_update(rows, ["body"], batch_size=IN_A_ROW)
