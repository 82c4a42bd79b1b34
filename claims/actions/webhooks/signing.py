"""Secrets of webhooks and the signatures made with them (Standard Webhooks, symmetric: v1)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from standardwebhooks import Webhook as Signer

from claims.domain import sealing
from claims.models import Webhook

PREFIX = "whsec_"
BYTES = 32


def new_secret() -> tuple[str, str]:
    """A fresh secret: (as its owner is shown it, once; as it is stored)."""
    raw = secrets.token_bytes(BYTES)
    return shown(raw), sealing.seal(raw, settings.SECRET_KEY)


def shown(raw: bytes) -> str:
    """A secret in the spelling that receivers' libraries read."""
    return PREFIX + base64.b64encode(raw).decode()


def secrets_of(webhook: Webhook, now: datetime) -> list[bytes]:
    """The secrets that sign now: the present one, and the former while it still counts. Raises sealing.Unreadable."""
    kept = [webhook.secret]
    if webhook.old_until is not None and webhook.old_until > now:
        kept.append(webhook.old_secret)
    return [sealing.unseal(one, _keys())[0] for one in kept]


def sealed_anew(webhook: Webhook) -> dict[str, str]:
    """Columns whose secret was sealed with a former key of the site, sealed with the present one."""
    found = {}
    for column in ("secret", "old_secret"):
        if kept := getattr(webhook, column):
            raw, place = sealing.unseal(kept, _keys())
            if place:
                found[column] = sealing.seal(raw, settings.SECRET_KEY)
    return found


def headers(keys: Sequence[bytes], message: str, now: datetime, body: str) -> dict[str, str]:
    """The three headers of a message that is sent `now`: one signature for each key."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Signer(key).sign(message, now, body) for key in keys),
    }


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
