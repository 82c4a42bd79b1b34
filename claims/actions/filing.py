"""What every noun's actions share: putting new records into the editors' queue, and who may decide on them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from claims.access import Denied
from claims.actions.core import record
from claims.domain.problems import Invalid
from claims.domain.vocabulary import ProposalKind, ProposalStatus, Role
from claims.models import Proposal

if TYPE_CHECKING:
    from evidence.accounts.models import User

OWN = "accepted by its own author: the site has one active editor"


def propose_new(*, record_: Any, by: User, reason: str = "") -> Proposal:
    """Put a new record into the queue; inside an act."""
    proposal = Proposal(
        kind=ProposalKind.CREATE,
        noun=record_.NOUN,
        object_id=record_.pk,
        reason=reason,
        created_by=by,
    )
    proposal.save()
    record("proposed", proposal, after={"noun": record_.NOUN, "object": record_.public_id})
    return proposal


def close_new(*, record_: Any, status: ProposalStatus, by: User, reason: str, own: bool) -> None:
    """The queue's line of a new record that was decided on. One query, and two where it stood there."""
    close_many(
        records=[record_], status=status, by=by, reason=reason, own={record_.pk} if own else ()
    )


def close_many(
    *,
    records: Sequence[Any],
    status: ProposalStatus,
    by: User,
    reason: str,
    own: Collection[int] = (),
) -> None:
    """The queue's lines of new records of one noun; `own`: the keys of those decided by their author. Three queries."""
    if not records:
        return
    lines = list(
        Proposal.objects.filter(
            kind=ProposalKind.CREATE,
            noun=records[0].NOUN,
            object_id__in=[one.pk for one in records],
            status=ProposalStatus.OPEN,
        )
    )
    for mine in (False, True):
        keys = [line.pk for line in lines if (line.object_id in own) is mine]
        if keys:
            _close(keys, status=status, by=by, reason=reason, own=mine)
    for line in lines:
        said = labelled(reason, own=line.object_id in own)
        record(str(status), line, after={"status": str(status)}, reason=said)


def _close(keys: list[int], *, status: ProposalStatus, by: User, reason: str, own: bool) -> None:
    Proposal.objects.filter(pk__in=keys).update(
        status=status,
        decided_by=by,
        decided_at=timezone.now(),
        decision_reason=reason,
        self_accepted=own,
    )


def own_work(author: int | None, *, by: User) -> bool:
    """Whether `by` decides on their own work; Denied unless they are the site's one active editor. One query."""
    if author is None or author != by.pk:
        return False
    if others_may_decide(by):
        raise Denied("Nobody accepts their own work: another editor must decide.")
    return True


def others_may_decide(by: User) -> bool:
    """Whether the site has another active editor. One query."""
    editors = Q(groups__name=Role.EDITOR) | Q(is_superuser=True)
    people = get_user_model().objects.filter(editors, is_active=True)
    return people.exclude(pk=by.pk).exists()


def labelled(reason: str, *, own: bool) -> str:
    """The reason as the log keeps it: self-acceptance is said."""
    return f"{reason} ({OWN})".strip() if own else reason


def need_reason(reason: str) -> str:
    """The reason, or Invalid where there is none."""
    if not reason.strip():
        raise Invalid({"reason": ["Say why: it is kept in the history."]})
    return reason.strip()
