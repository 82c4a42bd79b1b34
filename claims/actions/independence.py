"""Look-alikes that somebody looked at and found to be two: kept, so that nobody has to look again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claims.access import Permission, require, visible_patients
from claims.actions import filing
from claims.actions.core import act, announce, record
from claims.actions.editing import check
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import RecordStatus
from claims.models import Distinct, Patient, Study

if TYPE_CHECKING:
    from evidence.accounts.models import User

NOUNS = (Study.NOUN, Patient.NOUN)


def distinct(*, one: Study | Patient, other: Study | Patient, by: User, reason: str) -> Distinct:
    """Say that two look-alikes are not the same, and why. Raises Denied, Invalid, NotAllowedNow where it was said."""
    require(by, Permission.MERGE)
    reason = filing.need_reason(reason)
    first, second = _in_order(one, other)
    if (first.status, second.status) != (RecordStatus.PUBLISHED,) * 2:
        raise NotAllowedNow(f"One of the two is no longer a {one.NOUN} that counts.")
    pair = Distinct(noun=one.NOUN, first=first.pk, second=second.pk, reason=reason, by=by)
    if _stored(first, second) is not None:
        raise NotAllowedNow("It is on record already that these are two.")
    with act(by):
        check(pair)
        pair.save(force_insert=True)
        _tell("found_distinct", first, second, reason=reason)
    return pair


def reconsider(*, one: Study | Patient, other: Study | Patient, by: User, reason: str) -> None:
    """Take it back that the two are not the same: they are offered for a look again. The history keeps both."""
    require(by, Permission.MERGE)
    reason = filing.need_reason(reason)
    first, second = _in_order(one, other)
    pair = _stored(first, second)
    if pair is None:
        raise NotAllowedNow("Nobody has said that these are two.")
    with act(by):
        pair.delete()
        _tell("distinct_taken_back", first, second, reason=reason)


def _in_order(one: Any, other: Any) -> tuple[Any, Any]:
    if one.NOUN not in NOUNS or one.NOUN != other.NOUN or one.pk == other.pk:
        raise Invalid({"other": [f"Choose another {one.NOUN}."]})
    return (one, other) if one.pk < other.pk else (other, one)


def _stored(first: Any, second: Any) -> Distinct | None:
    rows = Distinct.objects.filter(noun=first.NOUN, first=first.pk, second=second.pk)
    return rows.first()


def _tell(verb: str, first: Any, second: Any, *, reason: str) -> None:
    """One event on each of the two, so that the history of either tells it."""
    for one, other in ((first, second), (second, first)):
        record(verb, one, after={"other": other.public_id}, reason=reason, public=_public(one))
    if _public(first):
        announce(f"{first.NOUN}_changed", first, reason=reason)


def _public(row: Any) -> bool:
    """A study that counts is public; a patient only where somebody without an account sees the reports."""
    return row.NOUN == Study.NOUN or visible_patients(None).filter(pk=row.pk).exists()
