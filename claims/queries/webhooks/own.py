"""One person's webhooks and what became of their messages. Nothing here is ever shown to anybody else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from claims.access import own_webhooks, visible_claims, visible_topics
from claims.domain.changes import ChangeKind, event_type
from claims.domain.webhooks import DeliveryStatus, HookStatus
from claims.models import Delivery, DeliveryTry, KnowledgeBase, Webhook
from claims.queries.events import record_name
from claims.queries.links import label, public_id, url
from claims.queries.pages import Page, by_id
from claims.queries.proposals import PAGES
from claims.queries.webhooks.messages import TEST

if TYPE_CHECKING:
    from evidence.accounts.models import User


@dataclass(frozen=True)
class DeliveryFilters:
    """Words of DeliveryStatus and of ChangeKind; none means all."""

    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()


def one(person: User, pk: int) -> Webhook | None:
    """A webhook of one's own; None for anybody else's. One query."""
    return own_webhooks(person).filter(pk=pk).first()


def page(person: User, cursor: str | None = None, limit: int = 25) -> Page:
    """One's own webhooks, newest first. Six queries at most."""
    keys, following = by_id(own_webhooks(person), "webhooks", cursor, limit)
    return Page(_hooks(list(Webhook.objects.filter(pk__in=keys).order_by("-pk"))), following)


def brief(hook: Webhook) -> dict[str, Any]:
    """The dict of a webhook. Four queries at most."""
    return _hooks([hook])[0]


def everybodys() -> list[dict[str, Any]]:
    """All webhooks of the site with whose they are, for the operator at the machine. Five queries."""
    rows = list(Webhook.objects.select_related("user").order_by("pk"))
    return [
        {**found, "user": row.user.get_username()}
        for found, row in zip(_hooks(rows), rows, strict=True)
    ]


def _hooks(rows: Sequence[Webhook]) -> list[dict[str, Any]]:
    claims = dict(
        visible_claims(None)
        .filter(pk__in={pk for row in rows for pk in row.claims})
        .order_by()
        .values_list("pk", "text")
    )
    topics = dict(
        visible_topics(None)
        .filter(pk__in={pk for row in rows for pk in row.topics})
        .order_by()
        .values_list("pk", "name")
    )
    waiting = dict(
        Delivery.objects.filter(webhook__in=rows, status=DeliveryStatus.WAITING)
        .order_by()
        .values_list("webhook")
        .annotate(number=Count("pk"))
    )
    newest = KnowledgeBase.objects.filter(pk=1).values_list("public_seq", flat=True).first() or 0
    return [_hook(row, claims, topics, waiting.get(row.pk, 0), newest) for row in rows]


def _hook(
    row: Webhook,
    claims: Mapping[int, str],
    topics: Mapping[int, str],
    waiting: int,
    newest: int,
) -> dict[str, Any]:
    old = row.old_until
    return {
        "id": row.pk,
        "name": row.name,
        "address": row.address,
        "page": reverse("web:webhook", args=[row.pk]),
        "kinds": row.kinds,
        "claims": [{"id": public_id("claim", pk), "text": claims.get(pk, "")} for pk in row.claims],
        "topics": [{"id": public_id("topic", pk), "name": topics.get(pk, "")} for pk in row.topics],
        "query": row.query,
        "status": row.status,
        "status_label": label(HookStatus, row.status),
        "status_reason": row.status_reason,
        "seq": row.seq,
        "behind": max(0, newest - row.seq),
        "waiting": waiting,
        "failures": row.failures,
        "failing_since": row.failing_since,
        "held_until": row.held_until,
        "old_secret_until": old if old is not None and old > timezone.now() else None,
        "created_at": row.created_at,
    }


def deliveries(
    hook: Webhook, filters: DeliveryFilters, cursor: str | None = None, limit: int = 25
) -> Page:
    """The log of a webhook, newest first. Three queries."""
    rows = Delivery.objects.filter(webhook=hook)
    if filters.status:
        rows = rows.filter(status__in=list(filters.status))
    if filters.kind:
        rows = rows.filter(kind__in=list(filters.kind))
    keys, following = by_id(rows, "deliveries", cursor, limit)
    found = Delivery.objects.filter(pk__in=keys).order_by("-pk").prefetch_related("tries")
    return Page([_delivery(row) for row in found], following)


def delivery(person: User, pk: int) -> Delivery | None:
    """A message of one's own webhooks; None for anybody else's. One query."""
    mine = Delivery.objects.filter(webhook__in=own_webhooks(person), pk=pk)
    return mine.select_related("webhook").first()


def delivery_brief(row: Delivery) -> dict[str, Any]:
    """The dict of a message, each try in it. One query."""
    return _delivery(row)


def _delivery(row: Delivery) -> dict[str, Any]:
    tries = [_try(one) for one in row.tries.all()]
    about = row.noun and row.object_id is not None
    return {
        "id": row.pk,
        "webhook": row.webhook_id,
        "message": row.message,
        "type": event_type(row.noun, row.kind) if about else TEST,
        "kind": row.kind,
        "kind_label": label(ChangeKind, row.kind) if about else "A test",
        "seq": row.seq,
        "object": record_name(row.noun, row.object_id or 0) if about else "",
        "object_page": url(row.noun, row.object_id or 0) if row.noun in PAGES else "",
        "status": row.status,
        "status_label": label(DeliveryStatus, row.status),
        "attempts": row.attempts,
        "made_at": row.made_at,
        "tried_at": row.tried_at,
        "next_try": row.next_try,
        "answer_status": row.answer_status,
        "answer": row.answer,
        "fault": row.fault,
        "milliseconds": row.milliseconds,
        "tries": tries,
        "tries_more": max(0, row.tried - len(tries)),
        "body": json.loads(row.body) if row.body else None,
    }


def _try(row: DeliveryTry) -> dict[str, Any]:
    return {
        "at": row.at,
        "answer_status": row.answer_status,
        "answer": row.answer,
        "fault": row.fault,
        "milliseconds": row.milliseconds,
    }
