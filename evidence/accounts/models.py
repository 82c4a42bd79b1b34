"""People: our own user table from the first migration, so that it can grow without moving."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models

from claims.domain.identifiers import orcid
from claims.models.fields import KeyField, LineField, ProseField


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

    def __str__(self) -> str:
        return self.display_name or self.username
