"""One page for every editor's act: it says what will happen, asks for the reason, and does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.access import Denied, may
from claims.actions import (
    calibration,
    claims,
    conflicts,
    evidence,
    holds,
    identity,
    independence,
    integrity,
    patients,
    proposals,
    sources,
    studies,
    syntheses,
    topics,
)
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import CalibrationItem
from claims.queries.proposals import PAGES
from claims.web import answers, people, records
from claims.web.decisions import BY_NAME, Act
from claims.web.people import member

if TYPE_CHECKING:
    from evidence.accounts.models import User

Do = Callable[[Any, "User", dict[str, Any]], Any]


def act(request: HttpRequest, ident: str, verb: str) -> HttpResponse:
    """Ask (GET) and do (POST). 404 for what cannot be seen, 403 for who may not, 409 where the state forbids."""
    viewer = member(request)
    record = records.visible(viewer, ident)
    offer = BY_NAME.get((record.NOUN, verb))
    if offer is None:
        raise Http404
    _require(viewer, offer, record)
    # What a link filled in (the look-alike, the reason that a hint gave) can still be changed.
    form = offer.form(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        done = answers.attempt(form, lambda: _carry_out(offer, record, viewer, form.cleaned_data))
        if done is not None:
            messages.success(request, f"Done: {offer.label.lower()} ({ident}).")
            return redirect(_after(record))
    context = {
        "act": offer,
        "form": form,
        "record": record,
        "name": records.name_of(record),
        "back": _after(record),
    }
    return render(request, "web/act.html", context)


def _require(viewer: User, offer: Act, record: Any) -> None:
    own = offer.own and record.created_by_id == viewer.pk
    if not own and not may(viewer, offer.permission):
        raise Denied(f"This needs a role that may {offer.permission.value.replace('_', ' ')}.")


def _carry_out(offer: Act, record: Any, by: User, data: dict[str, Any]) -> bool:
    DO[(offer.noun, offer.verb)](record, by, data)
    return True


def _after(record: Any) -> str:
    """Where to go then: the record's own page, or the list of its kind."""
    if record.NOUN in PAGES:
        return str(record.get_absolute_url())
    return "web:proposals"


def _retire_claim(record: Any, by: User, data: dict[str, Any]) -> Any:
    heir = data["superseded_by"]
    found = None
    if heir is not None:
        found = records.VISIBLE["claim"](by).filter(pk=heir).first()
        if found is None:
            raise Invalid({"superseded_by": [f"There is no claim C{heir}."]})
    return claims.retire(claim=record, reason=data["reason"], by=by, superseded_by=found)


def _merge(door: Callable[..., Any]) -> Do:
    def merge(record: Any, by: User, data: dict[str, Any]) -> Any:
        into = records.VISIBLE[record.NOUN](by).filter(pk=data["into"]).first()
        if into is None:
            raise Invalid({"into": [f"There is no such {record.NOUN}."]})
        return door(**{record.NOUN: record}, into=into, by=by, reason=data["reason"])

    return merge


def _apart(door: Callable[..., Any]) -> Do:
    def tell(record: Any, by: User, data: dict[str, Any]) -> Any:
        other = records.VISIBLE[record.NOUN](by).filter(pk=data["other"]).first()
        if other is None:
            raise Invalid({"other": [f"There is no such {record.NOUN}."]})
        return door(one=record, other=other, by=by, reason=data["reason"])

    return tell


def _override(record: Any, by: User, data: dict[str, Any]) -> Any:
    parts = {name: value for name, value in data.items() if value and name != "reason"}
    return syntheses.override(claim=record, by=by, reason=data["reason"], **parts)


def _assign(record: Any, by: User, data: dict[str, Any]) -> Any:
    chosen = people.reviewer(int(data["reviewer"]))
    return holds.assign(
        evidence=record, reviewer=chosen, by=by, note=data["note"], until=data["until"]
    )


def _end_practice(record: Any, by: User, data: dict[str, Any]) -> Any:
    item = CalibrationItem.objects.filter(evidence=record).first()
    if item is None:
        raise NotAllowedNow("This is no practice item.")
    return calibration.retire(item=item, by=by, reason=data["reason"])


def _mark(record: Any, by: User, data: dict[str, Any]) -> Any:
    return integrity.mark(sources=[record], by=by, **data)


def _plain(door: Callable[..., Any]) -> Do:
    """An act that takes the record, the person and the reason."""

    def do(record: Any, by: User, data: dict[str, Any]) -> Any:
        return door(**{record.NOUN: record}, by=by, reason=data["reason"])

    return do


DO: dict[tuple[str, str], Do] = {
    ("claim", "submit"): _plain(claims.submit),
    ("claim", "publish"): _plain(claims.publish),
    ("claim", "confirm"): _plain(syntheses.confirm),
    ("claim", "override"): _override,
    ("claim", "reviewers"): lambda record, by, data: claims.set_reviewers_required(
        claim=record, number=data["number"], by=by, reason=data["reason"]
    ),
    ("claim", "retire"): _retire_claim,
    ("claim", "restore"): _plain(claims.restore),
    ("conflict", "explain"): lambda record, by, data: conflicts.explain(
        conflict=record, cause=data["cause"], reason=data["reason"], by=by
    ),
    ("conflict", "let-stand"): _plain(conflicts.let_stand),
    ("conflict", "resolve"): _plain(conflicts.resolve),
    ("conflict", "reopen"): _plain(conflicts.reopen),
    ("evidence", "accept"): _plain(evidence.accept),
    ("evidence", "reject"): _plain(evidence.reject),
    ("evidence", "assign"): _assign,
    ("evidence", "practice"): lambda record, by, data: calibration.add(
        evidence=record, by=by, **data
    ),
    ("evidence", "end-practice"): _end_practice,
    ("evidence", "release"): _plain(evidence.release),
    ("evidence", "exclude"): _plain(evidence.exclude),
    ("evidence", "include"): _plain(evidence.include),
    ("source", "accept"): _plain(sources.accept),
    ("source", "reject"): _plain(sources.reject),
    ("source", "integrity"): _mark,
    ("source", "check-identity"): lambda record, by, data: identity.check(source=record, by=by),
    ("source", "retire"): _plain(sources.retire),
    ("source", "merge"): _merge(sources.merge),
    ("source", "unmerge"): _plain(sources.unmerge),
    ("study", "accept"): _plain(studies.accept),
    ("study", "merge"): _merge(studies.merge),
    ("study", "distinct"): _apart(independence.distinct),
    ("study", "reconsider"): _apart(independence.reconsider),
    ("patient", "merge"): _merge(patients.merge),
    ("patient", "distinct"): _apart(independence.distinct),
    ("patient", "reconsider"): _apart(independence.reconsider),
    ("patient", "withdraw"): _plain(patients.withdraw),
    ("topic", "accept"): _plain(topics.accept),
    ("topic", "retire"): _plain(topics.retire),
    ("topic", "merge"): _merge(topics.merge),
    ("proposal", "accept"): _plain(proposals.accept),
    ("proposal", "reject"): _plain(proposals.reject),
    ("proposal", "withdraw"): _plain(proposals.withdraw),
}
