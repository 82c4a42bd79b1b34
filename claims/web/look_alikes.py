"""Studies that may be one: side by side, for an editor to decide, one pair after the other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.access import Permission
from claims.actions import independence as actions
from claims.actions import studies
from claims.domain.independence import Pair
from claims.domain.problems import Invalid
from claims.queries import independence as queries
from claims.web import answers, records
from claims.web.forms.cases import LookAlikeForm
from claims.web.people import member

TOLD_APART = "Looked at side by side: two studies."


def look_alikes(request: HttpRequest) -> HttpResponse:
    """The pair that is most alike, or the one after `skip` others; what is decided never comes again."""
    by = member(request, Permission.MERGE)
    form = LookAlikeForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        given = form.cleaned_data
        done = answers.attempt(form, lambda: _decide(by, given))
        if done is not None:
            messages.success(request, done)
            return redirect(request.get_full_path())
    waiting = queries.everywhere()
    skip = min(_number(request.GET.get("skip", "")), max(0, len(waiting) - 1))
    shown = _asked(form) or (waiting[skip] if waiting else None)
    context: dict[str, Any] = {"waiting": len(waiting), "skip": skip, "form": form}
    if shown is not None:
        context |= {
            "pair": queries.side_by_side(shown),
            "why_one": " ".join(hint.reason for hint in shown.hints if hint.score > 0),
            "why_two": TOLD_APART,
            "following": skip + 1 if skip + 1 < len(waiting) else None,
        }
    return render(request, "web/look_alikes.html", context)


def _asked(form: LookAlikeForm | None) -> Pair | None:
    """The pair of a form that was refused: it stays on the page, with what is wrong."""
    if form is None or not {"first", "second"} <= set(form.cleaned_data):
        return None
    return queries.pair_of(form.cleaned_data["first"], form.cleaned_data["second"])


def _decide(by: Any, given: dict[str, Any]) -> str:
    first, second = (
        records.VISIBLE["study"](by).filter(pk=given[side]).first() for side in ("first", "second")
    )
    if first is None or second is None:
        raise Invalid("One of the two studies is not there any more.")
    if given["decision"] == "distinct":
        actions.distinct(one=first, other=second, by=by, reason=given["reason"])
        return f"{first.public_id} and {second.public_id} stay two studies."
    kept, gone = (first, second) if given["decision"] == "first" else (second, first)
    studies.merge(study=gone, into=kept, by=by, reason=given["reason"])
    return f"{gone.public_id} was joined into {kept.public_id}: one study."


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
