"""Practice: grade settled evidence, and see how it compares."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.access import Permission
from claims.actions import calibration
from claims.models import CalibrationItem
from claims.queries import calibration as queries
from claims.queries.links import public_id
from claims.web import answers
from claims.web.forms.other import PracticeForm
from claims.web.people import member


def practice(request: HttpRequest) -> HttpResponse:
    """The items, what the viewer has answered, and how they compare so far."""
    viewer = member(request, Permission.COMMENT)
    page = queries.page(viewer, request.GET.get("cursor"))
    context = {"page": page, "standing": queries.standing(viewer)}
    return render(request, "web/practice.html", context)


def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: the form, and after the answer the comparison with its lesson."""
    by = member(request, Permission.COMMENT)
    record = answers.found(queries.detail(by, pk))
    form = PracticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = CalibrationItem.objects.filter(evidence=pk).first()
        if found is None:
            raise Http404
        done = answers.attempt(
            form, lambda: calibration.answer(item=found, by=by, fields=form.cleaned_data)
        )
        if done is not None:
            messages.success(request, "Answered. This is how it compares.")
            return redirect("web:practice_item", public_id("evidence", pk))
    context = {"e": record, "form": form}
    if record["comparison"]:
        context["standing"] = queries.standing(by)
    return render(request, "web/practice_item.html", context)
