"""The list of claims with its facets, from one look at the index."""

from __future__ import annotations

from typing import Any

from claims.access import listed_claims
from claims.queries.briefs import claim_briefs
from claims.queries.claim_filters import ClaimFilters
from claims.queries.facets.counting import USUAL, facets
from claims.queries.facets.paging import matching_page
from claims.queries.facets.shelf import claim_index
from claims.queries.pages import Page
from claims.queries.search.marking import with_snippets


def browse(
    filters: ClaimFilters, cursor: str | None = None, limit: int = 25, values: int = USUAL
) -> tuple[Page, dict[str, Any]]:
    """One page of published claims under the filters, and the facets of them all (`counting.facets`).

    Five queries where the index is current; those of the search with `q`, and of the index where it is not.
    Raises Invalid on a bad cursor or limit.
    """
    with claim_index() as index:
        keys, following = matching_page(index, filters, cursor, limit)
        counted = facets(index, filters, limit=values)
    found = with_snippets(claim_briefs(listed_claims(), keys), filters.q)
    return Page(found, following), counted
