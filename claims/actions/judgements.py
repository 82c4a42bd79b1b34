"""An editor's decisions on single domains of certainty; the rule's suggestion stays beside each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims.access import Permission, require
from claims.actions import feed, syntheses
from claims.actions.core import act, announce, record
from claims.actions.locks import lock_claims
from claims.domain.certainty import limits
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.synthesis import synthesise
from claims.domain.vocabulary import CertaintyDomain, ClaimStatus, Stream
from claims.models import Claim, DomainJudgement
from claims.queries.synthesis_inputs import inputs

if TYPE_CHECKING:
    from evidence.accounts.models import User


def judge_domain(
    *, claim: Claim, stream: str, domain: str, change: int, reason: str, by: User
) -> DomainJudgement:
    """Decide one domain of one stream's body, with a reason; a decision equal to the suggestion confirms it.

    The conclusion is computed anew in the same transaction: a suggested one is replaced, a decided one goes stale.
    Raises Denied; Invalid by field; NotAllowedNow where the same decision stands already.
    """
    require(by, Permission.CONFIRM)
    errors = _unknown(stream, domain)
    if not reason.strip():
        errors["reason"] = ["Say why: readers see it beside the suggestion."]
    if isinstance(change, bool) or not isinstance(change, int):
        errors["change"] = ["Use a whole number of levels."]
    if errors:
        raise Invalid(errors)
    with act(by):
        lock_claims([claim.pk])
        step = _step(claim, stream, domain, change)
        held = _standing(claim, stream, domain)
        if held and (held.change, held.reason, held.suggested) == (
            change,
            reason.strip(),
            step["suggested"],
        ):
            raise NotAllowedNow("This decision stands already, with this reason.")
        _end(held)
        row = DomainJudgement.objects.create(
            claim=claim,
            stream=stream,
            domain=domain,
            change=change,
            suggested=step["suggested"],
            reason=reason.strip(),
            by=by,
            at=timezone.now(),
        )
        _tell("domain_judged", claim, row, reason=row.reason)
    return row


def withdraw_judgement(
    *, claim: Claim, stream: str, domain: str, reason: str, by: User
) -> DomainJudgement:
    """Take a decision back: the rule's suggestion stands again. The decision stays on record.

    Raises Denied, Invalid, NotAllowedNow where none stands.
    """
    require(by, Permission.CONFIRM)
    errors = _unknown(stream, domain)
    if not reason.strip():
        errors["reason"] = ["Say why the suggestion is to stand again."]
    if errors:
        raise Invalid(errors)
    with act(by):
        lock_claims([claim.pk])
        held = _standing(claim, stream, domain)
        if held is None:
            raise NotAllowedNow("No editor's decision stands on this domain.")
        _end(held)
        _tell("judgement_withdrawn", claim, held, reason=reason.strip())
    return held


def _unknown(stream: str, domain: str) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if stream not in list(Stream):
        errors["stream"] = [f"Use one of {', '.join(Stream)}."]
    if domain not in list(CertaintyDomain):
        errors["domain"] = [f"Use one of {', '.join(CertaintyDomain)}."]
    return errors


def _step(claim: Claim, stream: str, domain: str, change: int) -> dict[str, Any]:
    """The step as it is suggested now. Raises Invalid where there is no such body, or the change goes too far."""
    found = inputs([claim.pk])[claim.pk]
    bodies = {body["stream"]: body for body in synthesise(found).streams}
    if stream not in bodies:
        raise Invalid({"stream": ["No study of this stream is counted and rated for this claim."]})
    body = bodies[stream]
    if body["start"] is None:
        raise Invalid({"stream": ["Evidence of this stream has no starting level to count from."]})
    end = limits(body["route"])[domain]
    if not min(0, end) <= change <= max(0, end):
        raise Invalid({"change": [f"Use a number between 0 and {end:+d} for this domain."]})
    return next(dict(step) for step in body["steps"] if step["domain"] == domain)


def _standing(claim: Claim, stream: str, domain: str) -> DomainJudgement | None:
    return DomainJudgement.objects.filter(
        claim=claim, stream=stream, domain=domain, is_current=True
    ).first()


def _end(row: DomainJudgement | None) -> None:
    if row is not None:
        DomainJudgement.objects.filter(pk=row.pk).update(is_current=False)


def _tell(verb: str, claim: Claim, row: DomainJudgement, *, reason: str) -> None:
    public = claim.status == ClaimStatus.PUBLISHED
    after = {
        "stream": row.stream,
        "domain": row.domain,
        "change": row.change,
        "suggested": row.suggested,
    }
    record(verb, claim, after=after, reason=reason, public=public)
    if public:
        announce("certainty_judged", claim, reason=reason)
    domain = CertaintyDomain(row.domain).label.lower()
    done = "decided" if verb == "domain_judged" else "left to the rule again"
    syntheses.refresh([claim.pk], reason=f"{domain} was {done} by an editor")
    feed.changed("claim", [claim.pk], reason=reason)
