"""Retractions and other notices: they reach every claim that a source touches, at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.access import Permission, require
from claims.actions import appraisals, filing, holds, notice_rows, syntheses, versions
from claims.actions.core import act, announce, record
from claims.actions.editing import invalid
from claims.domain.problems import Invalid
from claims.domain.vocabulary import ClaimStatus, EvidenceStatus, HoldEnd, Integrity
from claims.models import Claim, Evidence, Source
from claims.queries.holds import OUT_OF_USE

if TYPE_CHECKING:
    from evidence.accounts.models import User

COLUMNS = ("integrity", "integrity_note", "integrity_on", "integrity_url")


def mark(
    *,
    sources: Sequence[Source],
    integrity: str,
    note: str,
    by: User | None,
    on: date | None = None,
    url: str = "",
    kept: bool = False,
) -> int:
    """Mark sources with the notice that stands; returns how many changed.

    `by` None stands for the site itself, which learnt of the notice elsewhere; `kept` says that the notice is on
    record already. An editor's own mark is put on record here.

    In the same transaction their evidence leaves (or rejoins) every synthesis, and each published claim they
    touch goes stale, is queued for an editor, and gets a new version. Open drafts of appraisals are closed with
    the notice as their reason. Raises Denied, Invalid.
    """
    if by is not None:
        require(by, Permission.MARK_INTEGRITY)
    if integrity not in [value for value, _ in Integrity.choices()]:
        raise Invalid({"integrity": ["Choose one of the words of this scale."]})
    if integrity != Integrity.CLEAR:
        note = filing.need_reason(note)
    changed = []
    with act(by):
        for source in sources:
            before = {name: getattr(source, name) for name in COLUMNS}
            source.integrity, source.integrity_note = integrity, note
            source.integrity_on, source.integrity_url = on, url or ""
            after = {name: getattr(source, name) for name in COLUMNS}
            if before == after:
                continue
            _check(source)
            source.changed_at = timezone.now()
            changed.append(source)
            record("integrity_marked", source, before=before, after=after, reason=note, public=True)
            announce("integrity_changed", source, reason=note)
        Source.objects.bulk_update(
            changed,
            [*COLUMNS, "changed_at"],
            batch_size=200,
        )
        if not kept:
            notice_rows.by_hand(
                changed, integrity=integrity, note=note, on=on, url=url or "", by=by
            )
        _close_drafts(changed)
        if integrity in OUT_OF_USE:
            touched = Evidence.objects.filter(source__in=changed)
            holds.end_for(evidence=touched.values("pk"), end=HoldEnd.CLOSED)
        _reach_claims(changed, reason=_reason(changed, integrity), by=by)
    return len(changed)


def _close_drafts(sources: Sequence[Source]) -> None:
    for source in sources:
        if source.withdrawn_from_use:
            reason = f"{_reason([source], source.integrity)}. {source.integrity_note}"
            appraisals.close_drafts(sources=[source.pk], reason=reason[:1000])


def _check(source: Source) -> None:
    """The notice alone: a fault elsewhere in the record must not keep a retraction back."""
    others = [field.name for field in source._meta.fields if field.name not in COLUMNS]
    try:
        source.clean_fields(exclude=others)
    except ValidationError as error:
        raise invalid(error) from error


def _reason(sources: Sequence[Source], integrity: str) -> str:
    names = ", ".join(source.public_id for source in sources[:5])
    more = " and others" if len(sources) > 5 else ""
    label = Integrity(integrity).label.lower()
    return f"{names}{more} marked: {label}"


def _reach_claims(sources: Sequence[Source], *, reason: str, by: User | None) -> None:
    touched = (
        Evidence.objects.filter(source__in=[source.pk for source in sources])
        .exclude(status=EvidenceStatus.PROPOSED)
        .order_by()
        .values_list("claim_id", flat=True)
    )
    keys = sorted(set(touched))
    if not keys:
        return
    syntheses.refresh(keys, reason=reason)
    published = list(Claim.objects.filter(pk__in=keys, status=ClaimStatus.PUBLISHED))
    syntheses.mark_stale([claim.pk for claim in published], reason=reason)
    versions.mint_many(published, reason=reason, by=by)
