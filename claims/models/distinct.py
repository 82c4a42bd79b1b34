from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims.models.fields import KeyField, ProseField


class Distinct(models.Model):
    """Somebody looked at two look-alikes (studies, patients) and found that they are not the same."""

    noun = models.CharField(max_length=20)
    first = models.PositiveBigIntegerField(help_text="The lower key of the two.")
    second = models.PositiveBigIntegerField()
    reason = ProseField(max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    imported_by = KeyField(max_length=100, blank=True, help_text="Who said so on another site.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["noun", "first", "second"], name="distinct_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="distinct_in_order"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="distinct_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.first} is not {self.second}"
