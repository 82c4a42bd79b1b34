"""What an owner asks to be sent: a test, or again what was sent or given up."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from claims.actions.webhooks.owning import owned
from claims.domain.problems import NotAllowedNow
from claims.domain.webhooks import DeliveryStatus, HookStatus
from claims.models import Delivery, Webhook
from claims.queries.webhooks.messages import test_body

if TYPE_CHECKING:
    from evidence.accounts.models import User

TEST_KIND = "test"


def send_test(*, webhook: Webhook, by: User) -> Delivery:
    """Send a message that says it is a test, before anything that waits.

    Raises Denied, and NotAllowedNow where the webhook is not active or a test waits already.
    """
    owned(webhook, by)
    if webhook.status != HookStatus.ACTIVE:
        raise NotAllowedNow("Resume this webhook first: while it is off nothing is sent.")
    tests = Delivery.objects.filter(webhook=webhook, seq__isnull=True)
    if tests.filter(status=DeliveryStatus.WAITING).exists():
        raise NotAllowedNow("A test waits already.")
    now = timezone.now()
    with transaction.atomic():
        made = Delivery.objects.create(
            webhook=webhook,
            message=f"msg_test_{secrets.token_hex(16)}",
            kind=TEST_KIND,
            body=test_body(webhook.pk, now),
            made_at=now,
            next_try=now,
        )
        Webhook.objects.filter(pk=webhook.pk).update(held_until=None)
    return made


def replay(*, delivery: Delivery, by: User | None) -> None:
    """Send one message again, with the same id and body. Raises Denied, NotAllowedNow while it waits anyhow."""
    owned(delivery.webhook, by)
    if not _again([delivery.pk], delivery.webhook):
        raise NotAllowedNow("This message waits to be sent already.")


def replay_since(
    *, webhook: Webhook, since: datetime, by: User | None, everything: bool = False
) -> int:
    """Send again what was given up since a time; with `everything` also what was delivered. Returns how many.

    Raises Denied.
    """
    owned(webhook, by)
    rows = Delivery.objects.filter(webhook=webhook, made_at__gte=since, seq__isnull=False)
    if not everything:
        rows = rows.filter(status=DeliveryStatus.FAILED)
    return _again(list(rows.order_by("pk").values_list("pk", flat=True)), webhook)


def _again(keys: list[int], webhook: Webhook) -> int:
    count = 0
    now = timezone.now()
    with transaction.atomic():
        for start in range(0, len(keys), 500):
            rows = Delivery.objects.filter(pk__in=keys[start : start + 500])
            count += rows.exclude(status=DeliveryStatus.WAITING).update(
                status=DeliveryStatus.WAITING, attempts=0, next_try=now, fault=""
            )
        if count:
            Webhook.objects.filter(pk=webhook.pk).update(held_until=None)
    return count
