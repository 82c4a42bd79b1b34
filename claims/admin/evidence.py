from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from claims.actions import evidence as actions
from claims.admin.base import CuratedAdmin, ReadOnlyAdmin
from claims.admin.forms import CuratedForm, CuratedInline
from claims.models import Appraisal, Evidence, Quote


class Quotes(CuratedInline):
    model = Quote
    fields = ("exact", "start", "end", "locator", "note")
    list_field = "quotes"
    verbose_name_plural = "quotes"

    def plain(self, row: Quote) -> dict[str, Any]:
        names = ("exact", "prefix", "suffix", "start", "end", "locator", "note")
        return {name: getattr(row, name) for name in names if getattr(row, name) not in ("", None)}


class EvidenceForm(CuratedForm):
    class Meta:
        model = Evidence
        fields = (
            "claim",
            "source",
            "study",
            "finding",
            "design",
            "population",
            "comparison_made",
            "n",
            "n_unit",
            "n_note",
            "read",
            "locator",
            "effect",
            "benefit_or_harm",
            "magnitude",
            "threshold",
        )


@admin.register(Evidence)
class EvidenceAdmin(CuratedAdmin):
    form = EvidenceForm
    list_display = ("public_id", "claim", "source", "design", "status", "consensus")
    list_select_related = ("claim", "source", "study")
    list_filter = ("status", "consensus", "design", "stream")
    search_fields = ("=id",)
    search_help_text = "The number of a public id: 108 finds E108"
    ordering = ("-id",)
    suggest_fields = ("claim", "source", "study")
    readonly_fields = ("public_id", "status", "status_reason", "consensus", "raters")
    inlines = (Quotes,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What it links is fixed once it is made: another link is another piece of evidence."""
        found = super().get_readonly_fields(request, obj)
        return found if obj is None else (*found, "claim", "source", "study")

    def add(self, fields: dict[str, Any], *, by: Any) -> Evidence:
        return actions.propose(
            by=by,
            claim=fields.pop("claim"),
            source=fields.pop("source"),
            study=fields.pop("study", None),
            quotes=fields.pop("quotes", ()),
            fields=fields,
        )


@admin.register(Appraisal)
class AppraisalAdmin(ReadOnlyAdmin):
    """Only what may be read: blindness holds at the desk too."""

    list_display = ("public_id", "evidence", "direction", "directness", "strength", "submitted_at")
    list_select_related = ("evidence",)
    list_filter = ("direction", "strength")
    ordering = ("-id",)
