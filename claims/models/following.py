"""News of the knowledge base, who follows what, and what each person was told.

None of this is knowledge: it leaves no events, and what a person follows goes with the person.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims.domain.following import Frequency, InboxKind, NewsKind
from claims.models.claim import Claim
from claims.models.document import Document
from claims.models.fields import KeyField, LineField, coded, on_scale
from claims.models.source import Source
from claims.models.topic import Topic

TARGETS = ("claim", "topic", "source", "search", "document")


def _only_one() -> models.Q:
    """Exactly one of TARGETS is set."""
    return reduce(
        or_,
        (models.Q(**{f"{name}__isnull": name != chosen for name in TARGETS}) for chosen in TARGETS),
    )


class News(models.Model):
    """One thing that readers should know: how a claim or a source stands now, and how it stood before.

    Made from the public change feed, in its order. The last one of a claim is what the next is compared with.
    """

    kind = coded(NewsKind)
    at = models.DateTimeField()
    seq = models.BigIntegerField(help_text="Number of the public change that it comes from.")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="+")
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField()
    changed: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "news"
        constraints = [
            on_scale("kind", NewsKind, "news_kind_known"),
            models.CheckConstraint(
                condition=models.Q(claim__isnull=True, source__isnull=False)
                | models.Q(claim__isnull=False, source__isnull=True),
                name="news_of_one_record",
            ),
            models.UniqueConstraint(fields=["claim", "seq"], name="news_of_claim_once"),
            models.UniqueConstraint(fields=["source", "seq"], name="news_of_source_once"),
        ]
        indexes = [
            models.Index(fields=["claim", "-id"], name="news_of_claim"),
            models.Index(fields=["source", "-id"], name="news_of_source"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.seq})"


class NewsCursor(models.Model):
    """One row: how far the public feed and the log have been read for news. Its lock makes readers take turns."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    public_seq = models.BigIntegerField(default=0)
    event_seq = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_news_cursor")]

    def __str__(self) -> str:
        return str(self.public_seq)


class SavedSearch(models.Model):
    """The filters of the claim list under a name of one's own. `members`: the claims it held when last looked at."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches"
    )
    name = LineField(max_length=200)
    query = models.CharField(max_length=4000, blank=True, help_text="Canonical query string.")
    members = models.BinaryField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "saved searches"
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_search_has_a_name"),
            models.UniqueConstraint(fields=["user", "query"], name="saved_search_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Follow(models.Model):
    """Somebody wants to be told about one claim, topic, source, saved search or checked article."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    claim = models.ForeignKey(Claim, models.CASCADE, null=True, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    source = models.ForeignKey(Source, models.CASCADE, null=True, related_name="+")
    search = models.ForeignKey(SavedSearch, models.CASCADE, null=True, related_name="+")
    document = models.ForeignKey(Document, models.CASCADE, null=True, related_name="follows")
    since = models.BigIntegerField(help_text="Public changes after this number are news to them.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=_only_one(), name="follow_of_one_thing"),
            models.UniqueConstraint(fields=["user", "claim"], name="claim_followed_once"),
            models.UniqueConstraint(fields=["user", "topic"], name="topic_followed_once"),
            models.UniqueConstraint(fields=["user", "source"], name="source_followed_once"),
            models.UniqueConstraint(fields=["user", "search"], name="search_followed_once"),
            models.UniqueConstraint(fields=["user", "document"], name="document_followed_once"),
        ]

    def __str__(self) -> str:
        return f"follow {self.pk}"


class Notification(models.Model):
    """One line of somebody's inbox. `via` names what they follow that brought it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="inbox")
    kind = coded(InboxKind)
    at = models.DateTimeField()
    noun = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    origin = KeyField(max_length=24, help_text="The change that it tells of; for telling it once.")
    news = models.ForeignKey(News, models.PROTECT, null=True, related_name="+")
    via: models.JSONField[Any, Any] = models.JSONField(default=list)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            on_scale("kind", InboxKind, "inbox_kind_known"),
            models.UniqueConstraint(
                fields=["user", "origin", "kind", "noun", "object_id"], name="told_once"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="inbox_newest"),
            models.Index(
                fields=["user"], condition=models.Q(read_at__isnull=True), name="inbox_unread"
            ),
            models.Index(
                fields=["user", "id"],
                condition=models.Q(mailed_at__isnull=True),
                name="inbox_unmailed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.noun} {self.object_id}"


class Letters(models.Model):
    """How often somebody wants letters, and when the last one went out."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters")
    every = coded(Frequency, default=Frequency.NEVER)
    last_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "letters"
        constraints = [on_scale("every", Frequency, "letters_frequency_known")]

    def __str__(self) -> str:
        return str(self.every)
