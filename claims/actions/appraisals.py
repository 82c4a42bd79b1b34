"""Appraisals: drafted, submitted, superseded by a second thought. Never changed once submitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims.access import Denied, Permission, require
from claims.actions import consensus, drafts, holds, raters, syntheses
from claims.actions.citing import citable
from claims.actions.core import act, announce, record
from claims.actions.editing import assign
from claims.actions.locks import lock_claims
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.strength import Suggestion
from claims.domain.suggesting import Answered, of_several, rule_of, single_case
from claims.domain.vocabulary import (
    AppraisalStatus,
    ClaimStatus,
    ConsensusState,
    Direction,
    HoldEnd,
    Strength,
)
from claims.models import Appraisal, Assessment, Evidence

if TYPE_CHECKING:
    from evidence.accounts.models import User

FIELDS = (
    "direction",
    "directness",
    "strength",
    "departure",
    "rationale",
    "read",
    "declaration",
    "interests",
    "has_conflict",
    "instrument",
    "answers",
)
NEEDED = {
    "direction": "Say which way this evidence points.",
    "directness": "Say how directly it bears on the claim.",
    "strength": "Say how far the finding can be trusted.",
    "rationale": "Say why: readers will see it beside the rating.",
    "read": "Say how much of the source you read.",
}
#: Said in place of an instrument; why stands in `answers` under "why".
NO_INSTRUMENT = "none"


def _known(fields: Mapping[str, Any]) -> None:
    if unknown := sorted(set(fields) - set(FIELDS)):
        raise Invalid({name: ["An appraisal has no such field."] for name in unknown})


def save_draft(
    *,
    evidence: Evidence,
    by: User,
    fields: Mapping[str, Any],
    assessments: Sequence[Assessment] | None = None,
    base: int | None = None,
) -> Appraisal:
    """Keep an unfinished appraisal, seen by nobody else; no event. Its `revision` rises each time.

    `base` is the revision that the writer started from (0: there was no draft); Moved where another window or
    device kept something else since. None takes whatever there is. `assessments` are cited from now on; None
    leaves those there are. Raises Denied, Invalid, NotAllowedNow.
    """
    _known(fields)
    raters.may_rate(evidence, by)
    with act(by):
        draft = _draft(evidence, by, fields, base)
        assign(draft, fields)
        drafts.keep(draft, fields, {name: getattr(draft, name) for name in fields})
        if assessments is not None:
            draft.assessments.set(citable(assessments, evidence=evidence, by=by))
    return draft


def _draft(
    evidence: Evidence, by: User, fields: Mapping[str, Any], base: int | None = None
) -> Appraisal:
    held = Appraisal.objects.filter(
        evidence=evidence, reviewer=by, status=AppraisalStatus.DRAFT
    ).first()
    drafts.compare(held, fields, base)
    return held or Appraisal(evidence=evidence, reviewer=by, created_by=by, is_current=False)


def submit(
    *,
    evidence: Evidence,
    by: User,
    fields: Mapping[str, Any],
    assessments: Sequence[Assessment] | None = None,
    not_author: bool = False,
    base: int | None = None,
) -> Appraisal:
    """Submit a judgement, from the draft and `fields`; it is fixed from now on. An earlier one is superseded.

    Made while ratings are closed it is blind. `assessments` and `base` as for `save_draft`; `not_author` says
    that a like-named author of the source is somebody else. Raises Denied, Invalid, Moved, NotAllowedNow (also
    for the slower of two at the same moment).
    """
    _known(fields)
    require(by, Permission.APPRAISE)
    with act(by):
        lock_claims([evidence.claim_id])
        evidence = Evidence.objects.select_related("claim", "source").get(pk=evidence.pk)
        raters.may_rate(evidence, by)
        row = _draft(evidence, by, fields, base)
        assign(row, fields)
        cited = _cited(row, assessments, evidence, by)
        _complete(row, _suggest(row, evidence, cited))
        like_named = raters.ask_for_name(evidence.source, by, not_author=not_author)
        earlier = Appraisal.objects.filter(
            evidence=evidence, reviewer=by, status=AppraisalStatus.SUBMITTED, is_current=True
        ).first()
        if earlier and _same(earlier, row, cited):
            raise NotAllowedNow("You submitted exactly this already.")
        row.status, row.submitted_at = AppraisalStatus.SUBMITTED, timezone.now()
        row.is_current, row.supersedes = True, earlier
        row.blind = evidence.released_at is None and evidence.consensus == ConsensusState.NONE
        drafts.fix(row, earlier)
        row.assessments.set(cited)
        holds.end_for(evidence=[evidence.pk], reviewer=by.pk, end=HoldEnd.SUBMITTED)
        record(
            "appraised" if earlier is None else "appraised_again",
            row,
            after={
                "evidence": evidence.public_id,
                "blind": row.blind,
                **({"not_author": True} if like_named else {}),
            },
        )
        if not row.blind and evidence.claim.status == ClaimStatus.PUBLISHED:
            announce("evidence_rated", evidence)
        consensus.refresh([evidence.pk])
        syntheses.refresh([evidence.claim_id], reason=f"{evidence.public_id} was appraised")
    return row


def _cited(
    row: Appraisal, given: Sequence[Assessment] | None, evidence: Evidence, by: User
) -> list[Assessment]:
    if given is None:
        given = [] if row._state.adding else list(row.assessments.all())
    return citable(given, evidence=evidence, by=by)


def _suggest(row: Appraisal, evidence: Evidence, cited: Sequence[Assessment]) -> Suggestion:
    """Keep what the rule suggests from design and cited assessments, and by which rule."""
    found = suggestion(evidence, cited)
    row.suggested_strength = found.strength or ""
    row.suggested_by = rule_of(found)
    return found


def suggestion(evidence: Evidence, cited: Iterable[Assessment]) -> Suggestion:
    """The strength that these assessments suggest for this evidence, with the rule in words. No query."""
    return of_several(
        evidence.design,
        [
            Answered(
                one.instrument,
                one.answers,
                one.domain_judgements,
                one.judgement,
                one.evaluation.get("options"),
            )
            for one in cited
        ],
        one_case=single_case(evidence.n, evidence.n_unit),
    )


def _complete(row: Appraisal, suggested: Suggestion) -> None:
    """Raise Invalid for what a submission lacks, Denied for a declared conflict."""
    # What only mentions the matter has nothing to be trusted or to be direct about.
    spared = ("directness", "strength") if row.direction == Direction.MENTIONS else ()
    errors = {
        name: [why] for name, why in NEEDED.items() if name not in spared and not getattr(row, name)
    }
    if not spared and row.strength and suggested.strength not in (None, row.strength):
        if not row.departure.strip():
            word = Strength(row.suggested_strength).label.lower()
            errors["departure"] = [
                f"The rule suggests {word}: say why you decide otherwise. {suggested.reason}"
            ]
    else:
        # A reason for what is no departure would only puzzle readers.
        row.departure = ""
    errors |= raters.declared(row.declaration, row.interests)
    if row.instrument == NO_INSTRUMENT and not _why_none(row.answers):
        errors["answers"] = ["Say why no instrument fits, under `why`."]
    if errors:
        raise Invalid(errors)
    if row.has_conflict:
        raise Denied("You declared a conflict of interest: somebody else must appraise this.")


def _why_none(answers: Any) -> bool:
    why = answers.get("why") if isinstance(answers, dict) else None
    return isinstance(why, str) and bool(why.strip())


def _same(earlier: Appraisal, row: Appraisal, cited: Iterable[Assessment]) -> bool:
    if any(getattr(earlier, name) != getattr(row, name) for name in FIELDS):
        return False
    return {one.pk for one in cited} == set(earlier.assessments.values_list("pk", flat=True))


def discard(*, appraisal: Appraisal, by: User) -> None:
    """Throw away one's own draft; what was submitted cannot be."""
    if appraisal.reviewer_id != by.pk:
        raise Denied("This is somebody else's.")
    if appraisal.status != AppraisalStatus.DRAFT:
        raise NotAllowedNow("It was submitted: a second thought is a new appraisal.")
    with act(by):
        appraisal.delete()


def close_drafts(*, sources: Iterable[int], reason: str) -> int:
    """Close the open drafts on these sources' evidence, each with the reason its reviewer reads; how many.

    Inside an act. What was drafted is kept; when the notice is lifted a new draft may take it up again.
    """
    return Appraisal.objects.filter(
        evidence__source__in=sources, status=AppraisalStatus.DRAFT
    ).update(status=AppraisalStatus.CLOSED, closed_reason=reason)
