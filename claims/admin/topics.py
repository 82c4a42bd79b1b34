from __future__ import annotations

from typing import Any

from django.contrib import admin

from claims.actions import searches, topics
from claims.admin.base import CuratedAdmin, CuratedForm, CuratedInline
from claims.models import Search, Topic, TopicAlias


class Aliases(CuratedInline):
    model = TopicAlias
    fields = ("name",)
    list_field = "aliases"
    verbose_name_plural = "aliases"

    def plain(self, row: TopicAlias) -> str:
        return row.name


class TopicForm(CuratedForm):
    class Meta:
        model = Topic
        fields = ("name", "kind", "description", "broader")


@admin.register(Topic)
class TopicAdmin(CuratedAdmin):
    form = TopicForm
    list_display = ("public_id", "name", "kind", "claim_count", "status")
    list_display_links = ("public_id", "name")
    list_filter = ("kind", "status")
    search_fields = ("name", "aliases__name")
    ordering = ("name",)
    autocomplete_fields = ("broader",)
    readonly_fields = ("public_id", "status", "claim_count")
    inlines = (Aliases,)

    def add(self, fields: dict[str, Any], *, by: Any) -> Topic:
        return topics.create(by=by, fields=fields)


class SearchForm(CuratedForm):
    class Meta:
        model = Search
        fields = (
            "claim",
            "topic",
            "where",
            "query",
            "searched_on",
            "covers_from",
            "covers_to",
            "eligible_designs",
            "results",
            "screened",
            "included",
            "excluded_note",
            "searched_by",
        )


@admin.register(Search)
class SearchAdmin(CuratedAdmin):
    form = SearchForm
    list_display = ("public_id", "where", "searched_on", "results", "included", "claim", "topic")
    list_select_related = ("claim", "topic")
    search_fields = ("where", "query")
    autocomplete_fields = ("claim", "topic")
    readonly_fields = ("public_id",)

    def add(self, fields: dict[str, Any], *, by: Any) -> Search:
        return searches.create(by=by, fields=fields)

    def change(self, obj: Any, changes: dict[str, Any], *, by: Any, reason: str) -> Any:
        return searches.revise(search=obj, changes=changes, by=by, reason=reason)
