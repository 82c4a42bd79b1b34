"""Whole lists, however long, for files: the keys first, then briefs chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from claims.access import listed_claims, visible_sources
from claims.domain.vocabulary import RecordStatus
from claims.queries.briefs import claim_briefs, source_briefs
from claims.queries.claim_filters import ClaimFilters, narrow
from claims.queries.lists import every_key
from claims.queries.sources import SourceFilters
from claims.queries.sources import narrow as narrow_sources

if TYPE_CHECKING:
    from claims.access import Viewer

CHUNK = 200


def claims(filters: ClaimFilters) -> Iterator[dict[str, Any]]:
    """Briefs of all published claims under the filters: by id, or best first where `q` is set.

    The queries of one page of the list when called, then two for each CHUNK while it is read.
    """
    keys = every_key(narrow(listed_claims(), filters), text=filters.q, noun="claim")
    return (
        brief
        for start in range(0, len(keys), CHUNK)
        for brief in claim_briefs(None, list(keys[start : start + CHUNK]))
    )


def sources(viewer: Viewer, filters: SourceFilters) -> Iterator[dict[str, Any]]:
    """Briefs of all published sources under the filters, as `claims`. One query for each CHUNK."""
    shown = visible_sources(viewer).filter(status=filters.status or RecordStatus.PUBLISHED)
    keys = every_key(narrow_sources(shown, filters), text=filters.q, noun="source")
    return (
        brief
        for start in range(0, len(keys), CHUNK)
        for brief in source_briefs(None, list(keys[start : start + CHUNK]))
    )
