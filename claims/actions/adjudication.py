"""Opening blind ratings that differ, in order to settle them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.actions.core import act, record
from claims.actions.locks import lock_claims
from claims.models import Evidence
from claims.queries import adjudication
from claims.queries.holds import CONFLICT_OPENED

if TYPE_CHECKING:
    from evidence.accounts.models import User


def open_to_settle(*, evidence: Evidence, by: User) -> bool:
    """Note that this editor reads the blind ratings to settle them; from then on they cannot rate the evidence.

    The log's line is what opens the ratings to them, and to nobody else; returns whether it is new. Raises Denied for
    who may not settle it, NotAllowedNow where no raters differ.
    """
    with act(by):
        # Whoever rates and opens at the same moment waits here: one of the two is refused.
        lock_claims([evidence.claim_id])
        stored = Evidence.objects.select_related("claim", "source").get(pk=evidence.pk)
        adjudication.require_conflict(by, stored)
        if adjudication.has_opened(by, stored.pk):
            return False
        record(CONFLICT_OPENED, stored)
    return True
