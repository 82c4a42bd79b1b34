from __future__ import annotations

from django.db import models
from django.urls import reverse

from claims.models.base import PublicRecord
from claims.models.claim import Claim
from claims.models.fields import LineField, ProseField
from claims.models.topic import Topic


class Search(PublicRecord):
    """A recorded look for evidence; "none found" and "current to" mean nothing without one."""

    NOUN = "search"

    claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="searches")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="searches")
    where = LineField(max_length=500, help_text="Databases, registers, sites.")
    query = ProseField(max_length=5000)
    searched_on = models.DateField()
    covers_from = models.DateField(null=True, blank=True)
    covers_to = models.DateField(null=True, blank=True)
    eligible_designs = LineField(max_length=500, blank=True)
    results = models.PositiveIntegerField(null=True, blank=True)
    screened = models.PositiveIntegerField(null=True, blank=True)
    included = models.PositiveIntegerField(null=True, blank=True)
    excluded_note = ProseField(max_length=5000, blank=True)
    exclusions = models.JSONField(
        default=list,
        blank=True,
        help_text='What was left out and why: [{"reason": "...", "n": 3}, ...].',
    )
    searched_by = LineField(max_length=300, blank=True)

    class Meta:
        ordering = ["-searched_on", "-id"]
        verbose_name_plural = "searches"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(claim__isnull=False) | models.Q(topic__isnull=False),
                name="search_is_about_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.where}, {self.searched_on}"

    def get_absolute_url(self) -> str:
        """Where it stands: on the page of its claim or topic."""
        if self.claim_id is not None:
            return f"{reverse('web:claim', args=[f'C{self.claim_id}'])}#searches"
        return f"{reverse('web:topic', args=[f'T{self.topic_id}'])}#searches"
