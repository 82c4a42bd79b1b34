"""Versions: immutable, citable snapshots of published claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import timezone

from claims.actions.core import act, announce, record
from claims.domain.canonical import canonical, digest
from claims.domain.version_brief import AXES, brief
from claims.models import Claim, Version
from claims.queries import snapshots

if TYPE_CHECKING:
    from evidence.accounts.models import User


def mint(*, claim: Claim, reason: str, by: User | None) -> Version:
    """The next version of a published claim: a snapshot of all that is public about it, and its SHA-256."""
    return mint_many([claim], reason=reason, by=by)[0]


def mint_many(claims: Sequence[Claim], *, reason: str, by: User | None) -> list[Version]:
    """The next version of each claim, in a number of queries that does not grow with theirs (fifteen at most)."""
    if not claims:
        return []
    keys = [claim.pk for claim in claims]
    with act(by):
        taken = snapshots.claims(keys)
        last = dict(
            Version.objects.filter(claim__in=keys)
            .order_by()
            .values_list("claim_id")
            .annotate(last=Max("number"))
        )
        now = timezone.now()
        made = []
        for claim in claims:
            number = last.get(claim.pk, 0) + 1
            snapshot = {**taken[claim.pk], "version": number}
            made.append(
                Version(
                    claim=claim,
                    number=number,
                    snapshot=canonical(snapshot).decode(),
                    sha256=digest(snapshot),
                    reason=reason,
                    minted_at=now,
                    minted_by=by,
                    **told(brief(snapshot)),
                )
            )
        Version.objects.bulk_create(made, batch_size=500)
        for version in made:
            version.claim.version_number = version.number
            version.claim.changed_at = now
        Claim.objects.bulk_update(claims, ["version_number", "changed_at"], batch_size=200)
        for version in made:
            record(
                "version_minted",
                version.claim,
                after={"version": version.number, "sha256": version.sha256},
                reason=reason,
                public=True,
            )
            announce("version_minted", version.claim, reason=reason)
    return made


def mint_first(claims: Sequence[Claim], *, by: User | None) -> list[Version]:
    """Version 1 of claims that have just been published."""
    return mint_many(claims, reason="First published.", by=by)


def told(short: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a version that repeat what its snapshot says, from the snapshot's brief."""
    return {**{name: short["synthesis"][name] for name in AXES}, "brief": dict(short)}
