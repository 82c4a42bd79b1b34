"""Add a source by what is known of it: looked up outside, shown, and proposed once a person has read it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.access import Permission
from claims.actions.lookups import adding, looking_up, services
from claims.actions.lookups.looking_up import LookedUp
from claims.actions.lookups.problems import HOW_TO, TurnedOff, Unavailable
from claims.domain.problems import Invalid
from claims.web import answers
from claims.web.editing import STORED
from claims.web.forms.lookups import LookUpForm
from claims.web.forms.records import SourceForm
from claims.web.people import member


def look_up(request: HttpRequest) -> HttpResponse:
    """Ask (POST query), show what was found in a form to propose it by (POST query and step=propose)."""
    by = member(request, Permission.PROPOSE)
    ask = LookUpForm(request.POST or None)
    context: dict[str, Any] = {
        "ask": ask,
        "off": "" if settings.LOOKUP_CONTACT else HOW_TO,
        "may_configure": by.is_superuser,
    }
    if request.method == "POST" and ask.is_valid() and not context["off"]:
        asked = _asked(ask)
        if asked is not None and request.POST.get("step") == "propose":
            form = SourceForm(request.POST)
            if form.is_valid():
                made = answers.attempt(
                    form,
                    lambda: adding.add(
                        asked=asked, fields=form.fields_of_record(), by=by, reason=form.why
                    ),
                )
                if made is not None:
                    messages.success(request, STORED)
                    return redirect(made.get_absolute_url())
            context |= _shown(asked, form)
        elif asked is not None:
            context |= _shown(asked, _prefilled(asked))
    return render(request, "web/look_up.html", context)


def _asked(ask: LookUpForm) -> LookedUp | None:
    try:
        return looking_up.look_up(ask.cleaned_data["query"])
    except Invalid as error:
        for messages_ in error.errors.values():
            for message in messages_:
                ask.add_error("query", message)
    except (TurnedOff, Unavailable) as error:
        ask.add_error(None, error.message)
    return None


def _prefilled(asked: LookedUp) -> SourceForm:
    columns = {name: value for name, value in asked.columns().items() if name != "csl"}
    return SourceForm(initial={**columns, "identity": "unchecked"})


def _shown(asked: LookedUp, form: SourceForm) -> dict[str, Any]:
    told = adding.told(asked)
    return {
        "asked": told,
        "form": form,
        "lines": [
            (
                form.fields[name].label or name.replace("_", " ").capitalize(),
                value,
                services.LABELS.get(origin, ""),
            )
            for name, value, origin in adding.lines(asked)
        ],
        "services": [services.LABELS[name] for name in told["services"]],
    }
