"""What every record of the knowledge base has: a public id, and who made it when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims.domain.vocabulary import PREFIXES


class PublicRecord(models.Model):
    """A record with a public id that is never reused (C42, S17, E108)."""

    NOUN: ClassVar[str]

    id = models.BigAutoField(primary_key=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="Empty for records that a load brought in without a named person.",
    )
    revision = models.PositiveIntegerField(
        default=1, editable=False, help_text="Rises with every change; the base of proposals."
    )

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        """Prefix and number, e.g. C42."""
        return f"{PREFIXES[self.NOUN]}{self.pk}"
