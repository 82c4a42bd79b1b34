"""One page of the list, cut from the index."""

from __future__ import annotations

from pyroaring import BitMap64

from claims.queries import pages
from claims.queries.claim_filters import ClaimFilters
from claims.queries.facets.index import ClaimIndex


def matching_page(
    index: ClaimIndex, filters: ClaimFilters, cursor: str | None, limit: int
) -> tuple[list[int], str | None]:
    """Keys of one page of the claims and the next cursor, in the order and with the cursors of the SQL list.

    No query, but those of a text that is new to the index. Raises Invalid on a cursor of another list.
    """
    found = index.matching(filters.q)
    kept = index.select(filters, None if found is None else found.claims)
    if found is not None and found.ranked is not None:
        start = pages.decode("claims-ranked", cursor, int)[0] if cursor else 0
        ranked = [key for key in found.ranked if key in kept]
        end = start + pages.checked_limit(limit)
        return ranked[start:end], pages.encode("claims-ranked", end) if end < len(ranked) else None
    kind = "claims" if found is None else "claims-matching"
    if cursor:
        (last,) = pages.decode(kind, cursor, int)
        kept = _under(kept, last)
    size = pages.checked_limit(limit)
    keys = [kept[-place] for place in range(1, min(len(kept), size + 1) + 1)]
    return pages.cut(keys, limit, lambda key: pages.encode(kind, key))


def _under(kept: BitMap64, last: int) -> BitMap64:
    lower = kept.copy()
    lower.remove_range(last, 2**63)
    return lower
