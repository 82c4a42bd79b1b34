"""Contributors who ask to become reviewers: a report on one's own account, answered by administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from claims.access import Permission, require, roles
from claims.actions import people
from claims.actions.core import act, record
from claims.actions.roles import required_reason
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import Role
from claims.models import Report

if TYPE_CHECKING:
    from evidence.accounts.models import User

NOUN = "user"


def open_requests() -> QuerySet[Report]:
    """Unanswered requests for the reviewer role, oldest first, with who asks."""
    return Report.objects.filter(noun=NOUN, status="open").select_related("by")


def ask_for_role(*, by: User, text: str) -> Report:
    """Ask to become a reviewer, saying what one brings along; returns the request.

    Raises Denied where `by` is no contributor, Invalid without a text, and NotAllowedNow for
    reviewers and while an earlier request is open.
    """
    require(by, Permission.PROPOSE)
    if Role.REVIEWER in roles(by):
        raise NotAllowedNow("You are a reviewer already.")
    request = Report(noun=NOUN, object_id=by.pk, text=text.strip(), by=by, at=timezone.now())
    try:
        request.full_clean()
    except ValidationError as error:
        raise Invalid(error.message_dict) from error
    with act(by):
        if open_requests().filter(by=by).exists():
            raise NotAllowedNow("Your earlier request has not been answered yet.")
        request.save()
        record("ask_for_role", by, after={"role": Role.REVIEWER, "request": request.pk})
    return request


def answer(*, request: Report, grant: bool, by: User, reason: str) -> None:
    """Grant or decline a request. Raises Denied, Invalid without a reason, NotAllowedNow if answered."""
    require(by, Permission.MANAGE_PEOPLE)
    reason = required_reason(reason)
    asker = request.by
    if request.noun != NOUN or asker is None:
        raise NotAllowedNow("This is not a request for a role.")
    with act(by):
        decided = (
            open_requests()
            .filter(pk=request.pk)
            .update(
                status="resolved" if grant else "dismissed",
                decided_by=by,
                decided_at=timezone.now(),
                decision=reason,
            )
        )
        if not decided:
            raise NotAllowedNow("This request was answered already.")
        if grant:
            people.grant(user=asker, role=Role.REVIEWER, by=by, reason=reason)
        else:
            record("decline_role", asker, after={"role": Role.REVIEWER}, reason=reason)
