"""How people leave: an account is closed, reopened or erased. What they contributed stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from claims.access import Permission, forget_roles, require
from claims.actions import following, holds
from claims.actions.core import act, record
from claims.actions.roles import hold_on_to_an_admin, required_reason, take
from claims.actions.webhooks import keeping
from claims.domain.problems import NotAllowedNow
from claims.domain.vocabulary import Role
from claims.models import Report

if TYPE_CHECKING:
    from evidence.accounts.models import User

# Erased accounts are renamed so; nobody else's name may begin with it.
ERASED = "erased-"


def deactivate(*, user: User, by: User | None, reason: str) -> None:
    """Close an account: no sign-in, no token, no role in effect. `by` None is the operator.

    For the person and those who manage people. Raises Denied, Invalid without a reason, and
    NotAllowedNow where it is closed already or the last administrator's.
    """
    reason = _may_close(user, by, reason)
    if not user.is_active:
        raise NotAllowedNow("This account is closed already.")
    with act(by):
        hold_on_to_an_admin(user)
        user.is_active = False
        user.save(update_fields=["is_active"])
        _revoke_tokens(user)
        holds.end_of_person(reviewer=user.pk)
        record("deactivate", user, reason=reason)
    forget_roles(user)


def reactivate(*, user: User, by: User | None, reason: str) -> None:
    """Open a closed account again; revoked tokens stay revoked.

    Raises Denied, Invalid without a reason, and NotAllowedNow where it is open or erased.
    """
    if by is not None:
        require(by, Permission.MANAGE_PEOPLE)
    reason = required_reason(reason)
    if user.erased_at is not None:
        raise NotAllowedNow("An erased account cannot come back.")
    if user.is_active:
        raise NotAllowedNow("This account is open.")
    with act(by):
        user.is_active = True
        user.save(update_fields=["is_active"])
        record("reactivate", user, reason=reason)
    forget_roles(user)


def erase(*, user: User, by: User | None, reason: str) -> None:
    """Forget who a person is, for good: only the pseudonym stays, and what they contributed.

    Takes away name, address, ORCID iD, affiliation, interests, password, roles, tokens and the
    address in reports. For the person and those who manage people. Raises Denied, Invalid without a
    reason, and NotAllowedNow where it was done already or is the last administrator's.
    """
    reason = _may_close(user, by, reason)
    if user.erased_at is not None:
        raise NotAllowedNow("This account was erased already.")
    with act(by):
        hold_on_to_an_admin(user)
        for role in Role:
            take(user, role, reason=reason)
        holds.end_of_person(reviewer=user.pk)
        _blank(user)
        _revoke_tokens(user)
        user.tokens.update(name="erased")
        following.forget(user=user)
        keeping.forget(user=user)
        addresses = EmailAddress.objects.filter(user=user)
        Report.objects.filter(by=user).update(email="")
        addresses.delete()
        user.invitations.update(email=user.email)
        kind = ContentType.objects.get_for_model(user)
        LogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).update(
            object_repr=user.pseudonym, change_message=""
        )
        record("erase", user, reason=reason)
    forget_roles(user)


def _blank(user: User) -> None:
    user.username = f"{ERASED}{user.pseudonym}"
    user.email = f"{user.pseudonym}@erased.invalid"
    user.first_name = user.last_name = user.display_name = ""
    user.affiliation = user.interests = ""
    user.orcid = None
    user.password = make_password(None)
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.erased_at = timezone.now()
    user.save()


def _may_close(user: User, by: User | None, reason: str) -> str:
    if by is not None and by.pk != user.pk:
        require(by, Permission.MANAGE_PEOPLE)
    return required_reason(reason)


def _revoke_tokens(user: User) -> None:
    user.tokens.filter(revoked_at=None).update(revoked_at=timezone.now())
