"""The loop that does what was asked for."""

from __future__ import annotations

import logging
import threading

from django.db import close_old_connections

from claims.actions import queue
from claims.jobs.clock import Clock
from claims.jobs.handlers import HANDLERS

log = logging.getLogger(__name__)


def run_one() -> bool:
    """Do the next job that is due; False where there is none. A job that fails is tried again later."""
    job = queue.take()
    if job is None:
        return False
    handler = HANDLERS.get(job.kind)
    if handler is None:
        queue.failed(job, f"no handler for {job.kind!r}")
        log.error("job %s: no handler for %r", job.pk, job.kind)
        return True
    try:
        handler(**job.payload)
    except Exception as error:  # one bad job must not end the worker; it is logged and kept
        log.exception("job %s (%s) failed", job.pk, job.kind)
        queue.failed(job, f"{type(error).__name__}: {error}")
    else:
        queue.done(job)
        log.info("job %s (%s) done", job.pk, job.kind)
    return True


def run(stop: threading.Event, *, pause: float = 2.0) -> int:
    """Work until told to stop; returns how many jobs were done. `pause` is in seconds."""
    count = 0
    clock = Clock()
    log.info("waiting for work")
    while not stop.is_set():
        # A connection that the database closed meanwhile must not fail every job from then on.
        close_old_connections()
        clock.tick()
        if run_one():
            count += 1
        else:
            stop.wait(pause)
    return count
