"""What people say of matches: right, right but worded otherwise, wrong, or one that the machine did not find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from claims.access import Denied, may_decide_matches, visible_claims
from claims.actions.core import act, record
from claims.domain.articles import Band, MatchState, Wording
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import Claim, Correction, Document, Match, Passage
from claims.queries import documents, matching

if TYPE_CHECKING:
    from evidence.accounts.models import User


def confirm(*, match: Match, by: User, note: str = "") -> Match:
    """The passage speaks of this claim, and words it as suggested. Raises Denied, NotAllowedNow."""
    return _decide(match, MatchState.CONFIRMED, match.suggested_wording, by, note)


def correct(*, match: Match, wording: str, by: User, note: str = "") -> Match:
    """The passage speaks of this claim, but words it otherwise. Raises Denied, Invalid, NotAllowedNow."""
    return _decide(match, MatchState.CORRECTED, _wording(wording), by, note)


def reject(*, match: Match, by: User, note: str = "") -> Match:
    """The passage does not speak of this claim. Raises Denied, NotAllowedNow."""
    return _decide(match, MatchState.REJECTED, match.wording, by, note)


def undo(*, match: Match, by: User) -> Match:
    """Take the last decision back: it is a suggestion again. What was decided stays on record. Raises Denied."""
    if match.state == MatchState.SUGGESTED:
        raise NotAllowedNow("Nobody has decided on it.")
    return _decide(match, MatchState.SUGGESTED, match.suggested_wording, by, "taken back")


def add(*, passage: Passage, claim: Claim, wording: str, by: User, note: str = "") -> Match:
    """The passage speaks of a claim that the machine did not find. Raises Denied, Invalid, NotAllowedNow."""
    _may(passage, by)
    said = _wording(wording)
    if not visible_claims(by).filter(pk=claim.pk).exists():
        raise Invalid({"claim": ["There is no such claim."]})
    if Match.objects.filter(passage=passage, claim=claim).exists():
        raise NotAllowedNow(
            "This claim is offered for the passage already: confirm or correct that."
        )
    match = Match(
        passage=passage,
        claim=claim,
        band=Band.MATCH,
        wording=said,
        suggested_wording=Wording.UNCLEAR,
        state=MatchState.CONFIRMED,
        decided_by=by,
        decided_at=timezone.now(),
    )
    with act(by):
        match.save(force_insert=True)
        _keep(match, "", by, note)
    return match


def replace(*, match: Match, claim: Claim, wording: str, by: User, note: str = "") -> Match:
    """The passage speaks of `claim`, not of the one that was offered: both decisions in one act; returns the right one.

    Raises Denied, Invalid, NotAllowedNow.
    """
    if claim.pk == match.claim_id:
        raise Invalid(
            {"claim": ["It is the one that is offered: confirm it, or correct its wording."]}
        )
    with act(by):
        if match.state != MatchState.REJECTED:
            reject(match=match, by=by, note=note or f"It speaks of C{claim.pk}.")
        known = documents.one_match(match.passage, claim.pk)
        if known is None:
            return add(passage=match.passage, claim=claim, wording=wording, by=by, note=note)
        return correct(match=known, wording=wording, by=by, note=note)


def decide(
    *,
    document: Document,
    position: int,
    claim: Claim,
    state: str,
    by: User,
    wording: str = "",
    note: str = "",
) -> Match:
    """Confirm, correct, reject or take back by passage and claim; a claim that is not offered is added.

    Raises Denied, Invalid, NotAllowedNow.
    """
    passage = documents.one_passage(document, position)
    if passage is None:
        raise Invalid({"passage": [f"The article has no passage {position}."]})
    match = documents.one_match(passage, claim.pk)
    if match is None:
        if state != MatchState.CONFIRMED:
            raise Invalid({"claim": ["It is not offered for this passage: confirm it to add it."]})
        return add(
            passage=passage, claim=claim, wording=wording or Wording.UNCLEAR, by=by, note=note
        )
    if state == MatchState.CONFIRMED:
        return confirm(match=match, by=by, note=note)
    if state == MatchState.CORRECTED:
        return correct(match=match, wording=wording, by=by, note=note)
    if state == MatchState.REJECTED:
        return reject(match=match, by=by, note=note)
    if state == MatchState.SUGGESTED:
        return undo(match=match, by=by)
    known = ", ".join(value for value, _ in MatchState.choices())
    raise Invalid({"state": [f"Say one of {known}."]})


def _wording(word: str) -> Wording:
    if word not in {value for value, _ in Wording.choices()}:
        known = ", ".join(value for value, _ in Wording.choices())
        raise Invalid({"wording": [f"Say one of {known}."]})
    return Wording(word)


def _may(passage: Passage, by: User) -> None:
    if not may_decide_matches(by, passage.document):
        raise Denied("Only who brought the article in, or a member it is shared with, may do this.")


def _decide(match: Match, state: MatchState, wording: str, by: User, note: str) -> Match:
    _may(match.passage, by)
    before = match.state
    undone = state == MatchState.SUGGESTED
    with act(by):
        rows = Match.objects.filter(pk=match.pk, state=before, wording=match.wording)
        if not rows.update(
            state=state,
            wording=wording,
            decided_by=None if undone else by,
            decided_at=None if undone else timezone.now(),
        ):
            raise NotAllowedNow("Somebody else decided on it meanwhile: look again.")
        match.refresh_from_db()
        _keep(match, before, by, note)
    return match


def _keep(match: Match, before: str, by: User, note: str) -> None:
    """Every decision is kept as data, whatever comes after it."""
    document = match.passage.document
    Correction.objects.create(
        document=document,
        claim_id=match.claim_id,
        sentence=document.text[match.passage.start : match.passage.end],
        band=match.band if match.score is not None else "",
        score=match.score,
        suggested_wording=match.suggested_wording,
        before=before,
        state=match.state,
        wording=match.wording,
        method=document.method if match.cosine is None else matching.MEANING_ALONE,
        note=note[:300],
        by=by,
    )
    Document.objects.filter(pk=document.pk).update(revision=F("revision") + 1)
    # Which claim an article of somebody's speaks of is not for the log that others read.
    record("match_decided", document, after={"state": match.state})
