"""What the worker does every few seconds, beside the jobs that rows ask for."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from claims.actions import news
from claims.jobs import letters, schedule, token_letters, webhooks

log = logging.getLogger(__name__)


@dataclass
class Task:
    """One regular task; `every` is in seconds. It must be safe to run at any time, also twice at once."""

    name: str
    every: float
    run: Callable[[], int]


TASKS = (
    Task("news", 15.0, news.catch_up),
    Task("webhooks", 2.0, webhooks.send_due),
    Task("letters", 600.0, letters.send_due),
    Task("token letters", 600.0, token_letters.send_due),
    Task("daily", 600.0, schedule.ask),
)


@dataclass
class Clock:
    """When each task of one worker is due next: all of them at once when it starts."""

    tasks: tuple[Task, ...] = TASKS
    now: Callable[[], float] = time.monotonic
    due: dict[str, float] = field(default_factory=dict)

    def tick(self) -> int:
        """Run what is due; returns how many tasks did something. A task that fails is logged and tried next time."""
        busy = 0
        for task in self.tasks:
            if self.now() < self.due.get(task.name, 0.0):
                continue
            self.due[task.name] = self.now() + task.every
            try:
                busy += bool(task.run())
            except Exception:  # one bad task must not end the worker
                log.exception("task %s failed", task.name)
        return busy
