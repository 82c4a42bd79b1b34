"""The mechanism of roles: Django groups named after `Role`, made where they are missing.

Doors use `claims.actions.people.grant` and `withdraw_role`; these ask nobody for permission.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Q

from claims.access import ROLES, Permission, forget_roles
from claims.actions import holds
from claims.actions.core import record
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import Role

if TYPE_CHECKING:
    from evidence.accounts.models import User


def as_role(value: Role | str) -> Role:
    """`value` as a Role. Raises Invalid for an unknown one."""
    try:
        return Role(value)
    except ValueError as error:
        known = ", ".join(role.value for role in Role)
        raise Invalid(
            {"role": [f"There is no role {str(value)!r}; there are: {known}."]}
        ) from error


def required_reason(reason: str) -> str:
    """`reason` without blanks at its ends. Raises Invalid where nothing is left or it is too long."""
    text = reason.strip()
    if not text:
        raise Invalid({"reason": ["Say why."]})
    if len(text) > 1000:
        raise Invalid({"reason": ["At most 1000 characters."]})
    return text


def give(user: User, role: Role, *, reason: str, decided_by: User | None = None) -> bool:
    """Inside an act: add the role and note it. Returns False, noting nothing, where it was held.

    `decided_by` is named where somebody else than the act's author decided it.
    """
    group, _ = Group.objects.get_or_create(name=role.value)
    if user.groups.filter(pk=group.pk).exists():
        return False
    before = _names(user)
    user.groups.add(group)
    _after(user, "grant", before, reason, decided_by)
    return True


def take(user: User, role: Role, *, reason: str) -> bool:
    """Inside an act: remove the role and note it. Returns False, noting nothing, where it was not held.

    Superusers are administrators without the group; they stop being superusers.
    """
    group = user.groups.filter(name=role.value).first()
    superuser = role is Role.ADMIN and user.is_superuser
    if group is None and not superuser:
        return False
    before = _names(user)
    if group is not None:
        user.groups.remove(group)
    if superuser:
        user.is_superuser = False
        user.save(update_fields=["is_superuser"])
    if role is Role.REVIEWER:
        holds.end_of_person(reviewer=user.pk)
    _after(user, "withdraw_role", before, reason)
    return True


def _after(user: User, verb: str, before: list[str], reason: str, by: User | None = None) -> None:
    forget_roles(user)
    names = _names(user)
    staff = any(Permission.USE_ADMIN in ROLES[Role(name)] for name in names)
    if user.is_staff != (staff or user.is_superuser):
        user.is_staff = staff or user.is_superuser
        user.save(update_fields=["is_staff"])
    record(verb, user, before={"roles": before}, after={"roles": names}, reason=reason, by=by)


def _names(user: User) -> list[str]:
    known = [role.value for role in Role]
    return sorted(user.groups.filter(name__in=known).values_list("name", flat=True))


def hold_on_to_an_admin(user: User) -> None:
    """Inside an act: raise NotAllowedNow where no active administrator but `user` would be left.

    The group's row is locked, so that two administrators cannot remove each other at the same
    moment (SQLite lets only one act write at a time anyway).
    """
    list(Group.objects.select_for_update().filter(name=Role.ADMIN.value))
    admins = Q(groups__name=Role.ADMIN.value) | Q(is_superuser=True)
    active = get_user_model().objects.filter(admins, is_active=True)
    if active.filter(pk=user.pk).exists() and not active.exclude(pk=user.pk).exists():
        raise NotAllowedNow("This is the last administrator; make another one first.")
