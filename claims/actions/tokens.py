"""Keys to the API. The site owns their table; here they are kept, used up and revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from claims.access import Denied, Permission, require
from claims.actions.core import act, record
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.scopes import tidy

if TYPE_CHECKING:
    from evidence.accounts.models import Token, User

MOST_TOKENS = 20
MOST_TIMES = 1000
# "Last used" is told to the minute, so that a busy client does not write with every request.
USE_NOTED_EVERY = timedelta(minutes=1)


def issue(*, token: Token, by: User | None) -> None:
    """Keep a freshly made token. Its owner makes it; the operator (`by` None) may for anyone.

    Raises Denied for another's, Invalid for bad values, NotAllowedNow for a closed account or too
    many tokens.
    """
    if by is not None and by.pk != token.user_id:
        # Not even administrators: whoever holds a token acts as its owner.
        raise Denied("A token is made by the person it belongs to.")
    if not token.user.is_active:
        raise NotAllowedNow("This account is closed.")
    try:
        token.full_clean()
    except ValidationError as error:
        raise Invalid(error.message_dict) from error
    if token.expires_at is not None and token.expires_at <= timezone.now():
        raise Invalid({"expires_at": ["This date has passed."]})
    if token.scopes:
        try:
            token.scopes = tidy(token.scopes)
        except ValueError as error:
            raise Invalid({"scopes": [str(error)]}) from error
    with act(by):
        if token.user.tokens.filter(revoked_at=None).count() >= MOST_TOKENS:
            raise NotAllowedNow(f"At most {MOST_TOKENS} tokens; revoke one that is not needed.")
        token.save()
        record(
            "make_token",
            token,
            after={"user": token.user_id, "expires_at": token.expires_at, "scopes": token.scopes},
        )


def revoke(*, token: Token, by: User | None, reason: str = "") -> None:
    """End a token at once. For its owner, those who manage people, and the operator (`by` None).

    Raises Denied, and NotAllowedNow where it was revoked already.
    """
    if by is not None and by.pk != token.user_id:
        require(by, Permission.MANAGE_PEOPLE)
    if token.revoked_at is not None:
        raise NotAllowedNow("This token was revoked already.")
    with act(by):
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record("revoke_token", token, after={"user": token.user_id}, reason=reason)


def set_limit(*, token: Token, times: int, by: User | None) -> None:
    """Let a token ask `times` as often as is usual. For those who manage people, and the operator.

    Raises Denied, Invalid for less than 1 or more than MOST_TIMES, NotAllowedNow for a revoked token.
    """
    if by is not None:
        require(by, Permission.MANAGE_PEOPLE)
    if not 1 <= times <= MOST_TIMES:
        raise Invalid({"times": [f"Give a number from 1 to {MOST_TIMES}."]})
    if token.revoked_at is not None:
        raise NotAllowedNow("This token was revoked already.")
    with act(by):
        before, token.limit_times = token.limit_times, times
        token.save(update_fields=["limit_times"])
        record("limit_token", token, before={"times": before}, after={"times": times})


def note_use(token: Token) -> None:
    """Remember that a token was just used. No event: using it is not an act on the knowledge base."""
    now = timezone.now()
    if token.last_used_at is not None and token.last_used_at > now - USE_NOTED_EVERY:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
    type(token)._default_manager.filter(stale, pk=token.pk).update(last_used_at=now)
