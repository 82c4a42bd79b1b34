from __future__ import annotations

from django.db import models
from django.utils import timezone

from claims.models.fields import KeyField


class LookupAnswer(models.Model):
    """What an outside service answered, kept for a day so that it is not asked again."""

    service = models.CharField(max_length=20)
    question = KeyField(max_length=500)
    status = models.PositiveSmallIntegerField()
    body = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["service", "question"], name="lookup_kept_once")
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.question[:60]}"
