"""What came of a try: kept, and the message delivered, tried again later, or given up; a webhook that only fails is
switched off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims.actions.lookups.limits import retry_after
from claims.actions.webhooks.wire import GONE, Answer
from claims.domain.following import InboxKind
from claims.domain.webhooks import PATIENCE, TRIES, DeliveryStatus, HookStatus, hold_for, retry_in
from claims.models import Delivery, DeliveryTry, Notification, Webhook

#: Where a receiver may say when it wants to be asked again (RFC 9110).
BUSY = frozenset({429, 503})
#: Rows that are deleted at once.
CHUNK = 1_000


def note(*, hook: Webhook, delivery: Delivery, answer: Answer, chance: float) -> None:
    """Keep what came of a try of a webhook that the caller has in hand. Four to eight queries.

    `chance` (0 to 1) spreads the next try. `hook` is kept in step with its row.
    """
    now = timezone.now()
    if answer.accepted:
        _delivered(hook, delivery, answer, now)
    else:
        _failed(hook, delivery, answer, now, chance)


@transaction.atomic
def _delivered(hook: Webhook, delivery: Delivery, answer: Answer, now: datetime) -> None:
    _tried(
        delivery,
        answer,
        now,
        status=DeliveryStatus.DELIVERED,
        next_try=None,
        attempts=delivery.attempts + 1,
    )
    if not hook.failures:
        return
    if hook.failures > PATIENCE:
        # The receiver is back: what waits because of that has its turn at once, in order.
        Delivery.objects.filter(webhook=hook.pk, status=DeliveryStatus.WAITING).update(next_try=now)
    hook.failures, hook.failing_since, hook.held_until = 0, None, None
    Webhook.objects.filter(pk=hook.pk).update(failures=0, failing_since=None, held_until=None)


@transaction.atomic
def _failed(
    hook: Webhook, delivery: Delivery, answer: Answer, now: datetime, chance: float
) -> None:
    asked = retry_after(answer.headers.get("retry-after")) if answer.status in BUSY else None
    attempts = delivery.attempts + 1
    pause = retry_in(attempts, chance, asked)
    _tried(
        delivery,
        answer,
        now,
        status=DeliveryStatus.FAILED if pause is None else DeliveryStatus.WAITING,
        next_try=None if pause is None else now + pause,
        attempts=attempts,
    )
    hook.failures += 1
    hook.failing_since = hook.failing_since or now
    hold = hold_for(hook.failures, chance, asked)
    hook.held_until = now + hold if hold else None
    Webhook.objects.filter(pk=hook.pk).update(
        failures=hook.failures, failing_since=hook.failing_since, held_until=hook.held_until
    )
    days = settings.WEBHOOK_DISABLE_DAYS
    if answer.status == GONE:
        switch_off(hook=hook, reason="The receiver answered 410 Gone: it wants nothing more.")
    elif hook.failing_since <= now - timedelta(days=days):
        switch_off(
            hook=hook,
            reason=f"Nothing was accepted for {days} {'day' if days == 1 else 'days'}.",
        )


def switch_off(*, hook: Webhook, reason: str) -> None:
    """Send nothing more until its owner resumes it, and tell them in their inbox. Two queries."""
    now = timezone.now()
    with transaction.atomic():
        if not Webhook.objects.filter(pk=hook.pk, status=HookStatus.ACTIVE).update(
            status=HookStatus.DISABLED, status_reason=reason[:300]
        ):
            return
        Notification.objects.bulk_create(
            [
                Notification(
                    user_id=hook.user_id,
                    kind=InboxKind.WEBHOOK,
                    at=now,
                    noun=Webhook.NOUN,
                    object_id=hook.pk,
                    origin=f"w{int(now.timestamp() * 1000)}",
                )
            ],
            ignore_conflicts=True,
        )


def expire() -> int:
    """Delete what was settled and made more than WEBHOOK_LOG_DAYS ago, with its tries; returns how many messages.

    A handful of queries a thousand.
    """
    before = timezone.now() - timedelta(days=settings.WEBHOOK_LOG_DAYS)
    old = Delivery.objects.filter(made_at__lt=before).exclude(status=DeliveryStatus.WAITING)
    count = 0
    while keys := list(old.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        Delivery.objects.filter(pk__in=keys).delete()
        count += len(keys)
    return count


def _tried(delivery: Delivery, answer: Answer, now: datetime, **fields: Any) -> None:
    """Change the message and keep the try beside it; nothing where it was deleted or settled meanwhile."""
    told = {
        "answer_status": answer.status,
        "answer": answer.text,
        "fault": answer.fault,
        "milliseconds": answer.milliseconds,
    }
    waiting = Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.WAITING)
    if not waiting.update(tried=delivery.tried + 1, tried_at=now, **told, **fields):
        return
    DeliveryTry.objects.create(delivery_id=delivery.pk, at=now, **told)
    # Sent again, a message may be tried more often than one round of tries: the oldest go.
    if delivery.tried >= TRIES:
        tries = DeliveryTry.objects.filter(delivery=delivery.pk)
        kept = tries.order_by("-pk").values_list("pk", flat=True)[:TRIES]
        tries.exclude(pk__in=list(kept)).delete()
