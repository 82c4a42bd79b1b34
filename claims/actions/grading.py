"""Grading in one sitting: the instrument's answers and the appraisal that cites them, kept or submitted together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.actions import appraisals, assessments
from claims.actions.core import act
from claims.domain.problems import Invalid, Moved
from claims.models import Appraisal, Assessment, Evidence

if TYPE_CHECKING:
    from claims.actions.assessments import Unit
    from evidence.accounts.models import User


@dataclass(frozen=True)
class Sheet:
    """Answers to one instrument: on what, and the draft's revision that they started from."""

    instrument: str
    on: Unit
    fields: Mapping[str, Any]
    base: int | None = None


def keep(
    *,
    evidence: Evidence,
    by: User,
    fields: Mapping[str, Any],
    cited: Sequence[Assessment] = (),
    sheet: Sheet | None = None,
    base: int | None = None,
) -> tuple[Appraisal, Assessment | None]:
    """Keep both drafts, or neither; no event. Raises what the two actions raise."""
    answered: Assessment | None = None
    moved: Moved | None = None
    with act(by):
        if sheet is not None:
            try:
                answered = keep_answers(sheet=sheet, by=by)
            except Moved as found:
                moved = found
        try:
            draft = appraisals.save_draft(
                evidence=evidence, by=by, fields=fields, assessments=cited, base=base
            )
        except Moved as found:
            raise Moved(found.message, {**(moved.moved if moved else {}), **found.moved}) from found
        if moved is not None:
            raise moved
    return draft, answered


def keep_answers(*, sheet: Sheet, by: User) -> Assessment:
    """Keep the answers alone, of an instrument that is not the one chosen any more."""
    return assessments.save_draft(
        instrument=sheet.instrument, on=sheet.on, by=by, fields=sheet.fields, base=sheet.base
    )


def submit(
    *,
    evidence: Evidence,
    by: User,
    fields: Mapping[str, Any],
    cited: Sequence[Assessment] = (),
    sheet: Sheet | None = None,
    not_author: bool = False,
    base: int | None = None,
) -> Appraisal:
    """Submit the answers and the appraisal that cites them, or neither. Invalid names what is wrong with both."""
    faults: dict[str, list[str]] = {}
    basis = list(cited)
    with act(by):
        if sheet is not None:
            try:
                basis.append(
                    assessments.submit(
                        instrument=sheet.instrument,
                        on=sheet.on,
                        by=by,
                        fields=sheet.fields,
                        base=sheet.base,
                    )
                )
            except Invalid as invalid:
                faults |= invalid.errors
        # An earlier one of the same instrument, which the new one took the place of, is cited no more.
        newer = {one.supersedes_id for one in basis}
        try:
            row = appraisals.submit(
                evidence=evidence,
                by=by,
                fields=fields,
                assessments=[one for one in basis if one.pk not in newer],
                not_author=not_author,
                base=base,
            )
        except Invalid as invalid:
            raise Invalid(faults | invalid.errors) from invalid
        if faults:
            raise Invalid(faults)
    return row


def discard(*, evidence: Evidence, by: User, sheet: Sheet | None = None) -> int:
    """Throw away one's own drafts, of the appraisal and of the answers on this page; how many there were."""
    drafts = list(Appraisal.objects.filter(evidence=evidence, reviewer=by, status="draft"))
    answered = [] if sheet is None else list(assessments.drafts_of(sheet.instrument, sheet.on, by))
    with act(by):
        for draft in drafts:
            appraisals.discard(appraisal=draft, by=by)
        for one in answered:
            assessments.discard(assessment=one, by=by)
    return len(drafts) + len(answered)
