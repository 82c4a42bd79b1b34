"""Making, changing, pausing and deleting webhooks. They are their owner's business alone: these acts leave no events.

`by` is the owner; None is the operator, at the machine itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims.access import Denied, roles
from claims.actions.core import knowledge_base
from claims.actions.webhooks import signing
from claims.actions.webhooks.owning import member, owned
from claims.domain.addresses import parse_address
from claims.domain.canonical import clean_text
from claims.domain.changes import ChangeKind
from claims.domain.members import pack
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import ClaimStatus, RecordStatus
from claims.domain.webhooks import DeliveryStatus, HookStatus
from claims.models import Claim, Delivery, Topic, Webhook
from claims.queries import filter_address
from claims.queries.webhooks.reach import members

if TYPE_CHECKING:
    from evidence.accounts.models import User

#: Claims, or topics, of one webhook.
MOST_CHOSEN = 100
LONGEST_QUERY = 4_000
CHOICES = ("kinds", "claims", "topics", "query")


def make(*, fields: Mapping[str, Any], by: User) -> tuple[Webhook, str]:
    """Tell an address of public changes from now on. Returns the webhook and its secret, which is never shown again.

    `fields`: `address`; also `name`, `kinds` (words), `claims` and `topics` (records), `query` (filters of the list of
    claims), of which none means all. Raises Denied, Invalid, and NotAllowedNow beyond WEBHOOKS_PER_PERSON.
    """
    _may_have(by)
    secret, sealed = signing.new_secret()
    with transaction.atomic():
        row = Webhook(user=by, secret=sealed, seq=knowledge_base().public_seq)
        _assign(row, {"address": "", **fields})
        row.save()
        if Webhook.objects.filter(user=by).count() > settings.WEBHOOKS_PER_PERSON:
            raise NotAllowedNow(
                f"At most {settings.WEBHOOKS_PER_PERSON} webhooks; delete one that is not needed."
            )
    return row, secret


def change(*, webhook: Webhook, fields: Mapping[str, Any], by: User) -> Webhook:
    """Change what is given of the fields of `make`. What waits already goes to the address that then stands.

    Raises Denied, Invalid.
    """
    owned(webhook, by)
    columns = _assign(webhook, fields)
    webhook.save(update_fields=columns)
    return webhook


def rotate(*, webhook: Webhook, by: User, at_once: bool = False) -> str:
    """Give it another secret, which is returned once.

    The former one signs too for WEBHOOK_GRACE_HOURS, unless `at_once`. Raises Denied.
    """
    owned(webhook, by)
    secret, sealed = signing.new_secret()
    keep = not at_once
    webhook.old_secret = webhook.secret if keep else ""
    webhook.old_until = (
        timezone.now() + timedelta(hours=settings.WEBHOOK_GRACE_HOURS) if keep else None
    )
    webhook.secret = sealed
    webhook.save(update_fields=["secret", "old_secret", "old_until"])
    return secret


def pause(*, webhook: Webhook, by: User | None, reason: str = "") -> None:
    """Send nothing until it is resumed; what changes meanwhile is told then. Raises Denied, NotAllowedNow."""
    owned(webhook, by)
    if webhook.status != HookStatus.ACTIVE:
        raise NotAllowedNow("This webhook is not active.")
    webhook.status, webhook.status_reason = HookStatus.PAUSED, reason[:300]
    webhook.save(update_fields=["status", "status_reason"])


def resume(*, webhook: Webhook, by: User, skip: bool = False) -> None:
    """Send again, from where it stopped; with `skip` only what changes from now on. Also ends waiting after failures.

    Raises Denied.
    """
    owned(webhook, by)
    now = timezone.now()
    with transaction.atomic():
        waiting = Delivery.objects.filter(webhook=webhook, status=DeliveryStatus.WAITING)
        if skip:
            waiting.update(
                status=DeliveryStatus.FAILED, next_try=None, fault="Skipped by its owner."
            )
            webhook.seq = knowledge_base().public_seq
        else:
            waiting.update(next_try=now)
        webhook.status, webhook.status_reason = HookStatus.ACTIVE, ""
        webhook.failures, webhook.failing_since, webhook.held_until = 0, None, None
        webhook.save(
            update_fields=[
                "status", "status_reason", "failures", "failing_since", "held_until", "seq",
            ]
        )  # fmt: skip


def delete(*, webhook: Webhook, by: User) -> None:
    """Forget it with its log. Raises Denied."""
    owned(webhook, by)
    webhook.delete()


def forget(*, user: User) -> None:
    """All webhooks of a person, taken away: part of erasing an account."""
    Webhook.objects.filter(user=user).delete()


def _assign(row: Webhook, fields: Mapping[str, Any]) -> list[str]:
    """Set what is given; the names of the columns. Raises Invalid that says it of each field."""
    wrong: dict[str, list[str]] = {}
    columns = []
    for name, value in fields.items():
        try:
            setattr(row, name, _CLEAN[name](value))
        except ValueError as error:
            wrong[name] = [str(error)]
        except Invalid as error:
            wrong[name] = [error.message]
        columns.append(name)
    if wrong:
        raise Invalid(wrong)
    if set(columns) & {"topics", "query"} or row._state.adding:
        held = members(row.topics, row.query) if row.topics or row.query else None
        row.members = None if held is None else pack(held)
        columns.append("members")
    return columns


def _address(value: str) -> str:
    parts = parse_address(value.strip(), private=settings.WEBHOOK_PRIVATE_ADDRESSES)
    if parts.hostname == urlsplit(settings.SITE_URL).hostname and not (
        settings.WEBHOOK_PRIVATE_ADDRESSES
    ):
        raise ValueError("This is the address of this site itself.")
    return parts.geturl()


def _name(value: str) -> str:
    text = clean_text(value, multiline=False)
    if len(text) > 200:
        raise ValueError("Give it a name of at most 200 characters.")
    return text


def _kinds(value: Sequence[str]) -> list[str]:
    known = [word for word, _ in ChangeKind.choices()]
    if unknown := sorted(set(value) - set(known)):
        raise ValueError(f"There is no kind {unknown[0]!r}. Known: {', '.join(known)}.")
    return [word for word in known if word in set(value)]


def _claims(value: Collection[Claim]) -> list[int]:
    # A draft of one's own is no public knowledge yet: nothing about it is ever sent.
    return _records(value, {ClaimStatus.PUBLISHED.value, ClaimStatus.RETIRED.value})


def _topics(value: Collection[Topic]) -> list[int]:
    return _records(value, {RecordStatus.PUBLISHED.value, RecordStatus.MERGED.value})


def _records(value: Collection[Any], open_: set[str]) -> list[int]:
    if len(value) > MOST_CHOSEN:
        raise ValueError(f"Choose at most {MOST_CHOSEN}.")
    for one in value:
        if one.status not in open_:
            raise ValueError(f"{one.public_id} is not published.")
    return sorted({int(one.pk) for one in value})


def _query(value: str) -> str:
    given = parse_qs(value.strip().removeprefix("?"), keep_blank_values=True)
    canonical = filter_address.write(filter_address.read(given, beside=("cursor",)))
    if len(canonical) > LONGEST_QUERY:
        raise ValueError("These filters are too long to keep: shorten the words.")
    return canonical


_CLEAN: dict[str, Any] = {
    "address": _address,
    "name": _name,
    "kinds": _kinds,
    "claims": _claims,
    "topics": _topics,
    "query": _query,
}


def _may_have(by: User) -> None:
    """Requests go out in the site's name: only for those whose address is confirmed, or who have a role."""
    member(by)
    if not roles(by) and not EmailAddress.objects.filter(user=by, verified=True).exists():
        raise Denied("Confirm your e-mail address first.")
