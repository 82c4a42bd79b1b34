"""The admin's own save and delete would go around the actions. These classes leave no way to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims.access import (
    Denied,
    Permission,
    may,
    visible_appraisals,
    visible_claims,
    visible_events,
    visible_evidence,
    visible_proposals,
    visible_searches,
    visible_sources,
    visible_studies,
    visible_topics,
)
from claims.actions import proposals
from claims.actions.core import noun_of
from claims.admin.forms import CuratedForm, CuratedInline, person, suggest
from claims.domain.diff import changes
from claims.domain.problems import Problem
from claims.models import (
    Appraisal,
    Claim,
    Event,
    Evidence,
    Proposal,
    Search,
    Source,
    Study,
    Synthesis,
    Topic,
    Version,
)
from claims.queries import events

VISIBLE: dict[type[Model], Callable[[Any], QuerySet[Any]]] = {
    Appraisal: visible_appraisals,
    Claim: visible_claims,
    Event: visible_events,
    Evidence: visible_evidence,
    Proposal: visible_proposals,
    Search: visible_searches,
    Source: visible_sources,
    Study: visible_studies,
    Synthesis: lambda user: Synthesis.objects.filter(claim__in=visible_claims(user)),
    Topic: visible_topics,
    Version: lambda user: Version.objects.filter(claim__in=visible_claims(user)),
}


class CuratedAdmin(admin.ModelAdmin[Any]):
    """Every write goes through an action, and so into the history; nothing is ever deleted."""

    form = CuratedForm
    list_editable = ()
    list_per_page = 50
    show_full_result_count = False
    object_history_template = "admin/claims/history.html"
    #: Without an `add` of their own, records are made elsewhere.
    can_add = True
    can_change = True
    suggest_fields: tuple[str, ...] = ()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Suggestions for references, without the stock wrapper's buttons."""
        if db_field.name in self.suggest_fields:
            return suggest(db_field, self.admin_site)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    # What the actions are asked

    def add(self, fields: dict[str, Any], *, by: Any) -> Model:
        """Make a record through its action."""
        raise PermissionDenied

    def change(self, obj: Any, changes: dict[str, Any], *, by: Any, reason: str) -> Any:
        """Change a record, or file a proposal where it is published."""
        return proposals.change(
            record=obj, changes=changes, by=by, reason=reason, base=obj.revision
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows that the person may see: drafts of others are the editors' business."""
        rows = super().get_queryset(request)
        if self.model in VISIBLE:
            rows = VISIBLE[self.model](request.user)
        return rows.order_by(*self.get_ordering(request))

    # Permissions: the one table of claims.access, not Django's own

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Permission.USE_ADMIN)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Permission.USE_ADMIN)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.can_add and may(request.user, Permission.EDIT)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.can_change and may(request.user, Permission.EDIT)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # Django's writes, taken over

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kw: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kw)
        form.problem = getattr(request, "problem", None)
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Django's view; what an action refuses comes back as errors of the form, nothing typed is lost."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (Problem, Denied) as problem:
            request.problem = problem  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Held back until the rows of the inlines are known: one change, one event."""

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseModelFormSet[Any, Any], change: bool
    ) -> None:
        """Held back as well; `save_related` collects the rows."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The one write: fields and rows together."""
        fields = {name: form.cleaned_data[name] for name in form.changed_data if name != "reason"}
        lists = self._lists(formsets)
        obj = form.instance
        if not change:
            made = self.add(
                {k: v for k, v in form.cleaned_data.items() if k != "reason"}
                | {name: rows["add"] for name, rows in lists.items() if rows["add"]},
                by=person(request),
            )
            obj.pk = made.pk
            return
        wanted = self._changes(obj, fields) | lists
        if wanted:
            stored = type(obj)._default_manager.get(pk=obj.pk)
            result = self.change(
                stored, wanted, by=person(request), reason=form.cleaned_data.get("reason", "")
            )
            if isinstance(result, Proposal):
                messages.info(
                    request,
                    f"This is published: your change waits as proposal {result.public_id}.",
                )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without anything to change there is nothing to give a reason for."""
        fields = [*super().get_fields(request, obj)]
        if not self.has_change_permission(request, obj):
            fields = [name for name in fields if name != "reason"]
        return fields

    def _changes(self, obj: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The changed fields; a many-to-many field as what was added and removed."""
        found: dict[str, Any] = {}
        for name, value in fields.items():
            if isinstance(value, QuerySet):
                before = set(getattr(obj, name).all())
                after = set(value)
                found[name] = {
                    "add": sorted(record.public_id for record in after - before),
                    "remove": sorted(record.public_id for record in before - after),
                }
            else:
                found[name] = value
        return found

    def _lists(self, formsets: Any) -> dict[str, dict[str, list[Any]]]:
        lists: dict[str, dict[str, list[Any]]] = {}
        inlines = {inline.model: inline for inline in self.inlines}
        for formset in formsets:
            inline = cast("CuratedInline", inlines[formset.model](self.model, self.admin_site))
            if not inline.list_field:
                continue
            before = {row.pk: inline.plain(row) for row in formset.get_queryset()}
            new = [inline.plain(row) for row in formset.save(commit=False)]
            old = [before[row.pk] for row in formset.deleted_objects]
            old += [before[row.pk] for row, _ in formset.changed_objects]
            if new or old:
                lists[inline.list_field] = {"add": new, "remove": old}
        return lists

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        raise PermissionDenied

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        raise PermissionDenied

    def construct_change_message(self, *args: Any, **kwargs: Any) -> Any:
        """Nothing for Django's own log, which is not kept."""
        return []

    def log_addition(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """The event log is the one history."""

    def log_change(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """The event log is the one history."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every event of the record with what it changed, field by field."""
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_view_permission(request, obj):
            raise PermissionDenied
        page = events.history(request.user, noun_of(obj), obj.pk, limit=200)
        told = page.results if page else []
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {obj}",
            "object": obj,
            "opts": self.opts,
            "events": [{**e, "diff": changes(e["before"] or {}, e["after"] or {})} for e in told],
        }
        return TemplateResponse(request, "admin/claims/history.html", context)


class ReadOnlyAdmin(CuratedAdmin):
    """What is only ever looked at here."""

    can_add = False
    can_change = False
