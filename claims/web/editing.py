"""Propose new records, and changes to those that are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.access import Permission, require
from claims.actions import claims, evidence, proposals, sources
from claims.actions.editing import value_of
from claims.domain.problems import Moved
from claims.domain.vocabulary import Integrity
from claims.models import Proposal
from claims.queries import patients, topics
from claims.queries.links import parse_id
from claims.web import answers, records
from claims.web.forms.cases import PatientForm, SearchForm
from claims.web.forms.records import FORMS as RECORD_FORMS
from claims.web.forms.records import ClaimForm, EvidenceForm, RecordForm, SourceForm
from claims.web.people import member

if TYPE_CHECKING:
    from evidence.accounts.models import User

FORMS: dict[str, type[RecordForm]] = {
    **RECORD_FORMS,
    "patient": PatientForm,
    "search": SearchForm,
}
WRITERS = {"patient": Permission.RECORD_CASE}
STORED = "Stored. It is not public before an editor has looked at it."
AFTER_ASKING = "Thank you. An editor will decide; you can follow it on this page."


def propose_claim(request: HttpRequest) -> HttpResponse:
    """A new claim: a draft for its author, then for the editors."""
    by = member(request, Permission.PROPOSE)
    # A sentence of a checked article comes along as the claim's first wording.
    given = {"text": request.GET.get("text", "")[:600]}
    form = ClaimForm(request.POST or None, topics=topics.choices(), initial=given)

    def write() -> Any:
        fields = form.fields_of_record()
        own = fields.pop("topics")
        return claims.draft(by=by, fields=fields, topics=own, reason=form.why)

    intro = "One sentence that can be checked. It is kept as your draft until you submit it."
    return new(request, form, write, "Propose a claim", intro)


def propose_source(request: HttpRequest) -> HttpResponse:
    """A new source, into the queue."""
    by = member(request, Permission.PROPOSE)
    form = SourceForm(request.POST or None)

    def write() -> Any:
        return sources.propose(by=by, fields=form.fields_of_record(), reason=form.why)

    intro = "A publication or document. If it is here already, the form will say where."
    return new(request, form, write, "Propose a source", intro)


def propose_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link between a claim and a source."""
    by = member(request, Permission.PROPOSE)
    claim = records.visible(by, f"C{pk}")
    asked = request.GET.get("source", "")
    form = EvidenceForm(request.POST or None, initial={"source": asked[:20]})

    def write() -> Any:
        source = records.VISIBLE["source"](by).filter(pk=form.cleaned_data["source"]).first()
        if source is None:
            form.add_error("source", "There is no source with this id.")
            return None
        fields = form.fields_of_record()
        return evidence.propose(
            by=by,
            claim=claim,
            source=source,
            fields=fields,
            quotes=form.quotes(),
            reason=form.why,
        )

    warning = _warning(by, form, asked)
    return new(request, form, write, "Propose evidence", claim.text, warning=warning)


def _warning(by: User, form: EvidenceForm, asked: str) -> str:
    """What to say first where the source was retracted or put under concern; at most one query."""
    named = parse_id(str(form.data.get("source") or asked).strip().upper())
    if named is None or named[0] != "source":
        return ""
    source = records.VISIBLE["source"](by).filter(pk=named[1]).first()
    if source is None or not source.withdrawn_from_use:
        return ""
    return (
        f"{source.public_id} is marked “{Integrity(source.integrity).label.lower()}”: its findings will count in no"
        f" conclusion. {source.integrity_note} If you link it all the same, say why in the reason."
    )


def edit_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a claim, or ask for it."""
    return edit(request, f"C{pk}")


def edit_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a source, or ask for it."""
    return edit(request, f"S{pk}")


def edit(request: HttpRequest, ident: str) -> HttpResponse:
    """Write what is not published yet; file a proposal, with its diff, for what is.

    409 where the record has changed since the form was opened.
    """
    by = member(request)
    record = records.visible(by, ident)
    if record.NOUN not in FORMS:
        raise Http404
    require(by, WRITERS.get(record.NOUN, Permission.PROPOSE))
    form = _form_of(record, request)
    values = {name: value_of(record, name) for name in form.columns if name in _columns(record)}
    if record.NOUN == "evidence":
        values |= {name: value_of(record, name) for name in ("quotes", "effect")}
    if request.method == "POST":
        if form.is_valid():
            base = _base(request)
            changes = form.differing(values)
            if base != record.revision:
                raise Moved(f"{ident} has changed since you opened the form.", _moved(form, values))
            if not changes:
                form.add_error(None, "Nothing differs from what is there.")
            else:
                done = answers.attempt(
                    form,
                    lambda: proposals.change(
                        record=record, changes=changes, by=by, reason=form.why, base=base
                    ),
                )
                if isinstance(done, Proposal):
                    messages.success(request, AFTER_ASKING)
                    return redirect("web:proposal", done.public_id)
                if done is not None:
                    messages.success(request, "Changed.")
                    return redirect(done.get_absolute_url())
    else:
        form.show(values)
    context = {
        "form": form,
        "title": f"Change {ident}",
        "intro": records.name_of(record),
        "revision": record.revision,
        "back": record.get_absolute_url(),
        "quotes": values.get("quotes"),
        "button": "Send",
    }
    return render(request, "web/form.html", context)


def new(
    request: HttpRequest,
    form: RecordForm,
    write: Callable[[], Any],
    title: str,
    intro: str,
    *,
    stored: str = STORED,
    button: str = "Propose",
    back: str = "",
    warning: str = "",
) -> HttpResponse:
    """The page of a form that makes a record; then the record's own page, with `stored` said on it."""
    if request.method == "POST" and form.is_valid():
        made = answers.attempt(form, write)
        if made is not None:
            messages.success(request, stored)
            return redirect(made.get_absolute_url())
    context = {
        "form": form,
        "title": title,
        "intro": intro,
        "button": button,
        "back": back,
        "warning": warning,
    }
    return render(request, "web/form.html", context)


def _form_of(record: Any, request: HttpRequest) -> RecordForm:
    if record.NOUN == "patient":
        offered = patients.evidence_of(request.user, record.claim_id)
        return PatientForm(request.POST or None, reports=offered)
    with_topics = record.NOUN in ("claim", "topic")
    pairs = topics.choices() if with_topics else []
    return FORMS[record.NOUN](request.POST or None, topics=pairs)


def _columns(record: Any) -> set[str]:
    own = {field.name for field in record._meta.get_fields()}
    return own - {"reason", "source", "revision"}


def _base(request: HttpRequest) -> int:
    """The revision that the form was opened on; what cannot be read counts as another one."""
    text = request.POST.get("base", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _moved(form: RecordForm, values: dict[str, Any]) -> dict[str, Any]:
    """What stands there now beside what was typed, for the fields that differ."""
    return {
        name: {"current": values[name], "proposed": value}
        for name, value in form.differing(values).items()
    }
