"""Error reports: anyone may point out a mistake, with or without an account."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.access import Permission, require
from claims.actions.core import act, rehearsing
from claims.actions.core import record as note
from claims.actions.editing import invalid, swap_status
from claims.domain.canonical import digest
from claims.domain.problems import Invalid, NotAllowedNow, Throttled
from claims.domain.status import require_step
from claims.domain.vocabulary import ReportStatus
from claims.models import Report

if TYPE_CHECKING:
    from evidence.accounts.models import User

#: Reports that one client may file within an hour; counted in the shared cache, addresses are not kept.
MOST, HOUR = 5, 3600


def file(
    *, record: Any, text: str, email: str = "", by: User | None = None, client: str = ""
) -> Report:
    """Put a reader's report into the editors' queue. Raises Invalid, Throttled.

    `client` is who is counted against the limit (an address, a user name).
    """
    if not text.strip():
        raise Invalid({"text": ["Say what is wrong."]})
    report = Report(
        noun=record.NOUN,
        object_id=record.pk,
        text=text,
        email=email,
        by=by,
        at=timezone.now(),
    )
    try:
        report.full_clean()
    except ValidationError as error:
        raise invalid(error) from error
    _count(client or (by.username if by else ""))
    with act(by):
        report.save()
        note("reported", report, after={"object": record.public_id})
    return report


def _count(client: str) -> None:
    # Times and not a counter: counting up starts the hour anew on caches without a counter of their own.
    key, now = f"report-{digest(client)}", time.time()
    recent = [at for at in cache.get(key, ()) if at > now - HOUR]
    if len(recent) >= MOST:
        wait = int(recent[0] + HOUR - now) + 1
        raise Throttled(
            f"At most {MOST} reports an hour: please come back later.",
            wait,
            name="reports",
            counted_by="client",
            quota=MOST,
            window=HOUR,
        )
    if not rehearsing():
        cache.set(key, [*recent, now], HOUR)


def decide(*, report: Report, status: str, decision: str, by: User) -> Report:
    """Close a report as resolved or dismissed, with what was done about it."""
    require(by, Permission.HANDLE_REPORT)
    if status not in (ReportStatus.RESOLVED, ReportStatus.DISMISSED):
        raise Invalid({"status": ["Say resolved or dismissed."]})
    if not decision.strip():
        raise Invalid({"decision": ["Say what was done, or why nothing was."]})
    if report.noun == "user":
        raise NotAllowedNow("A request for a role is answered on the person's page.")
    require_step("report", report.status, status)
    with act(by):
        swap_status(
            report,
            expected=report.status,
            status=status,
            decision=decision,
            decided_by=by,
            decided_at=timezone.now(),
        )
        note("report_decided", report, after={"status": status}, reason=decision)
    return report
