from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from claims.domain.vocabulary import RecordStatus, TopicKind
from claims.models.base import PublicRecord
from claims.models.fields import LineField, ProseField, coded, on_scale


class Topic(PublicRecord):
    """A controlled term: an exposure, outcome, population or field."""

    NOUN = "topic"

    name = LineField(max_length=200)
    kind = coded(TopicKind)
    description = ProseField(max_length=2000, blank=True)
    broader = models.ManyToManyField("self", symmetrical=False, related_name="narrower", blank=True)
    status = coded(RecordStatus, default=RecordStatus.PUBLISHED, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    status_reason = ProseField(max_length=2000, blank=True, editable=False)
    claim_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), "kind", condition=~models.Q(status="merged"), name="topic_once"
            ),
            on_scale("kind", TopicKind, "topic_kind_known"),
            on_scale("status", RecordStatus, "topic_status_known"),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(status="merged"),
                name="topic_merged_says_where",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("web:topic", args=[self.public_id])


class TopicAlias(models.Model):
    """Another name by which people look for the topic."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="aliases")
    name = LineField(max_length=200)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(Lower("name"), "topic", name="topic_alias_once"),
        ]

    def __str__(self) -> str:
        return self.name
