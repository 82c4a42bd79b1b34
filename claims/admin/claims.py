from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from claims.access import Permission, may
from claims.actions import claims as actions
from claims.admin.base import CuratedAdmin
from claims.admin.bulk import ReasonForm, TopicForm, ask
from claims.admin.forms import CuratedForm, CuratedInline, person
from claims.models import Claim, ClaimTopic, Evidence
from claims.queries import search


class EvidenceOfClaim(CuratedInline):
    """What bears on the claim; each row leads to its own page, where it is changed."""

    model = Evidence
    fk_name = "claim"
    extra = 0
    max_num = 0
    can_delete = False
    show_change_link = True
    fields = ("source", "design", "status", "consensus", "standing_direction", "standing_strength")
    readonly_fields = fields
    verbose_name_plural = "evidence"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        return super().get_queryset(request).select_related("source", "study", "claim")


class TopicsOfClaim(CuratedInline):
    model = ClaimTopic
    fields = ("topic",)
    suggest_fields = ("topic",)
    list_field = "topics"
    verbose_name = "topic"
    verbose_name_plural = "topics"

    def plain(self, row: ClaimTopic) -> str:
        return f"T{row.topic_id}"


class ClaimForm(CuratedForm):
    class Meta:
        model = Claim
        fields = (
            "text",
            "claim_type",
            "quantifier",
            "scope",
            "about",
            "rung_claimed",
            "exposure",
            "exposure_text",
            "relation",
            "outcome",
            "outcome_text",
            "population",
            "population_text",
            "comparator",
            "comparator_text",
            "benefit_or_harm",
            "magnitude",
            "threshold",
            "wording_note",
        )


@admin.register(Claim)
class ClaimAdmin(CuratedAdmin):
    form = ClaimForm
    list_display = ("public_id", "text", "status", "verdict", "certainty", "study_count", "stale")
    list_display_links = ("public_id", "text")
    list_filter = ("status", "verdict", "certainty", "claim_type", "stale", "confirmed")
    search_fields = ("text",)
    search_help_text = "Words of the claim, or a public id such as C42"
    ordering = ("-id",)
    suggest_fields = ("exposure", "outcome", "population", "comparator")
    inlines = (TopicsOfClaim, EvidenceOfClaim)
    readonly_fields = ("public_id", "status", "conclusion", "version_number")
    actions = ("publish", "retire", "assign_topic")

    @admin.display(description="Conclusion")
    def conclusion(self, claim: Claim) -> str:
        """The plain sentence; it never stands without certainty and basis, which it carries."""
        return format_html(
            "{} <em>({}; not medical advice)</em>",
            claim.plain_sentence or claim.get_verdict_display(),
            "confirmed by an editor" if claim.confirmed else "suggested by the rule",
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Claim], search_term: str
    ) -> tuple[QuerySet[Claim], bool]:
        """Full text instead of LIKE: the same quick search as the pages have."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if term[:1] in "cC" and term[1:].isdigit():
            return queryset.filter(pk=int(term[1:][:18])), False
        return queryset.filter(pk__in=search.hits("claim", term)), False

    def add(self, fields: dict[str, Any], *, by: Any) -> Claim:
        topics = list(fields.pop("topics", ()))
        return actions.draft(by=by, fields=fields, topics=topics)

    @admin.action(description="Publish the chosen claims")
    def publish(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse | None:
        def run(chosen: list[Claim], data: dict[str, Any]) -> int:
            return actions.publish_many(claims=chosen, by=person(request), reason=data["reason"])

        return ask(
            self,
            request,
            queryset,
            name="publish",
            title="Publish claims",
            form_class=ReasonForm,
            run=run,
        )

    @admin.action(description="Retire the chosen claims")
    def retire(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse | None:
        def run(chosen: list[Claim], data: dict[str, Any]) -> int:
            return actions.retire_many(claims=chosen, by=person(request), reason=data["reason"])

        return ask(
            self,
            request,
            queryset,
            name="retire",
            title="Retire claims",
            form_class=ReasonForm,
            run=run,
        )

    @admin.action(description="Assign a topic to the chosen claims")
    def assign_topic(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse | None:
        def run(chosen: list[Claim], data: dict[str, Any]) -> int:
            topics = [data["topic"]]
            actions.assign_topics(
                claims=chosen,
                add=() if data["remove"] else topics,
                remove=topics if data["remove"] else (),
                by=person(request),
            )
            return len(chosen)

        return ask(
            self,
            request,
            queryset,
            name="assign_topic",
            title="Assign a topic",
            form_class=TopicForm,
            run=run,
        )

    def get_actions(self, request: HttpRequest) -> Any:
        found = super().get_actions(request)
        if not may(request.user, Permission.PUBLISH):
            return {}
        return found
