"""Evidence: the link between a claim and a source, proposed, accepted, excluded, opened."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.utils import timezone

from claims.access import Permission, require
from claims.actions import consensus, counts, feed, filing, holds, studies, syntheses
from claims.actions.core import act, announce, record
from claims.actions.editing import assign, insert, known_only, swap_status, value_of, write
from claims.actions.locks import lock_claims
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import (
    STREAM_OF_DESIGN,
    AppraisalStatus,
    ClaimStatus,
    ConsensusState,
    Design,
    EvidenceStatus,
    HoldEnd,
    Integrity,
    ProposalKind,
    ProposalStatus,
    RecordStatus,
)
from claims.models import Claim, Evidence, Proposal, Source, Study

if TYPE_CHECKING:
    from evidence.accounts.models import User


def propose(
    *,
    by: User,
    claim: Claim,
    source: Source,
    fields: Mapping[str, Any],
    study: Study | None = None,
    quotes: Iterable[Mapping[str, Any]] = (),
    reason: str = "",
) -> Evidence:
    """A new link, in the queue until an editor accepts it. Raises Denied, Invalid.

    Without a `study` it is the one that the source reports. A link to a retracted source needs a reason.
    """
    require(by, Permission.PROPOSE)
    known_only("evidence", fields)
    if claim.status == ClaimStatus.RETIRED:
        raise Invalid({"claim": ["This claim is retired."]})
    if source.status in (RecordStatus.RETIRED, RecordStatus.MERGED):
        raise Invalid({"source": [f"This source is {source.status}."]})
    if source.integrity not in (Integrity.CLEAR, Integrity.CORRECTED) and not reason.strip():
        raise Invalid({"reason": [f"This source is {source.integrity}: say why you link it."]})
    design = fields.get("design")
    if design not in [value for value, _ in Design.choices()]:
        raise Invalid({"design": ["Say how the study was designed, with a word of the list."]})
    with act(by):
        study = study or studies.for_source(source=source, by=by, design=str(design))
        if Evidence.objects.filter(claim=claim, source=source, study=study).exists():
            raise Invalid({"source": ["This claim and source are linked through this study."]})
        link = Evidence(claim=claim, source=source, study=study, created_by=by)
        assign(link, {name: value for name, value in fields.items() if name != "quotes"})
        link.stream = STREAM_OF_DESIGN[Design(link.design)]
        check_effect(link.effect)
        insert(link, {"quotes": [*fields.get("quotes", ()), *quotes]})
        after = {name: value_of(link, name) for name in fields if name != "quotes"}
        after |= {"claim": claim.public_id, "source": source.public_id, "study": study.public_id}
        record("proposed", link, after=after, reason=reason)
        filing.propose_new(record_=link, by=by, reason=reason)
    return link


def check_effect(effect: Any) -> None:
    """Raise Invalid for an effect estimate that is not of the documented shape."""
    if effect is None:
        return
    shape = '{"measure": "RR", "estimate": 1.2, "low": 0.9, "high": 1.6, "level": 0.95}'
    fine = isinstance(effect, dict) and set(effect) <= {
        "measure",
        "estimate",
        "low",
        "high",
        "level",
    }
    numbers = [effect.get(name) for name in ("estimate", "low", "high", "level")] if fine else []
    if (
        not fine
        or not isinstance(effect.get("measure"), str)
        or not isinstance(effect.get("estimate"), int | float)
        or any(isinstance(n, bool) or not isinstance(n, int | float | None) for n in numbers)
        or not all(math.isfinite(n) for n in numbers if n is not None)
    ):
        raise Invalid({"effect": [f"Give an object such as {shape}."]})


def accept(*, evidence: Evidence, by: User, reason: str = "") -> Evidence:
    """Take a proposed link up: it is open for appraisal, and listed with its claim."""
    require(by, Permission.DECIDE_PROPOSAL)
    if evidence.status != EvidenceStatus.PROPOSED:
        raise NotAllowedNow("This evidence was accepted already.")
    with act(by):
        own = filing.own_work(evidence.created_by_id, by=by)
        if _proposed_apart(evidence.study):
            raise NotAllowedNow(f"Decide on its study, {evidence.study.public_id}, first.")
        _step(evidence, EvidenceStatus.AWAITING, "")
        studies.publish_of(evidence)
        filing.close_new(
            record_=evidence, status=ProposalStatus.ACCEPTED, by=by, reason=reason, own=own
        )
        _tell(evidence, "accepted", "evidence_added", filing.labelled(reason, own=own))
        consensus.refresh([evidence.pk])
        syntheses.refresh([evidence.claim_id], reason=f"{evidence.public_id} was added")
        feed.revealed([evidence.source_id], reason=reason)
        counts.refresh_sources([evidence.source_id])
    evidence.refresh_from_db()
    return evidence


def reject(*, evidence: Evidence, by: User, reason: str) -> Evidence:
    """Turn a proposed link down; it stays, unseen by readers, with the reason."""
    require(by, Permission.DECIDE_PROPOSAL)
    reason = filing.need_reason(reason)
    if evidence.status != EvidenceStatus.PROPOSED:
        raise NotAllowedNow("Only proposed evidence can be turned down: exclude it instead.")
    with act(by):
        swap_status(evidence, expected=evidence.status, status_reason=reason)
        filing.close_new(
            record_=evidence, status=ProposalStatus.REJECTED, by=by, reason=reason, own=False
        )
        record("rejected", evidence, reason=reason)
    return evidence


def revise(
    *,
    evidence: Evidence,
    changes: Mapping[str, Any],
    by: User,
    reason: str = "",
    base: int | None = None,
) -> Evidence:
    """Change a link that is not accepted yet: for its author and editors."""
    if evidence.status != EvidenceStatus.PROPOSED:
        raise NotAllowedNow("This evidence was accepted: file a proposal instead.")
    if evidence.created_by_id != by.pk:
        require(by, Permission.EDIT)
    with act(by):
        change(evidence, changes, reason=reason, base=base)
    return evidence


def change(
    evidence: Evidence, changes: Mapping[str, Any], *, reason: str, base: int | None = None
) -> None:
    """Write changes to a link and what follows from them; inside an act, permissions already asked."""
    if "effect" in changes:
        check_effect(changes["effect"])
    before, after = write(evidence, changes, base=base)
    if not after:
        return
    if "design" in after:
        evidence.stream = STREAM_OF_DESIGN[Design(evidence.design)]
        Evidence.objects.filter(pk=evidence.pk).update(stream=evidence.stream)
    public = evidence.status != EvidenceStatus.PROPOSED and _published(evidence)
    record("revised", evidence, before=before, after=after, reason=reason, public=public)
    if public:
        announce("evidence_changed", evidence, reason=reason)
    syntheses.refresh([evidence.claim_id], reason=f"{evidence.public_id} was revised")


def exclude(*, evidence: Evidence, reason: str, by: User) -> Evidence:
    """Leave a link out of the synthesis; it stays listed, as excluded, with the reason."""
    require(by, Permission.EXCLUDE)
    reason = filing.need_reason(reason)
    if evidence.status in (EvidenceStatus.EXCLUDED, EvidenceStatus.PROPOSED):
        raise NotAllowedNow(f"This evidence is {evidence.status}: there is nothing to exclude.")
    with act(by):
        _step(evidence, EvidenceStatus.EXCLUDED, reason)
        holds.end_for(evidence=[evidence.pk], end=HoldEnd.CLOSED)
        _tell(evidence, "excluded", "evidence_excluded", reason)
        syntheses.refresh([evidence.claim_id], reason=f"{evidence.public_id} was excluded")
    return evidence


def include(*, evidence: Evidence, reason: str, by: User) -> Evidence:
    """Take an excluded link back in; its appraisals say where it stands."""
    require(by, Permission.EXCLUDE)
    reason = filing.need_reason(reason)
    if evidence.status != EvidenceStatus.EXCLUDED:
        raise NotAllowedNow("This evidence is not excluded.")
    with act(by):
        _step(evidence, EvidenceStatus.AWAITING, "")
        _tell(evidence, "included", "evidence_added", reason)
        consensus.refresh([evidence.pk])
        syntheses.refresh([evidence.claim_id], reason=f"{evidence.public_id} was included again")
    evidence.refresh_from_db()
    return evidence


def release(*, evidence: Evidence, by: User, reason: str = "") -> Evidence:
    """Open the ratings as provisional before consensus stands; what is rated from now on is not blind."""
    require(by, Permission.RELEASE)
    with act(by):
        lock_claims([evidence.claim_id])
        evidence.refresh_from_db()
        if evidence.released_at is not None or evidence.consensus != ConsensusState.NONE:
            raise NotAllowedNow("The ratings are open already.")
        if evidence.status in (EvidenceStatus.PROPOSED, EvidenceStatus.EXCLUDED):
            raise NotAllowedNow(f"This evidence is {evidence.status}: there is nothing to open.")
        if not evidence.appraisals.filter(status=AppraisalStatus.SUBMITTED).exists():
            raise NotAllowedNow("Nobody has rated this yet: there is nothing to open.")
        now = timezone.now()
        swap_status(evidence, expected=evidence.status, released_at=now, released_by=by)
        public = _published(evidence)
        record("released", evidence, after={"released": True}, reason=reason, public=public)
        if public:
            announce("ratings_opened", evidence, reason=reason)
        consensus.refresh([evidence.pk])
        syntheses.refresh([evidence.claim_id], reason=f"ratings of {evidence.public_id} opened")
    evidence.refresh_from_db()
    return evidence


def _step(evidence: Evidence, status: EvidenceStatus, reason: str) -> None:
    try:
        swap_status(
            evidence,
            expected=evidence.status,
            status=status,
            status_reason=reason,
            changed_at=timezone.now(),
        )
    except IntegrityError as error:
        raise Invalid("This cannot be stored: look at the record again.") from error


def _proposed_apart(study: Study) -> bool:
    """Whether the study was proposed on its own, not with its source, and is not accepted (turned down, even)."""
    asked = Proposal.objects.filter(noun=Study.NOUN, object_id=study.pk, kind=ProposalKind.CREATE)
    return study.status == RecordStatus.PROPOSED and asked.exists()


def _published(evidence: Evidence) -> bool:
    return bool(
        evidence.claim.status == ClaimStatus.PUBLISHED
        and evidence.source.status == RecordStatus.PUBLISHED
    )


def _tell(evidence: Evidence, verb: str, kind: str, reason: str) -> None:
    public = _published(evidence)
    record(verb, evidence, after={"status": evidence.status}, reason=reason, public=public)
    if public:
        announce(kind, evidence, reason=reason)
