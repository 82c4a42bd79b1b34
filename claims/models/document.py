from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from claims.domain.articles import (
    Band,
    DocumentAccess,
    DocumentFormat,
    DocumentStatus,
    MatchState,
    PassageKind,
    Wording,
)
from claims.models.base import PublicRecord
from claims.models.claim import Claim
from claims.models.fields import AddressField, KeyField, LineField, ProseField, coded, on_scale


class Document(PublicRecord):
    """An article that was checked: its text as it was normalised once, and who may read it.

    Every offset into `text` counts Unicode code points; the text never changes.
    """

    NOUN = "document"

    title = LineField(max_length=300)
    text = models.TextField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False, help_text="Of the text in UTF-8.")
    kind = coded(DocumentFormat, default=DocumentFormat.TEXT, editable=False)
    citation = ProseField(max_length=2000, blank=True, help_text="Who wrote it, where, when.")
    address = AddressField(max_length=2000, blank=True, help_text="Where the original is.")
    retrieved_on = models.DateField(null=True, blank=True, help_text="When it was copied there.")
    access = coded(DocumentAccess, default=DocumentAccess.PRIVATE, editable=False)
    secret = KeyField(max_length=64, blank=True, editable=False, help_text="Opens it to a link.")
    expires_at = models.DateTimeField(null=True, blank=True, editable=False)
    status = coded(DocumentStatus, default=DocumentStatus.WAITING, editable=False)
    error = models.TextField(blank=True, editable=False)
    remarks = models.JSONField(default=list, blank=True, editable=False)
    sentences = models.PositiveIntegerField(default=0, editable=False, help_text="In the text.")
    done = models.PositiveIntegerField(default=0, editable=False, help_text="Sentences looked at.")
    method = models.CharField(max_length=20, blank=True, editable=False, help_text="Its version.")
    knowledge_seq = models.BigIntegerField(
        default=0, editable=False, help_text="Last public change that the check took in."
    )
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    found = models.JSONField(
        null=True, blank=True, editable=False, help_text="Findings as they stood at the last check."
    )
    changes = models.JSONField(
        default=list, blank=True, editable=False, help_text="What that check found otherwise."
    )

    bibliography = models.JSONField(
        null=True,
        blank=True,
        editable=False,
        help_text="Its own list of references, and what services said of identifiers.",
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            on_scale("kind", DocumentFormat, "document_kind_known"),
            on_scale("access", DocumentAccess, "document_access_known"),
            on_scale("status", DocumentStatus, "document_status_known"),
            models.CheckConstraint(condition=~models.Q(text=""), name="document_has_text"),
            models.CheckConstraint(
                condition=models.Q(created_by__isnull=False) | ~models.Q(access="private"),
                name="private_document_has_a_maker",
            ),
            models.CheckConstraint(
                condition=~models.Q(access__in=["unlisted", "shared"]) | ~models.Q(secret=""),
                name="linked_document_has_a_secret",
            ),
        ]
        indexes = [
            models.Index(fields=["created_by", "-id"], name="documents_of_maker"),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(expires_at__isnull=False),
                name="documents_to_expire",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        page = reverse("web:document", args=[self.public_id])
        return f"{page}?key={self.secret}" if self.secret else page


class Passage(models.Model):
    """One sentence of a document: text[start:end], its kind, its cues and its references with their places."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField(help_text="From 1, in the order of the text.")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    block = models.PositiveIntegerField(default=0, help_text="Number of its paragraph.")
    heading = models.BooleanField(default=False)
    kind = coded(PassageKind)
    rank = models.FloatField(default=0.0, help_text="How much it looks worth checking, 0 to 1.")
    marks = models.JSONField(default=list, blank=True, help_text='[{"kind", "start", "end"}]')
    references = models.JSONField(
        default=list,
        blank=True,
        help_text='[{"kind", "value", "start", "end", "entry", "problem"}]',
    )
    appeals = models.BooleanField(default=False, help_text="Leans on studies or experts.")
    uncited = models.BooleanField(default=False, help_text="Leans on studies and names none.")

    class Meta:
        ordering = ["document", "position"]
        constraints = [
            on_scale("kind", PassageKind, "passage_kind_known"),
            models.UniqueConstraint(fields=["document", "position"], name="passage_position_once"),
            models.CheckConstraint(
                condition=models.Q(start__lt=models.F("end")), name="passage_is_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"D{self.document_id}, passage {self.position}"


class Match(models.Model):
    """A passage speaks of a claim: suggested by the machine, or said by a person. Never a verdict."""

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="matches")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    band = coded(Band)
    score = models.FloatField(null=True, blank=True, help_text="0 to 1; empty: a person's own.")
    cosine = models.FloatField(
        null=True,
        blank=True,
        help_text="Found by likeness of meaning alone: how alike; else empty.",
    )
    wording = coded(Wording, default=Wording.UNCLEAR)
    suggested_wording = coded(Wording, default=Wording.UNCLEAR)
    reasons = models.JSONField(default=list, blank=True, help_text="Why this wording, in words.")
    state = coded(MatchState, default=MatchState.SUGGESTED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["passage", "-score", "id"]
        constraints = [
            on_scale("band", Band, "match_band_known"),
            on_scale("wording", Wording, "match_wording_known"),
            on_scale("suggested_wording", Wording, "match_suggested_wording_known"),
            on_scale("state", MatchState, "match_state_known"),
            models.UniqueConstraint(fields=["passage", "claim"], name="match_once"),
            models.CheckConstraint(
                condition=models.Q(state="suggested", decided_at__isnull=True)
                | (~models.Q(state="suggested") & models.Q(decided_at__isnull=False)),
                name="match_decided_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.passage_id} - C{self.claim_id} ({self.band})"


class Correction(models.Model):
    """One decision on a match, kept for ever: what the machine said, what a person made of it.

    It outlives its document: the sentence is blanked then, what the decision was stays.
    """

    document = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="corrections"
    )
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    sentence = models.TextField(blank=True)
    band = coded(Band, blank=True)
    score = models.FloatField(null=True, blank=True)
    suggested_wording = coded(Wording, blank=True)
    before = coded(MatchState, blank=True, help_text="Empty: the machine had not found it.")
    state = coded(MatchState)
    wording = coded(Wording)
    method = models.CharField(max_length=20, blank=True)
    note = LineField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            on_scale("state", MatchState, "correction_state_known"),
            on_scale("wording", Wording, "correction_wording_known"),
        ]

    def __str__(self) -> str:
        return f"C{self.claim_id}: {self.state}"
