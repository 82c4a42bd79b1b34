from __future__ import annotations

from typing import Any

from django.contrib import admin

from claims.actions import searches, topics
from claims.admin.base import CuratedAdmin
from claims.admin.forms import CuratedForm, CuratedInline
from claims.models import Search, Topic, TopicAlias


class Aliases(CuratedInline):
    model = TopicAlias
    fields = ("name",)
    list_field = "aliases"
    verbose_name_plural = "aliases"

    def plain(self, row: TopicAlias) -> str:
        return row.name


class Broader(CuratedInline):
    model = Topic.broader.through
    fk_name = "from_topic"
    fields = ("to_topic",)
    suggest_fields = ("to_topic",)
    list_field = "broader"
    verbose_name = "broader topic"
    verbose_name_plural = "broader topics"

    def plain(self, row: Any) -> str:
        return f"T{row.to_topic_id}"


class TopicForm(CuratedForm):
    class Meta:
        model = Topic
        fields = ("name", "kind", "description")


@admin.register(Topic)
class TopicAdmin(CuratedAdmin):
    form = TopicForm
    list_display = ("public_id", "name", "kind", "claim_count", "status")
    list_display_links = ("public_id", "name")
    list_filter = ("kind", "status")
    search_fields = ("name", "aliases__name")
    ordering = ("name",)
    readonly_fields = ("public_id", "status", "claim_count")
    inlines = (Aliases, Broader)

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
            "exclusions",
            "searched_by",
        )


@admin.register(Search)
class SearchAdmin(CuratedAdmin):
    form = SearchForm
    list_display = ("public_id", "where", "searched_on", "results", "included", "claim", "topic")
    list_select_related = ("claim", "topic")
    search_fields = ("where", "query")
    suggest_fields = ("claim", "topic")
    readonly_fields = ("public_id",)

    def add(self, fields: dict[str, Any], *, by: Any) -> Search:
        return searches.create(by=by, fields=fields)

    def change(self, obj: Any, changes: dict[str, Any], *, by: Any, reason: str) -> Any:
        return searches.revise(search=obj, changes=changes, by=by, reason=reason)
