"""Assessments: one assessor's answers to one instrument, drafted, submitted, superseded by a second thought."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims.access import Denied, Permission, require, visible_assessments
from claims.actions import drafts, raters
from claims.actions.core import act, announce, record
from claims.actions.editing import assign
from claims.domain.assessing import Judged, checked_notes, judge, unit_of
from claims.domain.instruments import NOT_APPLICABLE, Instrument, get
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import AssessedUnit, AssessmentStatus, RecordStatus
from claims.models import Assessment, Claim, Evidence, Patient, Source
from claims.models.assessment import UNIT_COLUMNS

if TYPE_CHECKING:
    from evidence.accounts.models import User

    Unit = Evidence | Source | Patient | Claim

#: What an assessor gives; `options` are settings of the instrument and stay with its evaluation.
FIELDS = ("answers", "notes", "domain_judgements", "judgement", "departures", "remark", "options")
#: What tells whether a second thought says the same.
SAID = ("answers", "notes", "domain_judgements", "judgement", "departures", "remark")
FILLED = (*SAID, "evaluation", "instrument_version")
UNITS: dict[type[Any], AssessedUnit] = {
    Evidence: AssessedUnit.RESULT,
    Source: AssessedUnit.REPORT,
    Patient: AssessedUnit.PATIENT,
    Claim: AssessedUnit.BODY,
}
CALLED = {
    AssessedUnit.RESULT: "one result: name a piece of evidence, such as E12",
    AssessedUnit.REPORT: "one report: name a source, such as S12",
    AssessedUnit.PATIENT: "one patient and event: name a patient, such as N12",
    AssessedUnit.BODY: "a body of evidence: name a claim, such as C12",
}


def save_draft(
    *,
    instrument: str,
    on: Unit,
    by: User,
    fields: Mapping[str, Any],
    base: int | None = None,
) -> Assessment:
    """Keep unfinished answers, seen by nobody else; no event. Judged as far as they go.

    `on` is what the instrument judges. `base` is the revision that the writer started from (0: none); Moved where
    another window or device kept something else since. Raises Denied, Invalid, NotAllowedNow.
    """
    tool = _tool(instrument, on, fields)
    _may_assess(on, by)
    with act(by):
        draft = _draft(tool, on, by)
        drafts.compare(None if draft._state.adding else draft, _columns(fields), base)
        _fill(draft, tool, fields)
        drafts.keep(draft, _columns(fields), {name: getattr(draft, name) for name in FILLED})
    return draft


def submit(
    *,
    instrument: str,
    on: Unit,
    by: User,
    fields: Mapping[str, Any],
    base: int | None = None,
) -> Assessment:
    """Submit answers, from the draft and `fields`; they are fixed from now on. An earlier assessment is superseded.

    Raises Invalid for answers that the instrument still needs and for a judgement that departs from the suggested
    one without a reason; Denied, Moved, NotAllowedNow (also for the slower of two at the same moment).
    """
    tool = _tool(instrument, on, fields)
    require(by, Permission.APPRAISE)
    with act(by):
        on = type(on)._default_manager.get(pk=on.pk)
        _may_assess(on, by)
        row = _draft(tool, on, by)
        drafts.compare(None if row._state.adding else row, _columns(fields), base)
        _settle(row, _fill(row, tool, fields))
        earlier = _of(tool, on, by).filter(is_current=True).first()
        if earlier and all(getattr(earlier, name) == getattr(row, name) for name in SAID):
            raise NotAllowedNow("You submitted exactly this already.")
        row.status, row.submitted_at = AssessmentStatus.SUBMITTED, timezone.now()
        row.is_current, row.supersedes = True, earlier
        drafts.fix(row, earlier)
        record(
            "assessed" if earlier is None else "assessed_again",
            row,
            after={"on": on.public_id, "instrument": tool.id},
        )
        _tell(row, earlier)
    return row


def discard(*, assessment: Assessment, by: User) -> None:
    """Throw away one's own draft; what was submitted cannot be."""
    if assessment.assessor_id != by.pk:
        raise Denied("This is somebody else's.")
    if assessment.status != AssessmentStatus.DRAFT:
        raise NotAllowedNow("It was submitted: a second thought is a new assessment.")
    with act(by):
        assessment.delete()


def drafts_of(instrument: str, on: Unit, author: User) -> list[Assessment]:
    """A person's open drafts of an instrument on this: one, or none. One query."""
    tool = _tool(instrument, on, {})
    return list(_of(tool, on, author).filter(status=AssessmentStatus.DRAFT))


def _tool(instrument: str, on: Unit, fields: Mapping[str, Any]) -> Instrument:
    tool = get(instrument)
    if tool is None:
        raise Invalid({"instrument": ["There is no such instrument."]})
    if unknown := sorted(set(fields) - set(FIELDS)):
        raise Invalid({name: ["An assessment has no such field."] for name in unknown})
    if UNITS[type(on)] != unit_of(tool):
        raise Invalid({"on": [f"{tool.short} judges {CALLED[unit_of(tool)]}."]})
    return tool


def _may_assess(on: Unit, by: User) -> None:
    """Raise Denied or NotAllowedNow where this person may not judge this now."""
    if isinstance(on, Evidence):
        raters.may_rate(on, by)
        return
    require(by, Permission.APPRAISE)
    if isinstance(on, Claim):
        raters.claim_in_use(on)
        return
    if on.status != RecordStatus.PUBLISHED:
        raise NotAllowedNow(f"{on.public_id} is {on.status}: it is not assessed.")
    if isinstance(on, Source):
        raters.source_in_use(on)
        raters.not_an_author(on, by)
        return
    raters.claim_in_use(on.claim)
    for source in Source.objects.filter(evidence__patients=on).distinct():
        raters.not_an_author(source, by)


def _of(tool: Instrument, on: Unit, by: User) -> Any:
    """All that this person holds of the instrument on the unit."""
    unit = UNITS[type(on)]
    where: dict[str, Any] = {UNIT_COLUMNS[unit]: on}
    return Assessment.objects.filter(unit=unit, instrument=tool.id, assessor=by, **where)


def _draft(tool: Instrument, on: Unit, by: User) -> Assessment:
    held = _of(tool, on, by).filter(status=AssessmentStatus.DRAFT).first()
    if held is not None:
        return held  # type: ignore[no-any-return]
    unit = UNITS[type(on)]
    where: dict[str, Any] = {UNIT_COLUMNS[unit]: on}
    return Assessment(
        instrument=tool.id,
        instrument_version=str(tool.edition),
        unit=unit,
        assessor=by,
        created_by=by,
        **where,
    )


def _columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "options"}


def _fill(row: Assessment, tool: Instrument, fields: Mapping[str, Any]) -> Judged:
    """Set what is given, and what the instrument's rules make of it.

    A draft keeps all that was typed, an answer to a question that does not apply just now included.
    """
    assign(row, _columns(fields))
    options = fields["options"] if "options" in fields else row.evaluation.get("options")
    judged = judge(
        tool,
        answers=row.answers,
        domains=row.domain_judgements,
        judgement=row.judgement,
        departures=row.departures,
        options=options,
    )
    row.notes = checked_notes(tool, row.notes)
    row.evaluation = judged.evaluation.to_json() | {"sha256": tool.sha256}
    if options:
        row.evaluation["options"] = options
    row.instrument_version = str(tool.edition)
    return judged


def _settle(row: Assessment, judged: Judged) -> None:
    """Keep only what counts: answers, judgements and the reasons that are needed. Invalid if it is not ready."""
    if judged.errors:
        raise Invalid(judged.errors)
    row.answers = {
        name: answer
        for name, answer in judged.evaluation.answers.items()
        if answer != NOT_APPLICABLE
    }
    row.domain_judgements, row.judgement = judged.domains, judged.judgement
    row.departures = judged.departures


def _tell(row: Assessment, earlier: Assessment | None) -> None:
    """Say in the public feed what anyone can read from now on, and that an open one was superseded."""
    keys = [one.pk for one in (row, earlier) if one is not None]
    for seen in visible_assessments(None).filter(pk__in=keys).order_by("pk"):
        announce("assessment_changed", seen)
