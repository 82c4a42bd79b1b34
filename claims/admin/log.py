"""What came about by itself or by others' acts: looked at here, never changed here."""

from __future__ import annotations

from django.contrib import admin

from claims.admin.base import ReadOnlyAdmin
from claims.models import Event, Job, Proposal, Report, Synthesis, Version


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("seq", "at", "actor", "verb", "noun", "object_id", "public")
    list_filter = ("public",)
    search_fields = ("=object_id", "=actor", "=verb")
    ordering = ("-seq",)


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    """Decided on the site's own proposals page, which shows the differences."""

    list_display = ("public_id", "kind", "noun", "object_id", "status", "created_by", "created_at")
    list_select_related = ("created_by",)
    list_filter = ("status", "kind")
    ordering = ("-id",)


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ("id", "noun", "object_id", "status", "at")
    ordering = ("-id",)


@admin.register(Synthesis)
class SynthesisAdmin(ReadOnlyAdmin):
    list_display = ("id", "claim", "verdict", "certainty", "status", "is_current", "created_at")
    list_select_related = ("claim",)
    list_filter = ("status", "verdict", "certainty", "is_current")
    ordering = ("-id",)


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = ("id", "claim", "number", "sha256", "minted_at")
    list_select_related = ("claim",)
    ordering = ("-id",)


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("id", "kind", "status", "asked_at", "attempts", "error")
    list_filter = ("status", "kind")
    ordering = ("-id",)
