"""Facets: how many claims each further filter would leave, counted in this process from bitmaps.

`rows` reads what is public about claims, `index` keeps it as one bitmap for each value of each facet, `shelf`
keeps the index current with the log, `counting` says what a page or the API shows. The SQL of
`claims.queries.claim_filters` is the oracle: tests compare the two.
"""

from claims.queries.facets.browsing import browse
from claims.queries.facets.counting import facets
from claims.queries.facets.index import ClaimIndex
from claims.queries.facets.naming import FACETS
from claims.queries.facets.paging import matching_page
from claims.queries.facets.shelf import Shelf, claim_index

__all__ = ["FACETS", "ClaimIndex", "Shelf", "browse", "claim_index", "facets", "matching_page"]
