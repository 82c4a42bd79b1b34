"""Bulk acts that ask something first: one page with a form, then one action over the chosen records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims.access import Denied
from claims.admin.suggest import SuggestField
from claims.domain.problems import Problem
from claims.domain.vocabulary import Integrity
from claims.models import ClaimTopic

#: More at once would hold one transaction for too long; choose a part.
MOST = 500


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the history of each record, and shown to readers.",
    )


class TopicForm(forms.Form):
    topic = SuggestField(ClaimTopic._meta.get_field("topic"), admin.site)
    remove = forms.BooleanField(required=False, label="Take the topic away instead")


class IntegrityForm(forms.Form):
    integrity = forms.ChoiceField(choices=Integrity.choices())
    note = forms.CharField(
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What the notice says. Needed unless there is no notice.",
    )
    on = forms.DateField(
        required=False, label="Date of the notice", widget=forms.DateInput(attrs={"type": "date"})
    )
    url = forms.URLField(
        required=False, assume_scheme="https", label="Address of the notice", max_length=1000
    )


def ask(
    modeladmin: admin.ModelAdmin[Any],
    request: HttpRequest,
    queryset: QuerySet[Any],
    *,
    name: str,
    title: str,
    form_class: type[forms.Form],
    run: Callable[[list[Any], dict[str, Any]], int],
) -> HttpResponse | None:
    """Show the form; once it is valid, run the act and say on how many records."""
    chosen = list(queryset[: MOST + 1])
    if len(chosen) > MOST:
        messages.error(request, f"Choose at most {MOST} records for one act.")
        return None
    form = form_class(request.POST if "apply" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            done = run(chosen, form.cleaned_data)
        except (Problem, Denied) as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, f"{title}: {done} of {len(chosen)} records changed.")
            return None
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": title,
        "opts": modeladmin.opts,
        "form": form,
        "chosen": chosen,
        "action": name,
        "checkbox": ACTION_CHECKBOX_NAME,
        "media": modeladmin.media + form.media,
    }
    return TemplateResponse(request, "admin/claims/bulk.html", context)
