from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from claims.access import Permission, may
from claims.actions import integrity, sources, studies
from claims.admin.base import CuratedAdmin
from claims.admin.bulk import IntegrityForm, ask
from claims.admin.forms import CuratedForm, CuratedInline, person
from claims.models import Source, Study, StudySource
from claims.queries import search


class SourceForm(CuratedForm):
    class Meta:
        model = Source
        fields = (
            "csl_type",
            "title",
            "authors",
            "container_title",
            "year",
            "doi",
            "pmid",
            "pmcid",
            "isbn",
            "url",
            "language",
            "identity",
            "identity_checked_on",
            "identity_note",
            "funding",
            "interests",
            "is_preprint",
            "copy_read",
            "copy_note",
            "missing",
            "summary",
        )


@admin.register(Source)
class SourceAdmin(CuratedAdmin):
    form = SourceForm
    list_display = ("public_id", "title", "authors", "year", "identity", "integrity", "status")
    list_display_links = ("public_id", "title")
    list_filter = ("status", "integrity", "identity", "is_preprint")
    search_fields = ("title",)
    search_help_text = "Words of title or authors, a DOI, or a public id such as S17"
    ordering = ("-id",)
    readonly_fields = ("public_id", "status", "integrity", "integrity_note", "claim_count")
    actions = ("mark_integrity",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Source], search_term: str
    ) -> tuple[QuerySet[Source], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        if term[:1] in "sS" and term[1:].isdigit():
            return queryset.filter(pk=int(term[1:][:18])), False
        if term.lower().startswith("10."):
            return queryset.filter(doi=term.lower()), False
        return queryset.filter(pk__in=search.hits("source", term)), False

    def add(self, fields: dict[str, Any], *, by: Any) -> Source:
        return sources.propose(by=by, fields=fields)

    @admin.action(description="Mark the integrity of the chosen sources")
    def mark_integrity(
        self, request: HttpRequest, queryset: QuerySet[Source]
    ) -> HttpResponse | None:
        def run(chosen: list[Source], data: dict[str, Any]) -> int:
            integrity.mark(
                sources=chosen,
                integrity=data["integrity"],
                note=data["note"],
                on=data["on"],
                url=data["url"],
                by=person(request),
            )
            return len(chosen)

        return ask(
            self,
            request,
            queryset,
            name="mark_integrity",
            title="Mark integrity",
            form_class=IntegrityForm,
            run=run,
        )

    def get_actions(self, request: HttpRequest) -> Any:
        found = super().get_actions(request)
        return found if may(request.user, Permission.MARK_INTEGRITY) else {}


class SourcesOfStudy(CuratedInline):
    model = StudySource
    fields = ("source", "role")
    suggest_fields = ("source",)
    list_field = "sources"
    verbose_name_plural = "sources"

    def plain(self, row: StudySource) -> dict[str, str]:
        return {"source": f"S{row.source_id}", "role": str(row.role)}


class StudyForm(CuratedForm):
    class Meta:
        model = Study
        fields = (
            "label",
            "design",
            "registry_id",
            "n",
            "n_unit",
            "population",
            "note",
            "primary_source",
        )


@admin.register(Study)
class StudyAdmin(CuratedAdmin):
    form = StudyForm
    list_display = ("public_id", "label", "design", "n", "n_unit", "registry_id", "status")
    list_display_links = ("public_id", "label")
    list_filter = ("design", "status")
    search_fields = ("label", "registry_id")
    ordering = ("-id",)
    suggest_fields = ("primary_source",)
    readonly_fields = ("public_id", "status")
    inlines = (SourcesOfStudy,)

    def add(self, fields: dict[str, Any], *, by: Any) -> Study:
        return studies.create(by=by, sources=fields.pop("sources", ()), fields=fields)
