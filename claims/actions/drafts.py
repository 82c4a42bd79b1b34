"""What drafts of appraisals and assessments share: one at a time, its revision compared, one window wins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from claims.actions.core import plain
from claims.actions.editing import check
from claims.domain.problems import Moved, NotAllowedNow

GONE = (
    "Your draft is not there any more: it was submitted or thrown away in another window, or closed."
    " Look at the record again; what you typed is still on this page."
)
TWICE = "You submitted this a moment ago, from another window."


def compare(held: Any | None, fields: Mapping[str, Any], base: int | None) -> None:
    """Raise Moved where the draft `held` is not at revision `base` (0: there was none), NotAllowedNow if it is gone.

    A draft that says the same by now is no conflict.
    """
    if base is None:
        return
    if held is None:
        if base:
            raise NotAllowedNow(GONE)
    elif base != held.revision and (found := moved(held, fields)).moved:
        raise found


def moved(held: Any, fields: Mapping[str, Any]) -> Moved:
    """Both versions of what differs, so that one can be chosen and nothing is lost."""
    return Moved(
        "Another window or device kept this draft since you opened it: choose which one to go on with.",
        {
            name: {"base": None, "current": plain(getattr(held, name)), "proposed": plain(value)}
            for name, value in fields.items()
            if plain(getattr(held, name)) != plain(value)
        },
    )


def keep(draft: Any, fields: Mapping[str, Any], columns: Mapping[str, Any]) -> None:
    """Store a draft as it was read: new, or these columns. Moved where another window was quicker."""
    check(draft)
    if draft._state.adding:
        try:
            with transaction.atomic():
                draft.save()
        except IntegrityError as error:
            raise NotAllowedNow("You have another draft of this, made a moment ago.") from error
        return
    swapped = type(draft).objects.filter(pk=draft.pk, status="draft", revision=draft.revision)
    if not swapped.update(**columns, revision=draft.revision + 1):
        held = type(draft).objects.filter(pk=draft.pk, status="draft").first()
        raise moved(held, fields) if held is not None else NotAllowedNow(TWICE)
    draft.revision += 1


def fix(row: Any, earlier: Any | None) -> None:
    """Store a submitted row, from a draft or new, and let it take the place of an earlier one.

    Two windows read the same draft, or the same earlier judgement: the slower one is told so, and nothing doubles.
    """
    model = type(row)
    if earlier is not None:
        stood = model.objects.filter(pk=earlier.pk, is_current=True)
        if not stood.update(is_current=False):
            raise NotAllowedNow(TWICE)
    if not row._state.adding:
        held = model.objects.filter(pk=row.pk, status="draft", revision=row.revision)
        if not held.update(revision=row.revision + 1):
            raise NotAllowedNow(TWICE)
        row.revision += 1
    try:
        check(row)
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NotAllowedNow(TWICE) from error
