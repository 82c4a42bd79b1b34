"""Proposals: a change somebody asks for against the values they saw, decided by an editor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims.access import Denied, Permission, require
from claims.actions import (
    claims,
    counts,
    evidence,
    filing,
    patients,
    searches,
    sources,
    studies,
    syntheses,
    topics,
    versions,
)
from claims.actions.core import act, announce, record
from claims.actions.editing import known_only, moved_since, swap_status, value_of, write
from claims.actions.lists import LISTS
from claims.domain.diff import three_way
from claims.domain.problems import Invalid, Moved, NotAllowedNow
from claims.domain.status import require_step
from claims.domain.vocabulary import (
    ClaimStatus,
    EvidenceStatus,
    ProposalKind,
    ProposalStatus,
    RecordStatus,
)
from claims.models import Claim, Evidence, Patient, Proposal, Search, Source, Study, Topic

if TYPE_CHECKING:
    from evidence.accounts.models import User

MODELS: dict[str, Any] = {
    model.NOUN: model for model in (Topic, Claim, Source, Study, Evidence, Search, Patient)
}


def propose_new(*, record: Any, by: User, reason: str = "") -> Proposal:
    """Put a new record into the queue."""
    with act(by):
        return filing.propose_new(record_=record, by=by, reason=reason)


def change(
    *,
    record: Any,
    changes: Mapping[str, Any],
    by: User,
    reason: str = "",
    base: int | None = None,
) -> Any:
    """The one door for edits: writes what is not published and returns it, files a Proposal for what is."""
    if _published(record):
        return file(record=record, changes=changes, by=by, reason=reason, base_revision=base)
    revise: dict[str, Callable[..., Any]] = {
        "topic": topics.revise,
        "claim": claims.revise,
        "source": sources.revise,
        "study": studies.revise,
        "evidence": evidence.revise,
        "search": searches.revise,
        "patient": patients.revise,
    }
    return revise[record.NOUN](
        **{record.NOUN: record}, changes=changes, by=by, reason=reason, base=base
    )


def _published(row: Any) -> bool:
    # Searches and patients are corrected by those who record them; the history keeps what was said.
    if isinstance(row, Search | Patient):
        return False
    if isinstance(row, Evidence):
        return bool(row.status != EvidenceStatus.PROPOSED)
    if isinstance(row, Claim):
        return row.status in (ClaimStatus.PUBLISHED, ClaimStatus.RETIRED)
    return bool(row.status != RecordStatus.PROPOSED)


def file(
    *,
    record: Any,
    changes: Mapping[str, Any],
    by: User,
    reason: str = "",
    base_revision: int | None = None,
) -> Proposal:
    """Ask for a change of something published. Raises Denied, Invalid (also where nothing would change).

    The base of each field is its present value. Moved where a touched field changed since `base_revision`.
    """
    require(by, Permission.PROPOSE)
    noun = record.NOUN
    known_only(noun, changes)
    if getattr(record, "status", "") in ("retired", "merged"):
        raise NotAllowedNow(f"This {noun} is {record.status}: it changes no more.")
    if base_revision is not None:
        moved = moved_since(record, base_revision, changes)
        if moved:
            names = ", ".join(sorted(moved))
            raise Moved(f"Since you began, others changed: {names}.", moved)
    lists = LISTS.get(noun, ())
    asked = {name: _list_change(name, changes[name]) for name in changes if name in lists}
    before, after = _rehearsed(record, changes)
    asked |= {
        name: {"base": before[name], "value": after[name]} for name in after if name not in lists
    }
    asked = {name: item for name, item in asked.items() if name in after}
    if not asked:
        raise Invalid("Nothing differs from what is stored.")
    with act(by):
        proposal = Proposal(
            kind=ProposalKind.CHANGE,
            noun=noun,
            object_id=record.pk,
            base_revision=record.revision,
            changes=asked,
            reason=reason,
            created_by=by,
        )
        proposal.save()
        _told("proposed", proposal, after={"object": record.public_id, "fields": sorted(asked)})
    return proposal


def _told(verb: str, proposal: Proposal, *, after: dict[str, Any], reason: str = "") -> None:
    record(verb, proposal, after=after, reason=reason)


def _public_value(value: Any) -> Any:
    if hasattr(value, "public_id"):
        return value.public_id
    return value.isoformat() if hasattr(value, "isoformat") else value


def _list_change(name: str, value: Any) -> dict[str, list[Any]]:
    if not isinstance(value, Mapping) or not set(value) <= {"add", "remove"}:
        raise Invalid({name: ['A list changes by {"add": [...], "remove": [...]}.']})
    try:
        found = {side: [_public_value(item) for item in value.get(side) or ()] for side in value}
    except TypeError as error:
        raise Invalid({name: ["`add` and `remove` are lists."]}) from error
    return {side: items for side, items in found.items() if items}


class _Undone(Exception):
    """Ends a rehearsal."""


def _rehearsed(row: Any, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Carry the change out and take it back: what could never be accepted is refused at once.

    Returns (before, after) of what would really change, in the spelling in which it would be stored.
    """
    copy = MODELS[row.NOUN].objects.get(pk=row.pk)
    found: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    try:
        with act(None):
            found = _write(copy, values)
            raise _Undone
    except _Undone:
        return found


def _write(row: Any, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    if isinstance(row, Source):
        values = sources.normalised(values, but=row.pk)
    if isinstance(row, Evidence) and "effect" in values:
        evidence.check_effect(values["effect"])
    return write(row, values)


def accept(*, proposal: Proposal, by: User, reason: str = "") -> Any:
    """Carry a proposal out and return the record.

    Raises Denied for one's own (the site's one editor excepted, labelled), Moved where a touched field is
    no longer what it was, NotAllowedNow where it was decided.
    """
    require(by, Permission.DECIDE_PROPOSAL)
    require_step("proposal", proposal.status, ProposalStatus.ACCEPTED)
    target = MODELS[proposal.noun].objects.get(pk=proposal.object_id)
    if proposal.kind == ProposalKind.CREATE:
        doors: dict[str, Callable[..., Any]] = {
            "topic": topics.accept,
            "claim": claims.publish,
            "source": sources.accept,
            "study": studies.accept,
            "evidence": evidence.accept,
        }
        made = doors[proposal.noun](**{proposal.noun: target}, by=by, reason=reason)
        proposal.refresh_from_db()
        return made
    if getattr(target, "status", "") in ("retired", "merged"):
        raise NotAllowedNow(f"{target.public_id} is {target.status}: it changes no more.")
    with act(by):
        own = filing.own_work(proposal.created_by_id, by=by)
        values = _merged(target, proposal.changes)
        swap_status(
            proposal,
            expected=ProposalStatus.OPEN,
            status=ProposalStatus.ACCEPTED,
            decided_by=by,
            decided_at=timezone.now(),
            decision_reason=reason,
            self_accepted=own,
        )
        why = filing.labelled(reason or proposal.reason, own=own)
        _told("accepted", proposal, after={"status": proposal.status}, reason=why)
        _carry_out(target, values, proposal=proposal, why=why, by=by)
    target.refresh_from_db()
    return target


def _merged(target: Any, changes: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: item for name, item in changes.items() if "value" in item or "base" in item}
    base = {name: item.get("base") for name, item in plain.items()}
    current = {name: value_of(target, name) for name in plain}
    wanted = {name: item.get("value") for name, item in plain.items()}
    merged, moved = three_way(base, current, wanted)
    if moved:
        names = ", ".join(sorted(moved))
        raise Moved(f"Since this was proposed, others changed: {names}.", moved)
    return merged | {name: item for name, item in changes.items() if name not in plain}


def _carry_out(
    target: Any, values: Mapping[str, Any], *, proposal: Proposal, why: str, by: User
) -> None:
    if isinstance(target, Evidence):
        evidence.change(target, values, reason=why)
        return
    before, after = _write(target, values)
    if not after:
        return
    if isinstance(target, Study) and "sources" in after and "primary_source" not in after:
        studies.choose_speaker(target)
    record("revised", target, before=before, after=after, reason=why, public=True)
    announce(f"{proposal.noun}_changed", target, reason=why)
    syntheses.refresh(_touched_claims(target), reason=f"{target.public_id} was revised")
    if isinstance(target, Claim):
        if "topics" in after:
            counts.refresh_topics(int(key[1:]) for key in {*before["topics"], *after["topics"]})
        versions.mint(
            claim=Claim.objects.get(pk=target.pk),
            reason=f"{proposal.public_id}: {why}".strip(": "),
            by=by,
        )


def _touched_claims(target: Any) -> list[int]:
    """The claims whose conclusion may rest on what the record says. One query; the refresh finds out."""
    if isinstance(target, Claim):
        return [target.pk]
    if isinstance(target, Topic):
        named = Claim.objects.filter(exposure=target).order_by("pk")
        return list(named.values_list("pk", flat=True))
    rows = Evidence.objects.filter(**{target.NOUN: target}).order_by()
    return sorted(set(rows.values_list("claim_id", flat=True)))


def reject(*, proposal: Proposal, by: User, reason: str) -> Proposal:
    """Turn a proposal down, with a reason that its author reads."""
    require(by, Permission.DECIDE_PROPOSAL)
    reason = filing.need_reason(reason)
    require_step("proposal", proposal.status, ProposalStatus.REJECTED)
    if proposal.kind == ProposalKind.CREATE and proposal.noun in ("claim", "source", "evidence"):
        target = MODELS[proposal.noun].objects.get(pk=proposal.object_id)
        doors: dict[str, Callable[..., Any]] = {
            "claim": claims.reject,
            "source": sources.reject,
            "evidence": evidence.reject,
        }
        doors[proposal.noun](**{proposal.noun: target}, by=by, reason=reason)
        proposal.refresh_from_db()
        return proposal
    return _close(proposal, ProposalStatus.REJECTED, by=by, reason=reason)


def withdraw(*, proposal: Proposal, by: User, reason: str = "") -> Proposal:
    """Take one's own proposal back."""
    if proposal.created_by_id != by.pk:
        raise Denied("Only its author takes a proposal back.")
    require_step("proposal", proposal.status, ProposalStatus.WITHDRAWN)
    with act(by):
        if (proposal.kind, proposal.noun) == (ProposalKind.CREATE, Claim.NOUN):
            claims.take_back(claim=Claim.objects.get(pk=proposal.object_id), by=by)
        return _close(proposal, ProposalStatus.WITHDRAWN, by=by, reason=reason)


def _close(proposal: Proposal, status: ProposalStatus, *, by: User, reason: str) -> Proposal:
    with act(by):
        swap_status(
            proposal,
            expected=ProposalStatus.OPEN,
            status=status,
            decided_by=by,
            decided_at=timezone.now(),
            decision_reason=reason,
        )
        _told(str(status), proposal, after={"status": status}, reason=reason)
    return proposal
