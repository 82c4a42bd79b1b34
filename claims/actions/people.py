"""People: who they are, what they may do, and how they leave.

The log names what was changed about a person, never the values: it is append-only and must not keep
what erasure takes away. Tokens, invitations and requests for a role have modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.access import Permission, require
from claims.actions.core import act, record
from claims.actions.departures import ERASED, deactivate, erase, reactivate
from claims.actions.roles import as_role, give, hold_on_to_an_admin, required_reason, take
from claims.domain.identifiers import orcid
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import Role

if TYPE_CHECKING:
    from evidence.accounts.models import User

PROFILE = ("display_name", "orcid", "affiliation", "interests")

__all__ = [
    "PROFILE",
    "add",
    "confirm_email",
    "consent",
    "deactivate",
    "enrol",
    "erase",
    "grant",
    "held",
    "reactivate",
    "register",
    "set_password",
    "unconfirmed",
    "update_profile",
    "withdraw_role",
]


def register(
    *,
    username: str,
    email: str,
    password: str | None,
    consent_version: str,
    display_name: str = "",
) -> User:
    """A new account that its owner opened, and returns it; no role until the address is confirmed.

    Raises Invalid without consent, and for a name or address that is taken or malformed.
    """
    return enrol(
        username=username,
        email=email,
        hashed=make_password(password),
        consent_version=consent_version,
        display_name=display_name,
    )


def enrol(
    *, username: str, email: str, hashed: str, consent_version: str, display_name: str = ""
) -> User:
    """`register` with a password hashed before: that takes long, and no transaction should wait."""
    if not consent_version:
        raise Invalid({"consent": ["An account needs consent to the terms and privacy notice."]})
    with act(None):
        user = _new(username, email, hashed, display_name=display_name)
        user.consented_at, user.consent_version = timezone.now(), consent_version
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
        record("register", user, after={"consent_version": consent_version}, by=user)
    return user


def add(
    *,
    username: str,
    email: str,
    password: str | None,
    by: User | None,
    roles: Iterable[Role | str] = (),
    reason: str = "",
    display_name: str = "",
    consent_version: str = "",
) -> User:
    """A new account that an administrator, or the operator (`by` None), opens and vouches for.

    Returns it. The address counts as confirmed. Raises Denied, and Invalid as `register` does.
    """
    if by is not None:
        require(by, Permission.MANAGE_PEOPLE)
    wanted = [as_role(role) for role in roles]
    hashed = make_password(password)
    with act(by):
        user = _new(username, email, hashed, display_name=display_name)
        if consent_version:
            user.consented_at, user.consent_version = timezone.now(), consent_version
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        record("add_person", user, after={"consent_version": consent_version}, reason=reason)
        for role in wanted:
            give(user, role, reason=reason)
    return user


def _new(username: str, email: str, hashed: str, *, display_name: str) -> User:
    people = get_user_model()
    user = people(
        username=people.normalize_username(username.strip()),
        email=email.strip().lower(),
        display_name=display_name,
        password=hashed,
    )
    if "@" in user.username:
        # Signing in takes either a name or an address; one must not pass for the other.
        raise Invalid({"username": ["Leave out the @: that is for e-mail addresses."]})
    if user.username.lower().startswith(ERASED):
        raise Invalid({"username": ["This beginning is reserved."]})
    _check(user)
    return user


def _check(user: User) -> None:
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        raise Invalid(
            {
                ("" if name == "__all__" else name): texts
                for name, texts in error.message_dict.items()
            }
        ) from error


def confirm_email(*, user: User, first: bool) -> None:
    """The owner has shown that the address is theirs; the first time makes them a contributor."""
    with act(None):
        record("confirm_email" if first else "change_email", user, by=user)
        if first and user.is_active and Role.CONTRIBUTOR not in held(user):
            give(user, Role.CONTRIBUTOR, reason="Confirmed the e-mail address.")


def consent(*, by: User, version: str) -> None:
    """Consent to the wording `version` of the terms and the privacy notice."""
    with act(by):
        record(
            "consent",
            by,
            before={"consent_version": by.consent_version},
            after={"consent_version": version},
        )
        by.consented_at, by.consent_version = timezone.now(), version
        by.save(update_fields=["consented_at", "consent_version"])


def set_password(*, user: User, password: str, by: User | None) -> None:
    """A new password, already found strong enough. `by` is the owner, or None for the operator."""
    hashed = make_password(password)
    with act(by):
        user.password = hashed
        user.save(update_fields=["password"])
        record("set_password", user)


def update_profile(*, user: User, fields: Mapping[str, Any], by: User) -> list[str]:
    """Change what a person says of themselves (`PROFILE`); returns the names of the changed fields.

    For the person and those who manage people. Raises Denied, Invalid.
    """
    if by.pk != user.pk:
        require(by, Permission.MANAGE_PEOPLE)
    if unknown := sorted(set(fields) - set(PROFILE)):
        raise Invalid({name: ["There is no such field."] for name in unknown})
    if user.erased_at is not None:
        raise NotAllowedNow("This account was erased.")
    wanted = {
        name: _orcid(value) if name == "orcid" else str(value or "")
        for name, value in fields.items()
    }
    before = {name: getattr(user, name) for name in wanted}
    changed = [name for name in wanted if wanted[name] != before[name]]
    if not changed:
        return []
    for name in changed:
        setattr(user, name, wanted[name])
    try:
        _check(user)
    except Invalid:
        for name in changed:
            setattr(user, name, before[name])
        raise
    with act(by):
        user.save(update_fields=changed)
        record("update_profile", user, after={"changed": sorted(changed)})
    return changed


def _orcid(value: Any) -> str | None:
    text = str(value or "").strip()
    if not text:
        return None
    try:
        return orcid(text)
    except ValueError as error:
        raise Invalid({"orcid": [str(error)]}) from error


def held(user: User) -> frozenset[Role]:
    """The roles that were granted to `user`, active or not. One query."""
    known = [role.value for role in Role]
    names = user.groups.filter(name__in=known).values_list("name", flat=True)
    return frozenset(Role(name) for name in names)


def grant(*, user: User, role: Role | str, by: User | None, reason: str = "") -> bool:
    """Give `user` a role; returns whether they did not have it. `by` None is the operator.

    Raises Denied; Invalid for an unknown role; NotAllowedNow for an account that is closed or whose
    address is not confirmed.
    """
    if by is not None:
        require(by, Permission.MANAGE_PEOPLE)
    role = as_role(role)
    if not user.is_active:
        raise NotAllowedNow("This account is closed; reactivate it first.")
    if unconfirmed(user):
        raise NotAllowedNow("The e-mail address of this account is not confirmed yet.")
    with act(by):
        return give(user, role, reason=reason)


def unconfirmed(user: User) -> bool:
    """Whether this account has an address that was never confirmed, and none that was. One query.

    Accounts without any (made by the operator's own tools) count as confirmed.
    """
    states = list(EmailAddress.objects.filter(user=user).values_list("verified", flat=True))
    return bool(states) and not any(states)


def withdraw_role(*, user: User, role: Role | str, by: User | None, reason: str) -> bool:
    """Take a role away; returns whether they had it.

    Raises Denied, Invalid without a reason, and NotAllowedNow for the last administrator.
    """
    if by is not None:
        require(by, Permission.MANAGE_PEOPLE)
    role = as_role(role)
    reason = required_reason(reason)
    with act(by):
        if role is Role.ADMIN:
            hold_on_to_an_admin(user)
        return take(user, role, reason=reason)
