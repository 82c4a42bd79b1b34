"""Letters that let a person in with roles chosen beforehand; each works once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.access import Permission, require
from claims.actions import people
from claims.actions.core import act, record
from claims.actions.roles import as_role, give
from claims.domain.problems import Invalid, NotAllowedNow

if TYPE_CHECKING:
    from evidence.accounts.models import Invitation, User


def invite(*, invitation: Invitation, roles: Iterable[str], by: User | None) -> None:
    """Keep a freshly written invitation. `by` None is the operator.

    Raises Denied, Invalid (address, unknown role), and NotAllowedNow for an address that has an
    account.
    """
    if by is not None:
        require(by, Permission.MANAGE_PEOPLE)
    invitation.roles = [as_role(role).value for role in dict.fromkeys(roles)]
    invitation.email = invitation.email.strip().lower()
    try:
        invitation.full_clean(exclude=["roles"])
    except ValidationError as error:
        raise Invalid(error.message_dict) from error
    if get_user_model().objects.filter(email__iexact=invitation.email).exists():
        raise NotAllowedNow("Somebody with this address has an account: grant the role there.")
    with act(by):
        invitation.save()
        record("invite", invitation, after={"roles": invitation.roles}, reason=invitation.reason)


def withdraw(*, invitation: Invitation, by: User | None) -> None:
    """Make an invitation void. Raises Denied, and NotAllowedNow where it was used or is void."""
    if by is not None:
        require(by, Permission.MANAGE_PEOPLE)
    with act(by):
        _use_up(invitation, withdrawn_at=timezone.now())
        record("withdraw_invitation", invitation)


def accept(
    *,
    invitation: Invitation,
    username: str,
    password: str,
    consent_version: str,
    display_name: str = "",
) -> User:
    """Open the invited person's account and return it; the letter proves the address.

    Raises Invalid as `people.register` does, and NotAllowedNow for an invitation that was used, is
    void or has run out.
    """
    if invitation.expires_at <= timezone.now():
        raise NotAllowedNow("This invitation has run out; ask for another.")
    hashed = make_password(password)
    with act(None):
        user = people.enrol(
            username=username,
            email=invitation.email,
            hashed=hashed,
            consent_version=consent_version,
            display_name=display_name,
        )
        _use_up(invitation, accepted_at=timezone.now(), accepted_by=user)
        EmailAddress.objects.filter(user=user).update(verified=True)
        record("accept_invitation", invitation, after={"user": user.pk}, by=user)
        people.confirm_email(user=user, first=True)
        for role in invitation.roles:
            give(
                user,
                as_role(role),
                reason=invitation.reason or "Invited with this role.",
                decided_by=invitation.invited_by,
            )
    return user


def _use_up(invitation: Invitation, **ending: object) -> None:
    # Compare and swap: of two clicks on the same letter only one gets in.
    rows = type(invitation)._default_manager.filter(
        pk=invitation.pk, accepted_at=None, withdrawn_at=None
    )
    if not rows.update(**ending):
        raise NotAllowedNow("This invitation was used or withdrawn.")
    for name, value in ending.items():
        setattr(invitation, name, value)
