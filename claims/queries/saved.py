"""Saved searches: which claims they hold, and those of one person."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from claims.access import listed_claims
from claims.models import Follow, SavedSearch
from claims.queries import search
from claims.queries.claim_filters import ClaimFilters, narrow
from claims.queries.filter_address import read
from claims.queries.pages import Page, by_id

if TYPE_CHECKING:
    from evidence.accounts.models import User


def filters_of(query: str) -> ClaimFilters:
    """The filters in a canonical query string. Raises Invalid where one of them is known no more."""
    return read(parse_qs(query, keep_blank_values=True))


def matching(filters: ClaimFilters, among: Collection[int] | None = None) -> set[int]:
    """Keys of the published claims that the list shows under these filters; only those `among`, if given.

    One query, a few more for topics, years and words. A search for words ends with its best 1,000.
    """
    claims = narrow(listed_claims(), filters)
    if among is not None:
        claims = claims.filter(pk__in=list(among))
    if filters.q.strip():
        found = search.find("claim", filters.q)
        if found.condition is not None:
            claims = claims.filter(found.condition)
        else:
            claims = claims.filter(pk__in=list(found.keys or []))
    return set(claims.order_by().values_list("pk", flat=True))


def one(person: User, pk: int) -> SavedSearch | None:
    """A saved search of one's own; None for anybody else's. One query."""
    return SavedSearch.objects.filter(user=person, pk=pk).first()


def one_brief(person: User, pk: int) -> dict[str, Any] | None:
    """The dict of a saved search of one's own; None for anybody else's. Two queries."""
    row = one(person, pk)
    if row is None:
        return None
    follow = Follow.objects.filter(user=person, search=row).values_list("pk", flat=True).first()
    return brief(row, follow)


def of_person(person: User, cursor: str | None = None, limit: int = 25) -> Page:
    """One's own saved searches, newest first. Three queries."""
    keys, following = by_id(SavedSearch.objects.filter(user=person), "saved", cursor, limit)
    rows = SavedSearch.objects.filter(pk__in=keys).order_by("-pk")
    followed = dict(
        Follow.objects.filter(user=person, search__in=keys).values_list("search_id", "pk")
    )
    return Page([brief(row, followed.get(row.pk)) for row in rows], following)


def brief(row: SavedSearch, follow: int | None) -> dict[str, Any]:
    """The dict of a saved search; `follow` is the key of the follow, if it is followed. No query."""
    return {
        "id": row.pk,
        "name": row.name,
        "query": row.query,
        "url": f"/claims/?{row.query}" if row.query else "/claims/",
        "feed": f"/claims/feed.atom?{row.query}" if row.query else "/claims/feed.atom",
        "followed": follow is not None,
        "created_at": row.created_at,
    }
