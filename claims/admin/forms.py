"""Forms and rows of the desk: they ask why, say what each control is, and show what an action refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.sites import AdminSite
from django.core.exceptions import PermissionDenied
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.text import capfirst

from claims.access import Denied, Permission, may
from claims.admin.suggest import SuggestField
from claims.domain.problems import Invalid, Moved, Problem


def person(request: HttpRequest) -> Any:
    """The signed-in person of a request; the admin lets nobody else in."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def suggest(field: Any, site: AdminSite) -> SuggestField:
    """The form field of a reference."""
    return SuggestField(
        field,
        site,
        required=not field.blank,
        label=capfirst(field.verbose_name),
        help_text=field.help_text,
    )


class CuratedForm(forms.ModelForm[Any]):
    """A form that asks why, and that shows what an action refused beside the fields it speaks of."""

    reason = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why: kept in the record's history.",
    )
    problem: Problem | Denied | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.problem is None:
            return cleaned
        if isinstance(self.problem, Invalid):
            for name, found in self.problem.errors.items():
                known = name if name in self.fields else None
                self.add_error(
                    known, found if known else [f"{name}: {m}".lstrip(": ") for m in found]
                )
        else:
            self.add_error(None, self.problem.message)
            if isinstance(self.problem, Moved):
                for name, values in self.problem.moved.items():
                    self.add_error(None, f"{name} is now: {values.get('current')}")
        return cleaned


class LabelledFormSet(BaseInlineFormSet[Any, Any, Any]):
    """Every control of a row says what it is: stock inline rows have no labels."""

    @classmethod
    def get_default_prefix(cls) -> str:
        """By the rows' own name: a relation without a name of its own would give none."""
        model: Any = cls.model
        return str(model._meta.model_name)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        row = "new row" if index is None else f"row {index + 1}"
        for name, field in form.fields.items():
            label = field.label or name.replace("_", " ")
            field.widget.attrs["aria-label"] = f"{label}, {row}"


class CuratedInline(admin.TabularInline[Any, Any]):
    """Rows of a list field: what is added and removed goes into the parent's one change."""

    formset = LabelledFormSet
    extra = 1
    list_field = ""
    #: References that are typed in with suggestions; the stock select would hold every record.
    suggest_fields: tuple[str, ...] = ()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Suggestions for references, without the stock wrapper's buttons."""
        if db_field.name in self.suggest_fields:
            return suggest(db_field, self.admin_site)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def plain(self, row: Any) -> Any:
        """The row as the action's list field takes it."""
        raise TypeError(f"{type(self).__name__} must say what a row is.")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Permission.USE_ADMIN)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.list_field) and may(request.user, Permission.EDIT)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.list_field) and may(request.user, Permission.EDIT)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.list_field) and may(request.user, Permission.EDIT)
