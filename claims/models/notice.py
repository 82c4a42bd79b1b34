from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims.domain.vocabulary import NoticeNature, NoticeOrigin
from claims.models.fields import AddressField, KeyField, ProseField, coded, on_scale
from claims.models.source import Source


class Notice(models.Model):
    """A retraction, concern, correction, withdrawal or reinstatement that somebody published about a source."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="notices")
    nature = coded(NoticeNature)
    on = models.DateField(null=True, blank=True)
    reasons = ProseField(max_length=2000, blank=True)
    doi = KeyField(max_length=300, blank=True, help_text="Of the notice; often that of the work.")
    pmid = KeyField(max_length=20, blank=True)
    url = AddressField(max_length=1000, blank=True)
    origin = coded(NoticeOrigin)
    outside_id = KeyField(
        max_length=100, blank=True, help_text="Its number where it was learnt of."
    )
    matched_by = models.CharField(max_length=20, blank=True, help_text="doi, pmid, title, hand.")
    as_of = models.DateTimeField(default=timezone.now, help_text="When it was last seen there.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    imported_by = KeyField(
        max_length=100, blank=True, help_text="Whose mark it was on another site."
    )
    is_standing = models.BooleanField(
        default=True, help_text="False once it is no longer to be had."
    )

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            on_scale("nature", NoticeNature, "notice_nature_known"),
            on_scale("origin", NoticeOrigin, "notice_origin_known"),
            models.UniqueConstraint(
                fields=["source", "nature", "origin", "doi", "outside_id"], name="notice_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nature} of S{self.source_id}"
