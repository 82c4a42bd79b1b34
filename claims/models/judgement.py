from __future__ import annotations

from django.conf import settings
from django.db import models

from claims.domain.vocabulary import CertaintyDomain, Stream
from claims.models.claim import Claim
from claims.models.fields import KeyField, ProseField, coded, on_scale


class DomainJudgement(models.Model):
    """An editor's decision on one domain of one body of evidence; the machine's suggestion stays beside it."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="domain_judgements")
    stream = coded(Stream)
    domain = coded(CertaintyDomain)
    change = models.SmallIntegerField(help_text="Levels down (negative) or up.")
    suggested = models.SmallIntegerField(
        null=True, blank=True, help_text="What the rule suggested at that moment."
    )
    reason = ProseField(max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    imported_by = KeyField(max_length=100, blank=True)
    at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            on_scale("stream", Stream, "judgement_stream_known"),
            on_scale("domain", CertaintyDomain, "judgement_domain_known"),
            models.CheckConstraint(
                condition=models.Q(change__gte=-3, change__lte=2), name="judgement_within_the_scale"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="judgement_says_why"),
            models.CheckConstraint(
                condition=models.Q(by__isnull=False, imported_by="")
                | (models.Q(by__isnull=True) & ~models.Q(imported_by="")),
                name="judgement_has_one_judge",
            ),
            models.UniqueConstraint(
                fields=["claim", "stream", "domain"],
                condition=models.Q(is_current=True),
                name="one_standing_judgement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain} {self.change:+d} (C{self.claim_id}, {self.stream})"
