"""A letter before a token ends: to its owner, once, while there is time to make another.

A token is marked before its letter is sent: a worker that is killed in between leaves a letter unsent, never sent
twice. Where the mail server refuses it, the mark is taken back and it is tried again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from claims.access import Denied

if TYPE_CHECKING:
    from evidence.accounts.models import Token, User

#: How long before its end. A token that was made for no longer than that gets no letter: its owner knows.
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class TokenLetter:
    """One letter to be sent: about which token, and where to."""

    token: Token
    address: str


def due(now: datetime | None = None) -> list[int]:
    """Keys of the tokens whose owners are to be told now. One query.

    Left out are tokens that were revoked, owners who want no such letter, and, until they confirm it, owners without
    a confirmed address.
    """
    return list(
        _due(now or timezone.now()).order_by("expires_at", "pk").values_list("pk", flat=True)
    )


def take(*, key: int, now: datetime | None = None) -> TokenLetter | None:
    """Mark the token as told of, and say what to send; None where another did or it is not due. Three queries."""
    now = now or timezone.now()
    token = _due(now).filter(pk=key).select_related("user").first()
    if token is None:
        return None
    found = _confirmed(token.user_id).order_by("-primary", "pk").first()
    # By columns of its own row alone: of two workers PostgreSQL then asks the second again once the first is done.
    mine = _tokens().filter(pk=key, end_told_at=None, revoked_at=None)
    if found is None or not mine.update(end_told_at=now):
        return None
    token.end_told_at = now
    return TokenLetter(token, found.email)


def give_back(*, letter: TokenLetter) -> None:
    """The mail server did not take it: it is due again. One query."""
    _tokens().filter(pk=letter.token.pk, end_told_at=letter.token.end_told_at).update(
        end_told_at=None
    )


def choose(*, user: User, wanted: bool, by: User) -> None:
    """Whether letters come before one's tokens end. Leaves no event: it is nobody else's business. Raises Denied."""
    if by.pk != user.pk or not by.is_active:
        raise Denied("Everybody chooses their own letters.")
    user.token_letters = wanted
    user.save(update_fields=["token_letters"])


def stop(*, key: int) -> bool:
    """No more such letters to whoever this token belongs to; whether there is one. Two queries.

    For whoever holds the signed link that stood in a letter: no sign-in is asked for.
    """
    owners = _tokens().filter(pk=key).values("user_id")
    return bool(get_user_model()._default_manager.filter(pk__in=owners).update(token_letters=False))


def _due(now: datetime) -> QuerySet[Any]:
    return _tokens().filter(
        Exists(_confirmed(OuterRef("user_id"))),
        revoked_at=None,
        end_told_at=None,
        expires_at__gt=now,
        expires_at__lte=now + AHEAD,
        created_at__lt=F("expires_at") - AHEAD,
        user__is_active=True,
        user__token_letters=True,
    )


def _confirmed(user: Any) -> QuerySet[EmailAddress]:
    found: QuerySet[EmailAddress] = EmailAddress.objects.filter(user=user, verified=True)
    return found


def _tokens() -> QuerySet[Any]:
    """All tokens. The site owns their table."""
    model: Any = get_user_model()._meta.get_field("tokens").related_model
    rows: QuerySet[Any] = model._default_manager.all()
    return rows
