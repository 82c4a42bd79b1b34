"""Wait until the database answers, as a container that starts beside it has to."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection


class Command(BaseCommand):
    """Exit 0 once the database answers, 1 when it did not in time."""

    help = "Wait until the database answers; fail when it does not in time."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """--seconds: how long to wait at most."""
        parser.add_argument(
            "--seconds", type=float, default=60.0, help="how long to wait at most (60)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask once a second."""
        give_up = time.monotonic() + options["seconds"]
        while True:
            try:
                connection.ensure_connection()
            except DatabaseError as error:
                if time.monotonic() >= give_up:
                    raise CommandError(f"The database does not answer: {error}") from error
                self.stderr.write("Waiting for the database")
                time.sleep(min(1.0, options["seconds"]))
            else:
                return
