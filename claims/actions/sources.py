"""Sources: proposed, accepted, changed by proposal, merged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims.access import Permission, require
from claims.actions import counts, feed, filing, studies, syntheses
from claims.actions.core import act, announce, record
from claims.actions.editing import assign, insert, known_only, swap_status, value_of, write
from claims.actions.joining import merge, unmerge
from claims.domain import identifiers
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.status import require_step
from claims.domain.vocabulary import ProposalStatus, RecordStatus
from claims.models import Evidence, Source

if TYPE_CHECKING:
    from evidence.accounts.models import User

__all__ = [
    "accept",
    "merge",
    "normalised",
    "propose",
    "reject",
    "retire",
    "revise",
    "unmerge",
]

KINDS = ("doi", "pmid", "pmcid", "isbn")


def normalised(fields: Mapping[str, Any], *, but: int | None = None) -> dict[str, Any]:
    """The fields with identifiers in their one spelling. Raises Invalid, also where another source has one.

    One query for each identifier given.
    """
    found = dict(fields)
    errors: dict[str, list[str]] = {}
    for kind in KINDS:
        value = found.get(kind)
        if not value:
            if kind in found:
                found[kind] = None
            continue
        try:
            found[kind] = identifiers.parse(kind, str(value))
        except ValueError as error:
            errors[kind] = [str(error)]
            continue
        same = Source.objects.exclude(status=RecordStatus.MERGED).filter(**{kind: found[kind]})
        other = same.exclude(pk=but or 0).first()
        if other is not None:
            errors[kind] = [f"{other.public_id} has this {kind.upper()} already."]
    if errors:
        raise Invalid(errors)
    return found


def propose(*, by: User, fields: Mapping[str, Any], reason: str = "") -> Source:
    """A new source, in the queue until an editor accepts it. Raises Denied, Invalid."""
    require(by, Permission.PROPOSE)
    known_only("source", fields)
    if not str(fields.get("title") or "").strip():
        raise Invalid({"title": ["A source needs a title."]})
    with act(by):
        source = Source(created_by=by)
        assign(source, normalised(fields))
        insert(source)
        after = {name: value_of(source, name) for name in fields if name != "csl"}
        record("proposed", source, after=after, reason=reason)
        filing.propose_new(record_=source, by=by, reason=reason)
    return source


def accept(*, source: Source, by: User, reason: str = "") -> Source:
    """Publish a proposed source; evidence that waits for it comes into view."""
    require(by, Permission.DECIDE_PROPOSAL)
    require_step("source", source.status, RecordStatus.PUBLISHED)
    with act(by):
        own = filing.own_work(source.created_by_id, by=by)
        swap_status(
            source,
            expected=source.status,
            status=RecordStatus.PUBLISHED,
            status_reason="",
            changed_at=timezone.now(),
        )
        filing.close_new(
            record_=source, status=ProposalStatus.ACCEPTED, by=by, reason=reason, own=own
        )
        reason = filing.labelled(reason, own=own)
        record("accepted", source, after={"status": source.status}, reason=reason, public=True)
        announce("source_published", source)
        studies.publish_with(source)
        _touched(source, reason="its source was accepted")
        _came_into_view(source, reason=reason)
        counts.refresh_sources([source.pk])
    return source


def reject(*, source: Source, by: User, reason: str) -> Source:
    """Turn a proposed source down; it stays, unseen by readers, with the reason."""
    require(by, Permission.DECIDE_PROPOSAL)
    reason = filing.need_reason(reason)
    if source.status != RecordStatus.PROPOSED:
        raise NotAllowedNow("Only a proposed source can be turned down: retire it instead.")
    with act(by):
        swap_status(source, expected=source.status, status_reason=reason)
        filing.close_new(
            record_=source, status=ProposalStatus.REJECTED, by=by, reason=reason, own=False
        )
        record("rejected", source, reason=reason)
    return source


def revise(
    *,
    source: Source,
    changes: Mapping[str, Any],
    by: User,
    reason: str = "",
    base: int | None = None,
) -> Source:
    """Change a source that is not published yet: for its author and editors."""
    if source.created_by_id != by.pk:
        require(by, Permission.EDIT)
    if source.status != RecordStatus.PROPOSED:
        raise NotAllowedNow("This source is published: file a proposal instead.")
    with act(by):
        known_only("source", changes)
        before, after = write(source, normalised(changes, but=source.pk), base=base)
        if after:
            record("revised", source, before=before, after=after, reason=reason)
    return source


def retire(*, source: Source, by: User, reason: str) -> Source:
    """Take a source out of use; its evidence leaves every synthesis in the same transaction."""
    require(by, Permission.RETIRE)
    reason = filing.need_reason(reason)
    require_step("source", source.status, RecordStatus.RETIRED)
    with act(by):
        shown = feed.visible("evidence", source.evidence.values_list("pk", flat=True))
        swap_status(
            source,
            expected=source.status,
            status=RecordStatus.RETIRED,
            status_reason=reason,
            changed_at=timezone.now(),
        )
        record("retired", source, after={"status": source.status}, reason=reason, public=True)
        announce("source_changed", source, reason=reason)
        _touched(source, reason=f"{source.public_id} was retired")
        feed.changed("evidence", [], before=shown, reason=reason)
    return source


def _came_into_view(source: Source, *, reason: str) -> None:
    """With a source come its evidence, and its name where studies say what reports them."""
    feed.changed("evidence", source.evidence.values_list("pk", flat=True), reason=reason)
    named = {*source.studies.values_list("pk", flat=True)}
    named |= {*source.primary_of.values_list("pk", flat=True)}
    feed.changed("study", named, reason=reason)
    feed.revealed([source.pk], reason=reason)


def _touched(source: Source, *, reason: str) -> None:
    claims = Evidence.objects.filter(source=source).order_by().values_list("claim_id", flat=True)
    syntheses.refresh(sorted(set(claims)), reason=reason)
