"""Sources that look alike: side by side, one pair after the other, and one key decides."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.access import Permission
from claims.actions import likeness as actions
from claims.domain.vocabulary import PairState, Relation
from claims.queries import source_pairs as queries
from claims.web import answers
from claims.web.people import member

DONE = {
    "same": "{first} and {second} are one source now.",
    "related": "{first} and {second} are reports of one study now.",
    "distinct": "{first} and {second} stay two sources.",
}


class DecisionForm(forms.Form):
    """What an editor says of a pair."""

    pair = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    decision = forms.ChoiceField(
        choices=[pair for pair in PairState.choices() if pair[0] != PairState.OPEN]
    )
    relation = forms.ChoiceField(
        choices=[("", "As the rule says"), *Relation.choices()[1:]],
        required=False,
        label="If related: how",
    )
    keep = forms.CharField(max_length=20, required=False)
    reason = forms.CharField(max_length=2000, required=False, label="Why (if not as the rule says)")


def look_alikes(request: HttpRequest) -> HttpResponse:
    """The likeliest open pair, or the one after `skip` others; what is decided never comes again."""
    by = member(request, Permission.MERGE)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        stored = queries.pair(given["pair"])
        if stored is None:
            raise Http404
        told = {name: given[name] for name in ("decision", "relation", "reason")}
        keep = queries.source_of(stored, given["keep"])
        done = answers.attempt(form, lambda: actions.decide(pair=stored, by=by, keep=keep, **told))
        if done is not None:
            both = {"first": stored.first.public_id, "second": stored.second.public_id}
            messages.success(request, DONE[given["decision"]].format(**both))
            return redirect(request.get_full_path())
    number = queries.waiting()
    skip = min(_number(request.GET.get("skip", "")), max(0, number - 1))
    context = {
        "pair": queries.next_open(by, skip),
        "waiting": number,
        "skip": skip,
        "following": skip + 1 if skip + 1 < number else None,
        "form": form,
        "relations": form.fields["relation"].widget.choices,
    }
    return render(request, "web/source_look_alikes.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
