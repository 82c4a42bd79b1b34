"""Consensus: derived from the raw appraisals, kept on the evidence only where it may be seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.access import Denied, Permission, require
from claims.actions import feed, holds, raters, syntheses
from claims.actions.core import act, announce, is_revocable, record, rehearsing
from claims.actions.locks import lock_claims
from claims.domain import consensus as rules
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import (
    AppraisalStatus,
    ConsensusState,
    Direction,
    Directness,
    EvidenceStatus,
    HoldEnd,
    Interests,
    Strength,
)
from claims.models import Adjudication, Appraisal, Evidence

if TYPE_CHECKING:
    from evidence.accounts.models import User

DERIVED = (
    "status",
    "consensus",
    "standing_direction",
    "standing_directness",
    "standing_strength",
    "raters",
    "released_at",
)
SETTLED = ("direction", "directness", "strength")
FIXED = (EvidenceStatus.PROPOSED, EvidenceStatus.EXCLUDED)


def rating(row: Any) -> rules.Rating:
    """The rating that an appraisal or an adjudication gives."""
    return rules.Rating(
        Direction(row.direction) if row.direction else None,
        Directness(row.directness) if row.directness else None,
        Strength(row.strength) if row.strength else None,
    )


def refresh(evidence: Sequence[int]) -> None:
    """Derive the consensus of each piece of evidence anew. Six queries at most, however many; inside an act.

    Only what may be seen is kept on the row: nothing of a closed rating, not even that it exists. Ratings that
    were open once stay open: what was read cannot be unread, and whoever rates now has seen it.
    A rehearsal stops here, and where ratings are closed so does what can still be taken back: how a rating agrees with
    closed ones would betray them without a trace.
    """
    if rehearsing():
        return
    if is_revocable() and _any_closed(evidence):
        raise NotAllowedNow(
            "Closed ratings bear on this: send it by itself, and not where all is taken back if one line is refused."
        )
    # Whoever rates the same claim at the same moment waits here: each would miss the other's rating.
    lock_claims(Evidence.objects.filter(pk__in=evidence).values("claim"))
    rows = list(Evidence.objects.filter(pk__in=evidence).select_related("claim"))
    appraisals: dict[int, list[Appraisal]] = defaultdict(list)
    for appraisal in Appraisal.objects.filter(
        evidence__in=evidence, status=AppraisalStatus.SUBMITTED, is_current=True
    ):
        appraisals[appraisal.evidence_id].append(appraisal)
    adjudicated = {
        row.evidence_id: rating(row)
        for row in Adjudication.objects.filter(evidence__in=evidence, is_current=True)
    }
    changed = []
    opened_for_good = []
    for row in rows:
        was_open = row.released_at is not None or row.consensus != ConsensusState.NONE
        before = [getattr(row, name) for name in DERIVED]
        _derive(row, appraisals[row.pk], adjudicated)
        if was_open and row.released_at is None and row.consensus == ConsensusState.NONE:
            row.released_at = timezone.now()
            opened_for_good.append(row.pk)
            _derive(row, appraisals[row.pk], adjudicated)
        if before != [getattr(row, name) for name in DERIVED]:
            changed.append(row)
        if not was_open and row.consensus != ConsensusState.NONE:
            record("ratings_opened", row, after={"consensus": row.consensus}, public=_public(row))
            if _public(row):
                announce("ratings_opened", row)
    Evidence.objects.bulk_update(changed, DERIVED, batch_size=200)
    feed.changed("evidence", opened_for_good)
    # Who still held what is settled now need not read on.
    if settled := [row.pk for row in changed if row.status == EvidenceStatus.SETTLED]:
        holds.end_for(evidence=settled, end=HoldEnd.CLOSED)


def _any_closed(evidence: Sequence[int]) -> bool:
    rated = Appraisal.objects.filter(
        evidence__in=evidence, status=AppraisalStatus.SUBMITTED, is_current=True
    )
    return rated.filter(
        evidence__released_at__isnull=True, evidence__consensus=ConsensusState.NONE
    ).exists()


def _public(row: Evidence) -> bool:
    return bool(row.claim.status == "published" and row.status != EvidenceStatus.PROPOSED)


def _derive(
    row: Evidence, appraisals: list[Appraisal], adjudicated: Mapping[int, rules.Rating]
) -> None:
    required = row.claim.reviewers_required or int(settings.REVIEWERS_REQUIRED)
    released = row.released_at is not None
    found = rules.derive(
        [
            rules.RaterRating(
                f"user:{a.reviewer_id}" if a.reviewer_id else a.imported_rater, rating(a)
            )
            for a in appraisals
        ],
        required=required,
        adjudicated=adjudicated.get(row.pk),
        released=released,
    )
    state = found.state if found.stands else ConsensusState.NONE
    blind = sum(a.blind for a in appraisals)
    if state == ConsensusState.AGREED and blind < max(required, rules.AGREEING_RATERS):
        # Whoever rated after the ratings were open did not rate independently.
        state = ConsensusState.PROVISIONAL
    standing = found.rating if found.stands else None
    row.consensus = state
    row.standing_direction = (standing and standing.direction) or ""
    row.standing_directness = (standing and standing.directness) or ""
    row.standing_strength = (standing and standing.strength) or ""
    row.raters = found.raters if found.stands or released else 0
    if row.status not in FIXED:
        row.status = _status(found, state, required)


def _status(found: rules.Consensus, state: ConsensusState, required: int) -> EvidenceStatus:
    if found.in_conflict:
        return EvidenceStatus.CONFLICT
    if state in (ConsensusState.AGREED, ConsensusState.ADJUDICATED):
        return EvidenceStatus.SETTLED
    if state == ConsensusState.PROVISIONAL and required == 1:
        return EvidenceStatus.SETTLED
    return EvidenceStatus.IN_APPRAISAL if found.raters else EvidenceStatus.AWAITING


def adjudicate(
    *, evidence: Evidence, fields: Mapping[str, Any], reason: str, by: User
) -> Adjudication:
    """A third person's decision where raters differ; it stands from now on, the appraisals stay as they are.

    `fields`: direction, directness, strength, and the judge's declaration (none, some) with the interests.
    Raises Denied for one who appraised it or is an author, NotAllowedNow where nothing is to be settled,
    Invalid without a reason or a declaration, or with an unknown word.
    """
    require(by, Permission.ADJUDICATE)
    if unknown := sorted(set(fields) - {*SETTLED, "declaration", "interests"}):
        raise Invalid({name: ["There is no such field."] for name in unknown})
    if not reason.strip():
        raise Invalid({"reason": ["Say why: readers and raters will see it."]})
    row = Adjudication(
        evidence=evidence,
        direction=fields.get("direction", ""),
        directness=fields.get("directness", ""),
        strength=fields.get("strength", ""),
        reason=reason,
        declaration=fields.get("declaration", ""),
        interests=fields.get("interests", ""),
        by=by,
        at=timezone.now(),
    )
    errors = {
        name: ["Choose one of the words of this scale."]
        for name, scale in (
            ("direction", Direction),
            ("directness", Directness),
            ("strength", Strength),
            ("declaration", Interests),
        )
        if getattr(row, name) not in [value for value, _ in scale.choices()]
    }
    errors = raters.declared(row.declaration, row.interests) | errors
    if errors:
        raise Invalid(errors)
    raters.not_an_author(evidence.source, by)
    with act(by):
        if Appraisal.objects.filter(evidence=evidence, reviewer=by).exists():
            raise Denied("You appraised this evidence: a third person must settle it.")
        lock_claims([evidence.claim_id])
        stored = Evidence.objects.get(pk=evidence.pk)
        if stored.consensus == ConsensusState.ADJUDICATED:
            raise NotAllowedNow("Somebody has settled this already: look at the evidence's page.")
        if stored.status != EvidenceStatus.CONFLICT:
            raise NotAllowedNow("There is nothing to settle: no raters differ on this evidence.")
        Adjudication.objects.filter(evidence=evidence, is_current=True).update(is_current=False)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise NotAllowedNow("Somebody settled this a moment ago.") from error
        row.considered.set(
            Appraisal.objects.filter(
                evidence=evidence, status=AppraisalStatus.SUBMITTED, is_current=True
            )
        )
        record("adjudicated", stored, reason=reason, public=False)
        refresh([stored.pk])
        syntheses.refresh([stored.claim_id], reason=f"{stored.public_id} was adjudicated")
        feed.changed("evidence", [stored.pk], reason=reason)
    return row
