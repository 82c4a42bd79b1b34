"""Invitations as letters: written here, with a signed link that holds for a while."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from claims.actions import invitations
from claims.domain.vocabulary import Role
from evidence.accounts.models import Invitation, User

SALT = "evidence.accounts.invitation"
VALID = timedelta(days=14)


def link_of(invitation: Invitation) -> str:
    """The address that lets the invited person in."""
    # Without a time of its own: when the letter runs out is kept with the invitation.
    signed = signing.Signer(salt=SALT).sign(invitation.nonce)
    return settings.SITE_URL + reverse("accounts:accept_invite", args=[signed])


def invitation_of(signed: str) -> Invitation | None:
    """The invitation behind a link; None where it was tampered with, used, withdrawn or ran out."""
    try:
        nonce = signing.Signer(salt=SALT).unsign(signed)
    except signing.BadSignature:
        return None
    return Invitation.objects.filter(
        nonce=nonce, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    ).first()


def invite(*, email: str, roles: Iterable[str], by: User | None, reason: str = "") -> Invitation:
    """Invite somebody and send the letter once that is kept; returns the invitation.

    Raises what `claims.actions.invitations.invite` raises.
    """
    now = timezone.now()
    invitation = Invitation(
        email=email,
        nonce=secrets.token_urlsafe(16),
        reason=reason,
        invited_by=by,
        created_at=now,
        expires_at=now + VALID,
    )
    with transaction.atomic():
        invitations.invite(invitation=invitation, roles=roles, by=by)
        context = {
            "link": link_of(invitation),
            "by": str(by) if by else settings.SITE_NAME,
            "roles": [Role(role).label.lower() for role in invitation.roles],
            "days": VALID.days,
            "SITE_NAME": settings.SITE_NAME,
            "SITE_URL": settings.SITE_URL,
        }
        letter = EmailMessage(
            f"[{settings.SITE_NAME}] You are invited",
            render_to_string("accounts/email/invitation.txt", context),
            to=[invitation.email],
        )
        transaction.on_commit(letter.send)
    return invitation
