"""Appraisals: drafted, submitted, superseded by a second thought. Never changed once submitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.access import Denied, Permission, require
from claims.actions import consensus, syntheses
from claims.actions.core import act, announce, record
from claims.actions.editing import assign, check
from claims.actions.locks import lock_claims
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import (
    AppraisalStatus,
    ClaimStatus,
    ConsensusState,
    Direction,
    EvidenceStatus,
)
from claims.models import Appraisal, Evidence

if TYPE_CHECKING:
    from evidence.accounts.models import User

FIELDS = (
    "direction",
    "directness",
    "strength",
    "rationale",
    "read",
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


def _known(fields: Mapping[str, Any]) -> None:
    if unknown := sorted(set(fields) - set(FIELDS)):
        raise Invalid({name: ["An appraisal has no such field."] for name in unknown})


def _may_rate(evidence: Evidence, by: User) -> None:
    require(by, Permission.APPRAISE)
    if evidence.status in (EvidenceStatus.PROPOSED, EvidenceStatus.EXCLUDED):
        raise NotAllowedNow(f"This evidence is {evidence.status}: it cannot be appraised now.")
    if evidence.claim.status == ClaimStatus.RETIRED:
        raise NotAllowedNow("This claim is retired: its evidence is appraised no more.")
    if by.orcid and by.orcid in _orcids(evidence.source.csl):
        raise Denied("You are an author of this source: somebody else must appraise it.")
    if evidence.adjudications.filter(by=by).exists():
        raise Denied("You settled this evidence as a third person: you cannot rate it as well.")


def _orcids(csl: Any) -> set[str]:
    authors = csl.get("author") if isinstance(csl, dict) else None
    found = set()
    for author in authors if isinstance(authors, list) else ():
        if isinstance(author, dict):
            value = str(author.get("ORCID") or author.get("orcid") or "")
            found.add(value.rstrip("/").rsplit("/", 1)[-1].upper())
    return found


def save_draft(*, evidence: Evidence, by: User, fields: Mapping[str, Any]) -> Appraisal:
    """Keep an unfinished appraisal, seen by nobody else; no event. Raises Denied, Invalid, NotAllowedNow."""
    _known(fields)
    _may_rate(evidence, by)
    with act(by):
        draft = _draft(evidence, by)
        assign(draft, fields)
        check(draft)
        try:
            with transaction.atomic():
                draft.save()
        except IntegrityError as error:
            raise NotAllowedNow("You have another draft of this, made a moment ago.") from error
    return draft


def _draft(evidence: Evidence, by: User) -> Appraisal:
    held = Appraisal.objects.filter(evidence=evidence, reviewer=by, status=AppraisalStatus.DRAFT)
    return held.first() or Appraisal(
        evidence=evidence, reviewer=by, created_by=by, is_current=False
    )


def submit(*, evidence: Evidence, by: User, fields: Mapping[str, Any]) -> Appraisal:
    """Submit a judgement, from the draft and `fields`; it is fixed from now on. An earlier one is superseded.

    Made while ratings are closed it is blind. Raises Denied, Invalid, NotAllowedNow (also for the slower of two
    at the same moment).
    """
    _known(fields)
    require(by, Permission.APPRAISE)
    with act(by):
        lock_claims([evidence.claim_id])
        evidence = Evidence.objects.select_related("claim", "source").get(pk=evidence.pk)
        _may_rate(evidence, by)
        row = _draft(evidence, by)
        assign(row, fields)
        # What only mentions the matter has nothing to be trusted or to be direct about.
        spared = ("directness", "strength") if row.direction == Direction.MENTIONS else ()
        errors = {
            name: [why]
            for name, why in NEEDED.items()
            if name not in spared and not getattr(row, name)
        }
        if errors:
            raise Invalid(errors)
        if row.has_conflict:
            raise Denied("You declared a conflict of interest: somebody else must appraise this.")
        earlier = Appraisal.objects.filter(
            evidence=evidence, reviewer=by, status=AppraisalStatus.SUBMITTED, is_current=True
        ).first()
        if earlier and all(getattr(earlier, name) == getattr(row, name) for name in FIELDS):
            raise NotAllowedNow("You submitted exactly this already.")
        row.status, row.submitted_at = AppraisalStatus.SUBMITTED, timezone.now()
        row.is_current, row.supersedes = True, earlier
        row.blind = evidence.released_at is None and evidence.consensus == ConsensusState.NONE
        if earlier is not None:
            Appraisal.objects.filter(pk=earlier.pk).update(is_current=False)
        try:
            check(row)
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise NotAllowedNow("You submitted this a moment ago, from another window.") from error
        record(
            "appraised" if earlier is None else "appraised_again",
            row,
            after={"evidence": evidence.public_id, "blind": row.blind},
        )
        if not row.blind and evidence.claim.status == ClaimStatus.PUBLISHED:
            announce("evidence_rated", evidence)
        consensus.refresh([evidence.pk])
        syntheses.refresh([evidence.claim_id], reason=f"{evidence.public_id} was appraised")
    return row


def discard(*, appraisal: Appraisal, by: User) -> None:
    """Throw away one's own draft; what was submitted cannot be."""
    if appraisal.reviewer_id != by.pk:
        raise Denied("This is somebody else's.")
    if appraisal.status != AppraisalStatus.DRAFT:
        raise NotAllowedNow("It was submitted: a second thought is a new appraisal.")
    with act(by):
        appraisal.delete()
