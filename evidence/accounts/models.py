"""People: our own user table from the first migration, so that it can grow without moving."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from claims.domain.identifiers import orcid
from claims.domain.scopes import Scope, held
from claims.models.fields import KeyField, LineField, ProseField

#: How long before its end a token is marked as ending soon.
SOON = timedelta(days=14)


def new_pseudonym() -> str:
    """The name under which a person stands in the event log; it says nothing of who they are."""
    return f"p{secrets.token_hex(8)}"


def validate_orcid(value: str) -> None:
    """Refuse an ORCID iD whose check digit (ISO 7064 MOD 11-2) is wrong."""
    try:
        orcid(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class User(AbstractUser):
    """Roles are groups named after `claims.domain.vocabulary.Role`; `claims.access` reads them."""

    email = models.EmailField(unique=True)
    display_name = LineField(max_length=150, blank=True)
    orcid = KeyField(max_length=19, null=True, blank=True, unique=True, validators=[validate_orcid])
    affiliation = LineField(max_length=300, blank=True)
    interests = ProseField(max_length=2000, blank=True)
    pseudonym = KeyField(max_length=40, unique=True, default=new_pseudonym, editable=False)
    consented_at = models.DateTimeField(null=True, blank=True, editable=False)
    consent_version = models.CharField(max_length=20, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    token_letters = models.BooleanField(
        default=True, editable=False, help_text="Whether a letter comes before a token ends."
    )

    class Meta(AbstractUser.Meta):
        constraints = [
            # Names that differ in case alone are how one person poses as another.
            models.UniqueConstraint(
                Lower("username"),
                name="username_once_in_any_case",
                violation_error_message="A user with that username already exists.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="email_once_in_any_case",
                violation_error_message="User with this Email already exists.",
            ),
            models.CheckConstraint(
                condition=models.Q(consented_at__isnull=True, consent_version="")
                | (models.Q(consented_at__isnull=False) & ~models.Q(consent_version="")),
                name="consent_has_date_and_version",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) | models.Q(is_active=False),
                name="erased_user_is_inactive",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username


class Token(models.Model):
    """A key to the API. Only its digest is kept: who reads the table cannot use it."""

    NOUN = "token"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = LineField(max_length=100, help_text="What it is for, so that you know it again.")
    prefix = KeyField(max_length=12, editable=False)
    digest = KeyField(max_length=64, unique=True, editable=False, help_text="SHA-256, hex.")
    scopes = models.JSONField(
        default=list, blank=True, editable=False, help_text="Empty: all that its owner may do."
    )
    limit_times = models.PositiveSmallIntegerField(
        default=1,
        editable=False,
        help_text="How many times the usual number of requests it may make.",
    )
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: never.")
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    end_told_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When its owner was told of its end."
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="token_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}...)"

    @property
    def may(self) -> list[Scope]:
        """What it may do, in the order of the scale; for one that stands for everything, all of it."""
        allowed = held(self.scopes)
        return [scope for scope in Scope if scope in allowed]

    @property
    def ends_soon(self) -> bool:
        """Whether it works now and will not in two weeks."""
        now = timezone.now()
        if self.expires_at is None or self.revoked_at is not None:
            return False
        return now < self.expires_at <= now + SOON

    @property
    def ended(self) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= timezone.now()


class Invitation(models.Model):
    """A letter that lets one person in, once, with roles an administrator chose beforehand."""

    NOUN = "invitation"

    email = models.EmailField()
    roles = models.JSONField(default=list)
    nonce = KeyField(max_length=32, unique=True, editable=False)
    reason = ProseField(max_length=1000, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_by__isnull=True, accepted_at__isnull=True)
                | models.Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="invitation_accepted_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return self.email
