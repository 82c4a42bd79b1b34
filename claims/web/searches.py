"""Recording a search on a claim or a topic, and correcting one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from claims.access import Denied, Permission
from claims.actions import searches
from claims.web import editing, records
from claims.web.forms.cases import SearchForm
from claims.web.people import member

RECORDED = "Recorded. What rests on searches was computed anew."
ABOUT_CLAIM = "Where was looked for evidence on: “{}”"
ABOUT_TOPIC = (
    "Where was looked for evidence on {}. It is shown with every claim of the topic;"
    " “none found” does not rest on it."
)


def on_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """A search on a claim: on a published one for editors, on their own drafts for contributors."""
    by = member(request, Permission.PROPOSE)
    claim = records.visible(by, f"C{pk}")
    return _record(request, by, {"claim": claim}, claim, ABOUT_CLAIM.format(claim.text))


def on_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """A search on a topic, for editors."""
    by = member(request, Permission.PROPOSE)
    topic = records.visible(by, f"T{pk}")
    return _record(request, by, {"topic": topic}, topic, ABOUT_TOPIC.format(topic.name))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a search."""
    return editing.edit(request, f"Q{pk}")


def _record(
    request: HttpRequest, by: Any, about: dict[str, Any], record: Any, intro: str
) -> HttpResponse:
    if not searches.may_record(about.get("claim"), by=by):
        raise Denied("This needs a role that may edit: what readers are told rests on it.")
    form = SearchForm(request.POST or None)

    def write() -> Any:
        return searches.create(by=by, fields={**form.fields_of_record(), **about}, reason=form.why)

    return editing.new(
        request,
        form,
        write,
        "Record a search",
        intro,
        stored=RECORDED,
        button="Record",
        back=record.get_absolute_url(),
    )
