"""Asking for background work: a row asks, `manage.py work` does it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from claims.domain.vocabulary import JobStatus
from claims.models import Job

#: A job that failed this often is left for a person to look at.
TRIES = 5
#: A worker that was killed leaves its job running; after this long another takes it up.
LOST = timedelta(minutes=30)
DAY = timedelta(days=1)


def later(kind: str, **payload: Any) -> Job:
    """Ask for work of a kind; whoever calls needs no knowledge of who does it."""
    return Job.objects.create(kind=kind, payload=payload)


def once_a_day(kind: str, **payload: Any) -> bool:
    """Ask for work of a kind unless somebody did within a day; whether it was asked for. Two queries."""
    with transaction.atomic():
        if Job.objects.filter(kind=kind, asked_at__gt=timezone.now() - DAY).exists():
            return False
        later(kind, **payload)
        return True


def take() -> Job | None:
    """The next job that is due, claimed for this worker; None where none is. Five queries, three when idle.

    Claimed by a conditional update, which both databases decide for one worker only.
    """
    now = timezone.now()
    lost = Job.objects.filter(status=JobStatus.RUNNING, started_at__lt=now - LOST)
    lost.filter(attempts__lt=TRIES).update(status=JobStatus.WAITING, run_after=now)
    lost.filter(attempts__gte=TRIES).update(
        status=JobStatus.FAILED, ended_at=now, error="Its worker ended without a word, each time."
    )
    due = Job.objects.filter(status=JobStatus.WAITING, run_after__lte=now).order_by("id")
    for pk in due.values_list("pk", flat=True)[:10]:
        if due.filter(pk=pk).update(
            status=JobStatus.RUNNING, started_at=now, attempts=F("attempts") + 1
        ):
            return Job.objects.get(pk=pk)
    return None


def done(job: Job) -> None:
    """The job was carried out."""
    _own(job).update(status=JobStatus.DONE, ended_at=timezone.now(), error="")


def _own(job: Job) -> QuerySet[Job]:
    """The job as this worker took it: one given up as lost and taken by another is theirs to end."""
    return Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, started_at=job.started_at)


def failed(job: Job, why: str) -> None:
    """Try again later, each time after twice as long; after the last try leave it as failed."""
    over = job.attempts >= TRIES
    _own(job).update(
        status=JobStatus.FAILED if over else JobStatus.WAITING,
        error=why[:2000],
        run_after=timezone.now() + timedelta(seconds=30 * 2**job.attempts),
        ended_at=timezone.now() if over else None,
    )
