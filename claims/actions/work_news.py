"""What concerns one's own work: evidence handed to one, proposals decided, ratings opened.

It comes from the private log, so each line goes only to the person whom it concerns, and says nothing that this person
may not read: an author learns that the ratings beside theirs are open only once they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth import get_user_model

from claims.domain.following import InboxKind
from claims.domain.vocabulary import AppraisalStatus
from claims.models import (
    Appraisal,
    Claim,
    Event,
    Evidence,
    Notification,
    Proposal,
    Source,
    Study,
    Topic,
)

#: Records that a contributor proposes and an editor decides on.
PROPOSED = {
    "proposal": Proposal,
    "claim": Claim,
    "source": Source,
    "study": Study,
    "topic": Topic,
    "evidence": Evidence,
}
DECISIONS = {
    "accepted": InboxKind.ACCEPTED,
    "published": InboxKind.ACCEPTED,
    "rejected": InboxKind.REJECTED,
}
OPENING = ("ratings_opened", "released")

# (person, kind, noun, key)
_Line = tuple[int, InboxKind, str, int]


def tell(events: Sequence[Event]) -> None:
    """Write the inbox lines for these events; nobody is told what they did themselves. At most eight queries."""
    lines: dict[_Line, Event] = {}
    for find in (_handed, _decided, _opened):
        lines |= find(events)
    if not lines:
        return
    people = {
        row["pk"]: row["pseudonym"]
        for row in get_user_model()
        .objects.filter(pk__in={person for person, *_ in lines}, is_active=True)
        .values("pk", "pseudonym")
    }
    rows = [
        Notification(
            user_id=person,
            kind=kind,
            at=event.at,
            noun=noun,
            object_id=pk,
            origin=f"e{event.seq}",
        )
        for (person, kind, noun, pk), event in lines.items()
        if person in people and people[person] != event.actor
    ]
    Notification.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _handed(events: Sequence[Event]) -> dict[_Line, Event]:
    """Evidence that an editor put into somebody's hands."""
    found = [one for one in events if one.noun == "evidence" and one.verb == "assigned"]
    names = {_reviewer(one) for one in found} - {""}
    if not names:
        return {}
    rows = get_user_model().objects.filter(pseudonym__in=names).values_list("pseudonym", "pk")
    people = dict(rows)
    return {
        (people[_reviewer(one)], InboxKind.ASSIGNED, "evidence", one.object_id): one
        for one in found
        if _reviewer(one) in people
    }


def _reviewer(event: Event) -> str:
    payload = event.payload or {}
    return str((payload.get("after") or {}).get("reviewer") or "")


def _decided(events: Sequence[Event]) -> dict[_Line, Event]:
    """Proposals and proposed records that an editor accepted or turned down."""
    found: dict[_Line, Event] = {}
    for noun, model in PROPOSED.items():
        of = {one.object_id: one for one in events if one.noun == noun and one.verb in DECISIONS}
        if not of:
            continue
        rows = model._default_manager.filter(pk__in=list(of), created_by__isnull=False)
        for pk, author in rows.values_list("pk", "created_by_id"):
            found[(author, DECISIONS[of[pk].verb], noun, pk)] = of[pk]
    return found


def _opened(events: Sequence[Event]) -> dict[_Line, Event]:
    """Evidence whose ratings were opened, to those who rated it."""
    of = {one.object_id: one for one in events if one.noun == "evidence" and one.verb in OPENING}
    if not of:
        return {}
    rows = Appraisal.objects.filter(
        evidence__in=list(of), status=AppraisalStatus.SUBMITTED, reviewer__isnull=False
    ).order_by()
    return {
        (reviewer, InboxKind.OPENED, "evidence", evidence): of[evidence]
        for evidence, reviewer in rows.values_list("evidence_id", "reviewer_id").distinct()
    }
