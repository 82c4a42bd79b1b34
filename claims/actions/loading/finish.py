"""The end of a load: ratings are settled, conclusions computed, and the claims published, chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson
from django.db.models import Max
from django.utils import timezone

from claims.actions import consensus, counts, syntheses, versions
from claims.actions.core import act, announce, record
from claims.actions.loading.layout import time
from claims.domain.vocabulary import ClaimStatus
from claims.formats.staging import Staging
from claims.models import Claim, Evidence, Version

if TYPE_CHECKING:
    from evidence.accounts.models import User

CHUNK = 200


def finish(*, staging: Staging, by: User | None, progress: Callable[[int], None]) -> None:
    """Settle and publish the claims that the load names; what is finished already comes out the same again."""
    for batch in staging.lines("evidence", CHUNK):
        keys = [orjson.loads(body) for _, _, _, body in batch]
        pks = staging.pks("evidence", [r["key"] for r in keys])
        with act(by):
            consensus.refresh(list(pks.values()))
    done: set[int] = set()
    for batch in staging.lines("claim", CHUNK):
        records = [orjson.loads(body) for _, _, _, body in batch]
        pks = staging.pks("claim", [r["key"] for r in records])
        with act(by):
            _publish({pks[r["key"]]: r for r in records}, by=by)
        done.update(pks.values())
        progress(0)
    _others(staging, by, done)
    with act(by):
        counts.rebuild()


def _publish(wanted: dict[int, dict[str, Any]], *, by: User | None) -> None:
    syntheses.refresh(list(wanted), reason="loaded")
    now = timezone.now()
    drafts = [
        claim
        for claim in Claim.objects.filter(pk__in=wanted, status=ClaimStatus.DRAFT)
        if wanted[claim.pk].get("status", "published") in ("published", "retired")
    ]
    if not drafts:
        return
    held = dict(
        Version.objects.filter(claim__in=drafts)
        .order_by()
        .values_list("claim_id")
        .annotate(last=Max("number"))
    )
    for claim in drafts:
        item = wanted[claim.pk]
        claim.published_at = time(item.get("published_at")) or now
        claim.published_by = by
        claim.changed_at = time(item.get("changed_at")) or now
        claim.version_number = held.get(claim.pk, 1)
        claim.status = item.get("status", ClaimStatus.PUBLISHED)
        claim.status_reason = item.get("status_reason", "")
    Claim.objects.bulk_update(
        drafts,
        [
            "published_at",
            "published_by",
            "changed_at",
            "version_number",
            "status",
            "status_reason",
        ],
    )
    versions.mint_first([claim for claim in drafts if claim.pk not in held], by=by)
    for claim in drafts:
        record("published", claim, after={"status": claim.status}, reason="loaded", public=True)
        retired = claim.status == ClaimStatus.RETIRED
        announce("claim_retired" if retired else "claim_published", claim)


def _others(staging: Staging, by: User | None, done: set[int]) -> None:
    """Claims stored before this load that got new evidence from it."""
    for batch in staging.lines("evidence", CHUNK):
        keys = [orjson.loads(body)["key"] for _, _, _, body in batch]
        pks = staging.pks("evidence", keys)
        claims = set(
            Evidence.objects.filter(pk__in=pks.values(), claim__status=ClaimStatus.PUBLISHED)
            .order_by()
            .values_list("claim_id", flat=True)
        )
        if claims - done:
            with act(by):
                syntheses.refresh(sorted(claims - done), reason="new evidence was loaded")
