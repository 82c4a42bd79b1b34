"""From the public change feed to messages that wait: each webhook keeps the number that it has got to.

The numbers move in the transaction that writes the messages, so that a worker that is killed loses and repeats nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, Min
from django.utils import timezone

from claims.domain.members import pack, unpack
from claims.domain.webhooks import DeliveryStatus, HookStatus, is_wanted
from claims.models import Delivery, KnowledgeBase, PublicChange, Webhook
from claims.queries.webhooks.messages import message_id
from claims.queries.webhooks.reach import Batch, batch

#: Changes in one transaction.
PART = 500
#: Webhooks in one transaction.
HOOKS = 200
#: So many messages of one webhook may wait; beyond that it is told of more when some of them are gone.
MOST_WAITING = 2_000


def fan_out() -> int:
    """Write the messages for what is new, until no active webhook is behind or all are full; returns how many.

    Two queries when nothing is new. Safe to run at any time, also twice at once.
    """
    count = 0
    full: set[int] = set()
    while True:
        base = KnowledgeBase.objects.filter(pk=1).first()
        behind = Webhook.objects.filter(
            status=HookStatus.ACTIVE, user__is_active=True, seq__lt=base.public_seq if base else 0
        ).exclude(pk__in=full)
        low = behind.aggregate(low=Min("seq"))["low"]
        if base is None or low is None:
            return count
        keys = list(behind.filter(seq=low).order_by("pk").values_list("pk", flat=True)[:HOOKS])
        crowded = _crowded(keys)
        full |= crowded
        ready = [key for key in keys if key not in crowded]
        if ready:
            count += _fan(ready, low, base.uuid.hex)


def _crowded(hooks: Sequence[int]) -> set[int]:
    """Those with so many messages waiting that more would only pile up. One query."""
    waiting = (
        Delivery.objects.filter(webhook__in=hooks, status=DeliveryStatus.WAITING)
        .order_by()
        .values("webhook")
        .annotate(number=Count("pk"))
    )
    return {row["webhook"] for row in waiting if row["number"] >= MOST_WAITING}


@transaction.atomic
def _fan(keys: Sequence[int], low: int, site: str) -> int:
    """One part of the feed to webhooks that have got equally far. About twenty queries, however many webhooks."""
    rows = Webhook.objects.filter(pk__in=keys, seq=low, status=HookStatus.ACTIVE)
    # Whoever has the rows has the part: another worker waits here, and then finds the numbers moved.
    hooks = list(rows.select_for_update().order_by("pk"))
    changes = list(PublicChange.objects.filter(seq__gt=low).order_by("seq")[:PART])
    rows.update(seq=changes[-1].seq)
    found = batch(changes)
    made = []
    now = timezone.now()
    for hook in hooks:
        made += [
            Delivery(
                webhook=hook,
                message=message_id(site, one.seq),
                seq=one.seq,
                kind=one.kind,
                noun=one.noun,
                object_id=one.object_id,
                made_at=now,
                next_try=now,
            )
            for one in _wanted(hook, changes, found)
        ]
    Delivery.objects.bulk_create(made, batch_size=500)
    return len(made)


def _wanted(hook: Webhook, changes: Sequence[PublicChange], found: Batch) -> list[PublicChange]:
    """What this webhook is to be told of, and what its topics and search hold from now on."""
    chosen = hook.choices
    if not (chosen.topics or chosen.query):
        return [one for one in changes if is_wanted(chosen, found.reach[one.seq], frozenset)]
    now, was = found.covered(hook)
    # What left is told as well: the change that took it out.
    either = now | was
    if now != was:
        before = unpack(bytes(hook.members)) if hook.members is not None else set()
        Webhook.objects.filter(pk=hook.pk).update(members=pack(before - was | now))
    return [one for one in changes if is_wanted(chosen, found.reach[one.seq], lambda: either)]
