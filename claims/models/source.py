from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from claims.domain.vocabulary import Identity, IdentityResult, Integrity, ReadDepth, RecordStatus
from claims.models.base import PublicRecord
from claims.models.fields import AddressField, KeyField, LineField, ProseField, coded, on_scale


class Source(PublicRecord):
    """One publication or document: CSL-JSON as read, plus the columns that are searched."""

    NOUN = "source"

    csl_type = models.CharField(max_length=40, default="article-journal")
    title = LineField(max_length=1000, blank=True)
    authors = LineField(
        max_length=2000, blank=True, help_text="Family name and initials, separated by semicolons."
    )
    container_title = LineField(max_length=500, blank=True)
    year = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1000), MaxValueValidator(2200)]
    )
    csl = models.JSONField(default=dict, blank=True, help_text="The whole record as CSL-JSON.")
    doi = KeyField(max_length=300, null=True, blank=True)
    pmid = KeyField(max_length=20, null=True, blank=True)
    pmcid = KeyField(max_length=20, null=True, blank=True)
    isbn = KeyField(max_length=20, null=True, blank=True)
    url = AddressField(max_length=1000, blank=True)
    language = models.CharField(max_length=20, blank=True)
    identity = coded(Identity, default=Identity.UNCHECKED)
    identity_checked_on = models.DateField(null=True, blank=True)
    identity_note = ProseField(max_length=2000, blank=True)
    identity_result = coded(
        IdentityResult, default=IdentityResult.UNKNOWN, blank=True, editable=False
    )
    identity_differences = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="Where the identifier's record says otherwise, field by field.",
    )
    provenance = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="Where each field came from, and when: a service, a file, a person.",
    )
    integrity = coded(Integrity, default=Integrity.CLEAR, editable=False)
    integrity_on = models.DateField(null=True, blank=True, editable=False)
    integrity_note = ProseField(max_length=2000, blank=True, editable=False)
    integrity_url = AddressField(max_length=1000, blank=True, editable=False)
    integrity_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    funding = ProseField(max_length=2000, blank=True)
    interests = ProseField(max_length=2000, blank=True)
    is_preprint = models.BooleanField(default=False)
    copy_read = coded(ReadDepth, default=ReadDepth.UNKNOWN, blank=True)
    copy_note = ProseField(max_length=1000, blank=True)
    missing = LineField(
        max_length=300, blank=True, help_text="Citation fields that nobody has confirmed."
    )
    summary = ProseField(max_length=3000, blank=True, help_text="What it found, in our words.")
    status = coded(RecordStatus, default=RecordStatus.PROPOSED, editable=False)
    status_reason = ProseField(max_length=2000, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Derived, for finding look-alikes without reading every title.
    title_key = KeyField(max_length=80, blank=True, editable=False)
    author_key = KeyField(max_length=40, blank=True, editable=False)
    claim_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            on_scale("identity", Identity, "source_identity_known"),
            on_scale("integrity", Integrity, "source_integrity_known"),
            on_scale("status", RecordStatus, "source_status_known"),
            models.CheckConstraint(
                condition=models.Q(integrity="clear") | ~models.Q(integrity_note=""),
                name="source_integrity_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(status="merged"),
                name="source_merged_says_where",
            ),
            *(
                models.UniqueConstraint(
                    fields=[kind],
                    condition=models.Q(**{f"{kind}__isnull": False}) & ~models.Q(status="merged"),
                    name=f"source_{kind}_once",
                    violation_error_message=f"Another source has this {kind.upper()}.",
                )
                for kind in ("doi", "pmid", "pmcid", "isbn")
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{kind}__isnull": True}) | ~models.Q(**{kind: ""}),
                    name=f"source_{kind}_null_not_empty",
                )
                for kind in ("doi", "pmid", "pmcid", "isbn")
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="source_newest"),
            models.Index(fields=["year"], name="source_by_year"),
            models.Index(fields=["title_key"], name="source_by_title_key"),
            models.Index(fields=["author_key", "year"], name="source_by_author_key"),
            # As `ordering=updated` says it (claims.queries.ordering), to the letter: else it is not used.
            models.Index(
                "status", Coalesce("changed_at", "created_at"), "id", name="source_by_change"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.public_id} (title not known)"

    def get_absolute_url(self) -> str:
        return reverse("web:source", args=[self.public_id])

    @property
    def withdrawn_from_use(self) -> bool:
        """Whether its evidence must stay out of every synthesis."""
        return self.integrity in (Integrity.RETRACTED, Integrity.WITHDRAWN, Integrity.CONCERN)
