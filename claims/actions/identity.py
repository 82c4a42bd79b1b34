"""Is a source's identifier really that work's? Its record is asked for and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims.access import Permission, require
from claims.actions import feed, filling, notices
from claims.actions.core import act, record
from claims.actions.lookups import services
from claims.actions.lookups.looking_up import LookedUp, by_identifier
from claims.domain.identity import Compared, compare
from claims.domain.problems import NotAllowedNow
from claims.domain.vocabulary import IdentityResult, NoticeOrigin
from claims.formats import csl as common
from claims.models import Source
from claims.queries import look_alikes

if TYPE_CHECKING:
    from evidence.accounts.models import User

#: The identifiers whose records are compared, each with all others' services.
CHECKED = ("doi", "pmid", "isbn")
ORIGINS = {"crossref": NoticeOrigin.CROSSREF, "pubmed": NoticeOrigin.PUBMED}


def check(*, source: Source, by: User | None) -> Source:
    """Ask for the record of each identifier and compare title, first author and year; the result is dated.

    One mismatch makes it a mismatch. Where it is confirmed, what the source lacks is filled in from the records, and
    nothing that it says is overwritten. Notices that the records carry are kept, and reach every claim at once. `by`
    None stands for the site itself. Raises Denied, NotAllowedNow (also where services are off or silent).
    """
    if by is not None:
        require(by, Permission.EDIT)
    held = [(kind, getattr(source, kind)) for kind in CHECKED if getattr(source, kind)]
    if not held:
        raise NotAllowedNow(
            "This source has no DOI, PubMed id or ISBN whose record could be compared."
        )
    # Nobody waits for a service within a transaction.
    answers = [by_identifier(kind, str(value)) for kind, value in held]
    result, differences = _judged(source, answers)
    before = {"result": source.identity_result, "differences": source.identity_differences}
    source.identity_result, source.identity_differences = result, differences
    source.identity_checked_on = timezone.localdate()
    with act(by):
        Source.objects.filter(pk=source.pk).update(
            identity_result=result,
            identity_differences=differences,
            identity_checked_on=source.identity_checked_on,
        )
        after = {"result": result, "differences": differences}
        record("identity_compared", source, before=before, after=after, public=True)
        if result == IdentityResult.CONFIRMED:
            _fill(source, answers)
        _notices(source, answers)
        feed.changed("source", [source.pk])
    source.refresh_from_db()
    return source


def _judged(source: Source, answers: list[LookedUp]) -> tuple[str, list[dict[str, str]]]:
    """The gravest result of all records, and every difference with its identifier and service."""
    ours = {"title": source.title, "authors": source.authors, "year": source.year}
    results: list[IdentityResult] = []
    differences: list[dict[str, str]] = []
    for answer in answers:
        if not answer.found:
            results.append(IdentityResult.NO_RECORD)
            found = {"field": answer.kind, "ours": answer.value, "theirs": "no record"}
            differences.append({**found, "identifier": answer.kind, "service": ""})
        for one in answer.found:
            compared = _compared(ours, one)
            results.append(compared.result)
            differences += [
                {**difference, "identifier": answer.kind, "service": one.service}
                for difference in compared.differences
            ]
    for grave in (IdentityResult.MISMATCH, IdentityResult.NO_RECORD, IdentityResult.CONFIRMED):
        if grave in results:
            return grave.value, differences
    return IdentityResult.UNKNOWN.value, differences


def _compared(ours: dict[str, Any], found: services.Found) -> Compared:
    return compare(ours, common.columns(found.csl))


def _fill(source: Source, answers: list[LookedUp]) -> None:
    """What the source leaves empty, from the first record that has it; one revision for each that gives something."""
    row = Source.objects.select_for_update().get(pk=source.pk)
    for one in (one for answer in answers for one in answer.found):
        taken = look_alikes.holders([common.columns(one.csl)])
        if adds := filling.lacking(row, one.csl, taken):
            filling.fill(row, adds, origin=one.service, reason=f"filled from {one.service}")


def _notices(source: Source, answers: list[LookedUp]) -> None:
    """Keep what each service that answered says; what it no longer lists counts no more."""
    for service, origin in ORIGINS.items():
        told = [one for answer in answers for one in answer.found if one.service == service]
        if told:
            learnt = [
                (notice, "doi" if service == "crossref" else "pmid")
                for one in told
                for notice in one.notices
            ]
            notices.store(learnt={source.pk: learnt}, by=None, whole=origin)
