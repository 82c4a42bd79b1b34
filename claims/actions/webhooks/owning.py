"""Whose a webhook is: its owner's, and of nobody else at the site but the operator at the machine itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.access import Denied
from claims.models import Webhook

if TYPE_CHECKING:
    from evidence.accounts.models import User


def member(person: User) -> None:
    """Raise Denied for a closed account."""
    if not person.is_active:
        raise Denied("Sign in first.")


def owned(webhook: Webhook, person: User | None) -> None:
    """Raise Denied for another's. None is the operator."""
    if person is None:
        return
    member(person)
    if webhook.user_id != person.pk:
        raise Denied("This is somebody else's webhook.")
