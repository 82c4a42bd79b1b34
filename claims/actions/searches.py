"""Search records: where somebody looked for evidence, when, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims.access import Denied, Permission, require, visible_claims
from claims.actions import feed, syntheses
from claims.actions.core import act, announce, record
from claims.actions.editing import assign, check, insert, known_only, value_of, write
from claims.domain.problems import Invalid
from claims.domain.searching import FIGURES, faults
from claims.domain.vocabulary import ClaimStatus
from claims.models import Claim, Search

if TYPE_CHECKING:
    from evidence.accounts.models import User


def create(*, by: User, fields: Mapping[str, Any], reason: str = "") -> Search:
    """Record a search on a claim or a topic; "none found" rests on it. Raises Denied, Invalid."""
    require(by, Permission.PROPOSE)
    known_only("search", fields)
    search = Search(created_by=by)
    with act(by):
        assign(search, fields)
        if search.claim is None and search.topic is None:
            raise Invalid({"claim": ["Say which claim or topic the search was about."]})
        _require(search.claim, by)
        _fits(search)
        insert(search)
        after = {name: value_of(search, name) for name in fields}
        _tell("created", search, after=after, reason=reason)
    return search


def revise(
    *,
    search: Search,
    changes: Mapping[str, Any],
    by: User,
    reason: str = "",
    base: int | None = None,
) -> Search:
    """Correct a search record: for its author and editors; the history keeps what it said."""
    if search.created_by_id != by.pk:
        require(by, Permission.EDIT)
    _require(search.claim, by)
    with act(by):
        before, after = write(search, changes, base=base)
        if after:
            _require(search.claim, by)
            _fits(search)
            _tell("revised", search, before=before, after=after, reason=reason)
            old = {n: int(before[n][1:]) for n in ("claim", "topic") if before.get(n)}
            for noun, pk in old.items():
                feed.changed(noun, [pk], reason=reason)
            if before.get("claim"):
                syntheses.refresh([int(before["claim"][1:])], reason="a search was moved away")
    return search


def may_record(claim: Claim | None, *, by: User) -> bool:
    """Whether the person may record a search on the claim, or on a topic (None). At most two queries."""
    try:
        require(by, Permission.PROPOSE)
        _require(claim, by)
    except (Denied, Invalid):
        return False
    return True


def _require(claim: Claim | None, by: User) -> None:
    """A search on a published claim changes at once what readers are told ("none found"): editors only.

    Raises Denied, and Invalid for a claim that the person cannot see. None stands for a topic's search.
    """
    if claim is not None and not visible_claims(by).filter(pk=claim.pk).exists():
        raise Invalid({"claim": [f"There is no record {claim.public_id!r} of this kind."]})
    if claim is None or claim.status == ClaimStatus.PUBLISHED:
        require(by, Permission.EDIT)


def _fits(search: Search) -> None:
    """Raise Invalid where numbers or dates of the search contradict each other."""
    check(search)
    stated = {name: getattr(search, name) for name in FIGURES}
    if found := faults(stated, today=timezone.now().date()):
        raise Invalid(found)


def _tell(
    verb: str,
    search: Search,
    *,
    after: dict[str, Any],
    reason: str,
    before: dict[str, Any] | None = None,
) -> None:
    public = search.claim is None or search.claim.status == ClaimStatus.PUBLISHED
    record(verb, search, before=before, after=after, reason=reason, public=public)
    if public:
        announce("search_recorded", search, reason=reason)
    feed.changed("search", [search.pk], reason=reason)
    if search.claim_id is not None:
        syntheses.refresh([search.claim_id], reason="a search was recorded")
