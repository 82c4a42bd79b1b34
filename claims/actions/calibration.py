"""Practice: settled evidence that people grade to see how they compare. It never counts towards anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from claims.access import Permission, require
from claims.actions.core import act, record
from claims.actions.editing import check
from claims.actions.filing import need_reason
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import Direction, Directness, Strength
from claims.models import CalibrationAnswer, CalibrationItem, Evidence
from claims.queries import calibration as queries

if TYPE_CHECKING:
    from evidence.accounts.models import User

SCALES = {"direction": Direction, "directness": Directness, "strength": Strength}


def add(*, evidence: Evidence, by: User, lesson: str = "", note: str = "") -> CalibrationItem:
    """Choose settled evidence for practice; its rating as it stands now is the key.

    Chosen before and retired since, it comes back, with the new lesson. Raises Denied, Invalid, NotAllowedNow where it
    is not settled and open to everyone, or was answered under another key.
    """
    require(by, Permission.SET_PRACTICE)
    with act(by):
        stored = queries.fit().filter(pk=evidence.pk).first()
        if stored is None:
            raise NotAllowedNow(
                "Only settled evidence that everyone can read serves for practice: agreed or adjudicated,"
                " of a published claim and a source in use."
            )
        item = CalibrationItem.objects.filter(evidence=stored).first()
        key = {name: getattr(stored, f"standing_{name}") for name in SCALES}
        if item is None:
            item = CalibrationItem(evidence=stored, added_by=by)
        elif item.is_active and all(getattr(item, name) == word for name, word in key.items()):
            raise NotAllowedNow("This serves for practice already.")
        elif item.answers.exists() and any(getattr(item, n) != word for n, word in key.items()):
            raise NotAllowedNow(
                "People answered it when it had another rating: choose other evidence."
            )
        for name, word in key.items():
            setattr(item, name, word)
        item.lesson, item.note, item.is_active = lesson, note, True
        check(item)
        item.save()
        record("practice_added", stored, reason=note)
    return item


def retire(*, item: CalibrationItem, by: User, reason: str) -> CalibrationItem:
    """Take an item out of practice; answers are kept and count no more. Raises Denied, Invalid, NotAllowedNow."""
    require(by, Permission.SET_PRACTICE)
    reason = need_reason(reason)
    with act(by):
        if not CalibrationItem.objects.filter(pk=item.pk, is_active=True).update(is_active=False):
            raise NotAllowedNow("It is out of practice already.")
        record("practice_retired", item.evidence, reason=reason)
    item.is_active = False
    return item


def answer(*, item: CalibrationItem, by: User, fields: Mapping[str, Any]) -> CalibrationAnswer:
    """One's own rating of a practice item, once. `fields`: direction, directness, strength, rationale.

    Seen by its author alone. Raises Denied, Invalid, NotAllowedNow where it was answered or is out of date.
    """
    require(by, Permission.COMMENT)
    if unknown := sorted(set(fields) - {*SCALES, "rationale"}):
        raise Invalid({name: ["There is no such field."] for name in unknown})
    given = {name: str(fields.get(name) or "") for name in SCALES}
    spared = ("directness", "strength") if given["direction"] == Direction.MENTIONS else ()
    errors = {
        name: ["Choose one of the words of this scale."]
        for name, scale in SCALES.items()
        if given[name] not in [word for word, _ in scale.choices() if word]
        and not (name in spared and not given[name])
    }
    if errors:
        raise Invalid(errors)
    with act(by):
        if not queries.usable().filter(pk=item.pk).exists():
            raise NotAllowedNow("This item is out of date: its evidence is rated otherwise by now.")
        row = CalibrationAnswer(
            item=item, reviewer=by, rationale=str(fields.get("rationale") or ""), **given
        )
        if CalibrationAnswer.objects.filter(item=item, reviewer=by).exists():
            raise NotAllowedNow("You have answered this: each item is answered once.")
        check(row)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise NotAllowedNow("You answered this a moment ago, from another window.") from error
        record("practised", item.evidence)
    return row
