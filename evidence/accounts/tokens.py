"""Keys to the API: made here, shown once, and looked up by their digest.

`settings.TOKEN_BACKEND` names `token_of`, so that the knowledge base's API need not know this site.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from claims.actions import tokens as actions
from evidence.accounts.models import Token, User

# So that a leaked one is recognised for what it is, by people and by secret scanners.
MARK = "ts_"
SHOWN = 9


def digest_of(raw: str) -> str:
    """SHA-256 (hex) of a token. No salt is needed: 256 random bits cannot be guessed."""
    return hashlib.sha256(raw.encode()).hexdigest()


def make(
    *, user: User, name: str, days: int | None, by: User | None, scopes: Sequence[str] = ()
) -> tuple[Token, str]:
    """A new token that lasts `days` (None: until revoked), and its text, which is kept nowhere.

    `scopes` is what it may (`claims.domain.scopes`); empty: all that its owner may.
    Raises what `claims.actions.tokens.issue` raises.
    """
    raw = MARK + secrets.token_urlsafe(32)
    now = timezone.now()
    token = Token(
        user=user,
        name=name.strip(),
        prefix=raw[:SHOWN],
        digest=digest_of(raw),
        scopes=list(scopes),
        created_at=now,
        expires_at=now + timedelta(days=days) if days is not None else None,
    )
    actions.issue(token=token, by=by)
    return token, raw


def token_of(raw: str) -> Token | None:
    """The token with its owner; None for one that is unknown, expired, revoked or of a closed account.

    One query, and a write at most once a minute.
    """
    if not raw.startswith(MARK) or len(raw) > 100:
        return None
    token = Token.objects.select_related("user").filter(digest=digest_of(raw)).first()
    if token is None or token.revoked_at is not None or not token.user.is_active:
        return None
    if token.expires_at is not None and token.expires_at <= timezone.now():
        return None
    actions.note_use(token)
    return token
