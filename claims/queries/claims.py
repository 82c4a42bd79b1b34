"""Lists of claims, what stands where a retired one was, and what the home page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from claims.access import listed_claims, visible_claims
from claims.domain.vocabulary import ClaimStatus
from claims.models import Claim
from claims.queries import search
from claims.queries.briefs import claim_briefs
from claims.queries.claim_detail import detail
from claims.queries.claim_filters import ClaimFilters, narrow
from claims.queries.links import public_id, url
from claims.queries.lists import page_keys
from claims.queries.pages import Page

if TYPE_CHECKING:
    from claims.access import Viewer

__all__ = ["ClaimFilters", "briefs", "detail", "page", "tombstone"]


def narrowed(viewer: Viewer, filters: ClaimFilters) -> QuerySet[Claim]:
    """Published claims, or those of `filters.status` that the viewer may see, under every filter but `q`.

    At most one query for each of topic, exposure, outcome, decades, years.
    """
    claims = (
        visible_claims(viewer).filter(status=filters.status) if filters.status else listed_claims()
    )
    return narrow(claims, filters)


def page(
    viewer: Viewer,
    filters: ClaimFilters,
    cursor: str | None = None,
    limit: int = 25,
    order: str = "",
) -> Page:
    """One page of claim briefs: newest first, best match first where `q` is set, or as `order` says.

    With `q`, each has a `snippet`: its text in pieces that say whether they were asked for.
    Three queries; one more for each of topic, exposure, outcome, decades, years; at most eight more with `q`.
    Invalid on a bad cursor or limit.
    """
    keys, following = page_keys(
        narrowed(viewer, filters),
        "claims",
        cursor,
        limit,
        text=filters.q,
        noun="claim",
        order=order,
    )
    found = search.with_snippets(claim_briefs(None, keys), filters.q)
    return Page(found, following)


def briefs(viewer: Viewer, keys: list[int]) -> list[dict[str, Any]]:
    """Briefs of those claims of `keys` that the viewer may see, in that order. Two queries."""
    return claim_briefs(visible_claims(viewer), keys)


def tombstone(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """What to say instead of a retired claim: why, and what took its place; None if not retired. One query."""
    row = (
        visible_claims(viewer)
        .filter(pk=pk, status=ClaimStatus.RETIRED)
        .values("pk", "text", "status", "status_reason", "superseded_by_id", "version_number")
        .first()
    )
    if row is None:
        return None
    heir = row["superseded_by_id"]
    return {
        "id": public_id("claim", pk),
        "noun": "claim",
        "label": row["text"],
        "text": row["text"],
        "status": row["status"],
        "reason": row["status_reason"],
        "version": row["version_number"],
        "moved_to": heir and {"id": public_id("claim", heir), "url": url("claim", heir)},
        "superseded_by": heir and {"id": public_id("claim", heir), "url": url("claim", heir)},
    }
