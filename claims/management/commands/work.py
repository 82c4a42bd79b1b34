"""`manage.py work`: do the background work that rows ask for."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from claims.jobs import schedule
from claims.jobs.clock import Clock
from claims.jobs.worker import run, run_one


class Command(BaseCommand):
    help = "Do background work until told to stop (SIGTERM, Ctrl+C: the job at hand is finished)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            count = 0
            schedule.ask()
            while run_one():
                count += 1
            Clock().tick()
        else:
            stop = threading.Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
            count = run(stop)
        self.stdout.write(f"{count} jobs done")
