"""The record of a disagreement between independent studies: opened by the rule, explained by editors, re-opened by
new evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims.access import Permission, require
from claims.actions import feed
from claims.actions.core import act, announce, record
from claims.domain.conflict import Sides, adds
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.synthesis import synthesise
from claims.domain.vocabulary import ClaimStatus, ConflictCause, ConflictState
from claims.models import Claim, Conflict
from claims.queries.synthesis_inputs import inputs

if TYPE_CHECKING:
    from evidence.accounts.models import User

COLUMNS = (
    *("state", "cause", "explanation", "sides", "reopened"),
    *("decided_by", "imported_by", "decided_at"),
)
S = ConflictState


def follow(found: Mapping[int, Sides], *, reason: str) -> None:
    """Open, re-open or resolve the conflict of each claim as its studies now stand; inside an act.

    `found`: the sides by claim, empty where the studies do not disagree. At most four queries, however many claims.
    """
    held = {row.claim_id: row for row in Conflict.objects.filter(claim__in=list(found))}
    new: list[Conflict] = []
    moved: list[tuple[str, Conflict]] = []
    quiet: list[Conflict] = []
    for pk, sides in found.items():
        row = held.get(pk)
        if row is None:
            if sides:
                new.append(Conflict(claim_id=pk, sides=sides))
        elif verb := _follow(row, sides):
            moved.append((verb, row))
        elif row.state == S.OPEN and sides and sides != row.sides:
            row.sides = sides
            quiet.append(row)
    Conflict.objects.bulk_create(new)
    Conflict.objects.bulk_update([row for _, row in moved] + quiet, COLUMNS)
    _tell([("conflict_opened", row) for row in new] + moved, reason=reason)
    feed.changed("conflict", [row.pk for row in (*new, *quiet)], reason=reason)
    feed.changed("conflict", [row.pk for _, row in moved], reason=reason)


def _follow(row: Conflict, sides: Sides) -> str:
    """What the rule does to a standing record, as a verb; "" where it leaves the state as it is."""
    if not sides:
        if row.state == S.RESOLVED:
            # Whatever stands on either side from now on is new.
            return ""
        row.state, row.sides = S.RESOLVED, {}
        row.decided_by, row.imported_by, row.decided_at = None, "", timezone.now()
        return "conflict_ended"
    if row.state == S.OPEN or not adds(row.sides, sides):
        return ""
    row.state, row.sides = S.OPEN, sides
    row.reopened += 1
    row.decided_by, row.imported_by, row.decided_at = None, "", None
    return "conflict_reopened"


def _tell(rows: list[tuple[str, Conflict]], *, reason: str) -> None:
    if not rows:
        return
    public = set(
        Claim.objects.filter(
            pk__in=[row.claim_id for _, row in rows], status=ClaimStatus.PUBLISHED
        ).values_list("pk", flat=True)
    )
    for verb, row in rows:
        shown = row.claim_id in public
        after = {"claim": f"C{row.claim_id}", "state": row.state, "sides": row.sides}
        why = f"the studies no longer disagree: {reason}" if verb == "conflict_ended" else reason
        record(verb, row, after=after, reason=why, public=shown)
        if shown:
            announce("conflict_changed", row, reason=why)


def explain(*, conflict: Conflict, cause: str, reason: str, by: User) -> Conflict:
    """Say what sets the studies apart. `cause` is a word of ConflictCause. Raises Denied, Invalid, NotAllowedNow."""
    if cause not in [word.value for word in ConflictCause if word.value]:
        known = ", ".join(word.value for word in ConflictCause if word.value)
        raise Invalid({"cause": [f"Use one of {known}."]})
    return _settle(conflict, S.EXPLAINED, cause=cause, reason=reason, by=by)


def let_stand(*, conflict: Conflict, reason: str, by: User) -> Conflict:
    """Say that it was looked at and nothing explains it. Raises Denied, Invalid, NotAllowedNow."""
    return _settle(conflict, S.STANDING, cause="", reason=reason, by=by)


def resolve(*, conflict: Conflict, reason: str, by: User) -> Conflict:
    """Say that it is a conflict no more, though sides differ. Raises Denied, Invalid, NotAllowedNow."""
    return _settle(conflict, S.RESOLVED, cause=conflict.cause, reason=reason, by=by)


def reopen(*, conflict: Conflict, reason: str, by: User) -> Conflict:
    """Put it back on the editors' table. Raises Denied, Invalid, NotAllowedNow where the studies do not disagree."""
    return _settle(conflict, S.OPEN, cause="", reason=reason, by=by)


def _settle(
    conflict: Conflict, state: ConflictState, *, cause: str, reason: str, by: User
) -> Conflict:
    require(by, Permission.CONFIRM)
    reason = reason.strip()
    if not reason:
        raise Invalid({"reason": ["Say why: readers see it on the claim's page."]})
    with act(by):
        row = Conflict.objects.select_related("claim").get(pk=conflict.pk)
        sides = _sides_now(row)
        if not sides:
            raise NotAllowedNow("The studies of this claim do not disagree now.")
        before = {"state": row.state, "cause": row.cause}
        if state == S.OPEN and row.state == S.OPEN:
            raise NotAllowedNow("This conflict is open already.")
        explanation = row.explanation if state == S.OPEN else reason
        changes: dict[str, Any] = {
            "state": state,
            "cause": cause,
            "explanation": explanation,
            "sides": sides,
            "reopened": row.reopened + (state == S.OPEN),
            "decided_by": None if state == S.OPEN else by,
            "imported_by": "",
            "decided_at": None if state == S.OPEN else timezone.now(),
            "revision": row.revision + 1,
        }
        # Compare and swap: of two who decide at the same moment one wins.
        if not Conflict.objects.filter(pk=row.pk, revision=row.revision).update(**changes):
            raise NotAllowedNow("Somebody decided on this conflict a moment ago: look again.")
        row.refresh_from_db()
        public = row.claim.status == ClaimStatus.PUBLISHED
        after = {"state": row.state, "cause": row.cause}
        verb = "conflict_reopened" if state == S.OPEN else f"conflict_{state.value}"
        record(verb, row, before=before, after=after, reason=reason, public=public)
        if public:
            announce("conflict_changed", row, reason=reason)
    return row


def _sides_now(row: Conflict) -> Sides:
    """The sides as they stand now, whatever an editor decided about the conclusion."""
    return synthesise(inputs([row.claim_id])[row.claim_id]).sides
