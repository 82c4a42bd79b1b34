"""Holds: a reviewer takes evidence in hand for a while, so that no more people read a study than are needed.

A hold is a lease and no lock: it keeps a place in the queue until a day. Once that day is past it counts as free,
whether or not it is marked so yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims.access import Denied, Permission, may, require
from claims.actions import raters
from claims.actions.core import act, record
from claims.actions.locks import lock_claims
from claims.domain.authorship import orcids
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import (
    AppraisalStatus,
    EvidenceStatus,
    HoldEnd,
    HoldKind,
)
from claims.models import Appraisal, Evidence, Hold
from claims.queries import grading_queue
from claims.queries import holds as queries
from claims.queries.grading_queue import QueueFilters

if TYPE_CHECKING:
    from evidence.accounts.models import User

#: Nobody reads more at a time; what is held longer keeps others waiting.
MOST_HELD = 25
#: An editor's longest lease, in days.
LONGEST = 365
#: How many of the queue's first are tried before it is read again.
TRIED_AT_ONCE = 10
ROUNDS = 5

ASK_ANEW = "Pick it from the queue again."


def pick(*, evidence: Evidence, by: User) -> Hold:
    """Take evidence in hand. Raises Denied for who may not grade it, NotAllowedNow where its places are taken."""
    require(by, Permission.APPRAISE)
    with act(by):
        stored = _locked(evidence)
        if queries.of_reviewer(by).filter(evidence=stored).exists():
            raise NotAllowedNow("You hold this already.")
        _must_be_graded(stored)
        if why := unsuitable(stored, by):
            raise Denied(f"You cannot grade this: {why}")
        if queries.of_reviewer(by).count() >= MOST_HELD:
            raise NotAllowedNow(
                f"You hold {MOST_HELD} pieces of evidence already: grade or give back some first."
            )
        if not _place_left(stored):
            raise NotAllowedNow("As many people as are needed have graded this or hold it.")
        return _hold(stored, by, kind=HoldKind.PICKED, by=by, until=_lease())


def assign(
    *,
    evidence: Evidence,
    reviewer: User,
    by: User,
    note: str = "",
    until: date | None = None,
) -> Hold:
    """Put evidence into a reviewer's hands until the end of a day (as long as a picked one, unless given).

    An editor may go beyond the number needed. Raises Denied, NotAllowedNow where it is not graded now, Invalid for who
    cannot grade it (with the reason) and for a day that is past or more than a year off.
    """
    require(by, Permission.ASSIGN)
    end = _end_of(until)
    with act(by):
        stored = _locked(evidence)
        _must_be_graded(stored)
        if why := unsuitable(stored, reviewer):
            raise Invalid({"reviewer": [f"This person cannot grade it: {why}"]})
        held = queries.current().filter(evidence=stored, reviewer=reviewer).first()
        if held is None:
            return _hold(stored, reviewer, kind=HoldKind.ASSIGNED, by=by, until=end, note=note)
        held.kind, held.by, held.note, held.until = HoldKind.ASSIGNED, by, note, end
        _checked(held).save(update_fields=["kind", "by", "note", "until"])
        _tell("assigned", held)
    return held


def give_back(*, evidence: Evidence, by: User, reviewer: User | None = None) -> Hold:
    """End one's own hold; an editor may end another `reviewer`'s. Raises Denied, NotAllowedNow without one."""
    whose = reviewer or by
    require(by, Permission.APPRAISE if whose.pk == by.pk else Permission.ASSIGN)
    with act(by):
        held = _own(_locked(evidence), whose)
        _end([held], HoldEnd.GIVEN_BACK)
        _tell("gave_back", held)
    return held


def renew(*, evidence: Evidence, by: User) -> Hold:
    """Begin the lease anew from today. Raises Denied, NotAllowedNow where one holds nothing or it ran out."""
    require(by, Permission.APPRAISE)
    with act(by):
        held = _own(_locked(evidence), by)
        held.until = max(held.until, _lease())
        held.save(update_fields=["until"])
        _tell("renewed", held)
    return held


def take_next(*, by: User, filters: QueueFilters | None = None) -> Hold:
    """Pick the first of the queue that this reviewer may grade. Raises Denied, NotAllowedNow where nothing is left.

    Where others are quicker at the first ones, the next is tried: of two at the same moment each gets a place of
    their own.
    """
    require(by, Permission.APPRAISE)
    if queries.of_reviewer(by).count() >= MOST_HELD:
        raise NotAllowedNow(
            f"You hold {MOST_HELD} pieces of evidence already: grade or give back some first."
        )
    lost: set[int] = set()
    for _ in range(ROUNDS):
        first = grading_queue.first_in_queue(by, filters, without=lost, limit=TRIED_AT_ONCE)
        if not first:
            break
        for row in first:
            try:
                return pick(evidence=row, by=by)
            except (Denied, NotAllowedNow):
                lost.add(row.pk)
    raise NotAllowedNow("Nothing waits for you to grade: all that you may grade is taken or done.")


def end_for(
    *, evidence: Sequence[int] | QuerySet[Any], end: HoldEnd, reviewer: int | None = None
) -> int:
    """End open holds on this evidence (of one reviewer, or all), inside an act; returns how many. One query.

    What ends them (submitted, excluded, retracted) leaves an event of its own.
    """
    rows = Hold.objects.filter(evidence__in=evidence, ended_at__isnull=True)
    if reviewer is not None:
        rows = rows.filter(reviewer=reviewer)
    return int(rows.update(ended_at=timezone.now(), end=end))


def end_of_person(*, reviewer: int) -> int:
    """End all that somebody holds who is no reviewer any more; inside an act. One query."""
    rows = Hold.objects.filter(reviewer=reviewer, ended_at__isnull=True)
    return int(rows.update(ended_at=timezone.now(), end=HoldEnd.CLOSED))


def expire(*, by: User | None = None) -> int:
    """Mark the holds that ran out, with an event each; returns how many. They were free before as well."""
    with act(by):
        return _expire(queries.run_out())


def unsuitable(evidence: Evidence, person: User) -> str:
    """Why `person` cannot grade `evidence`, in words; "" where they can. At most five queries."""
    if not may(person, Permission.APPRAISE):
        return "only reviewers grade."
    if person.orcid and person.orcid.upper() in orcids(evidence.source.csl):
        return "an author of the source does not grade it (the ORCID iD is the same)."
    mine = Appraisal.objects.filter(evidence=evidence, reviewer=person)
    if mine.filter(status=AppraisalStatus.SUBMITTED, is_current=True).exists():
        return "one person grades once, and has done so; a second thought is a new appraisal."
    if mine.filter(status=AppraisalStatus.DRAFT, has_conflict=True).exists():
        return "a conflict of interest was declared."
    if evidence.adjudications.filter(by=person).exists():
        return "who settled it as a third person does not grade it as well."
    if queries.opened_conflict(person.pseudonym, evidence.pk):
        return "who has read the others' grades in order to settle them does not grade it as well."
    return ""


def _locked(evidence: Evidence) -> Evidence:
    """The row as it stands, with the claim locked: who looks for a place at the same moment waits here."""
    lock_claims([evidence.claim_id])
    return Evidence.objects.select_related("claim", "source").get(pk=evidence.pk)


def _must_be_graded(evidence: Evidence) -> None:
    raters.claim_in_use(evidence.claim)
    raters.source_in_use(evidence.source)
    if evidence.status not in (*queries.GRADED_IN, EvidenceStatus.CONFLICT):
        raise NotAllowedNow(f"This evidence is {evidence.status}: no grader is asked for.")


def _place_left(evidence: Evidence) -> bool:
    row = queries.with_graders(Evidence.objects.filter(pk=evidence.pk)).get()
    return bool(row.required > row.appraised + row.held)


def _hold(
    evidence: Evidence,
    reviewer: User,
    *,
    kind: HoldKind,
    by: User,
    until: datetime,
    note: str = "",
) -> Hold:
    _expire(queries.run_out().filter(evidence=evidence))
    held = Hold(evidence=evidence, reviewer=reviewer, kind=kind, by=by, note=note, until=until)
    try:
        with transaction.atomic():
            _checked(held).save(force_insert=True)
    except IntegrityError as error:
        raise NotAllowedNow("It was taken a moment ago, from another window.") from error
    _tell("picked" if kind == HoldKind.PICKED else "assigned", held)
    return held


def _checked(held: Hold) -> Hold:
    if len(held.note) > 300 or "\n" in held.note:
        raise Invalid({"note": ["At most 300 characters on one line."]})
    return held


def _own(evidence: Evidence, reviewer: User) -> Hold:
    held = Hold.objects.filter(evidence=evidence, reviewer=reviewer, ended_at__isnull=True).first()
    if held is None:
        raise NotAllowedNow(f"There is no open hold on this. {ASK_ANEW}")
    if held.until <= timezone.now():
        raise NotAllowedNow(f"The hold ran out on {held.until:%Y-%m-%d}. {ASK_ANEW}")
    return held


def _lease() -> datetime:
    return timezone.now() + timedelta(days=int(settings.HOLD_DAYS))


def _end_of(day: date | None) -> datetime:
    if day is None:
        return _lease()
    end = timezone.make_aware(datetime.combine(day, time.max))
    if not timezone.now() < end < timezone.now() + timedelta(days=LONGEST):
        raise Invalid({"until": [f"Give a day from today to {LONGEST} days ahead."]})
    return end


def _expire(rows: QuerySet[Hold]) -> int:
    found = list(rows.select_related("evidence", "reviewer"))
    _end(found, HoldEnd.EXPIRED)
    for held in found:
        _tell("hold_expired", held)
    return len(found)


def _end(holds: Sequence[Hold], end: HoldEnd) -> None:
    keys = [held.pk for held in holds]
    Hold.objects.filter(pk__in=keys, ended_at__isnull=True).update(ended_at=timezone.now(), end=end)


def _tell(verb: str, held: Hold) -> None:
    """One event on the evidence; not public, since who reads a study is nobody's business before they are done."""
    after = {"reviewer": held.reviewer.pseudonym, "until": held.until}
    record(verb, held.evidence, after=after, reason=held.note)
