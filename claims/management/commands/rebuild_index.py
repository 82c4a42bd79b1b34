"""`manage.py rebuild_index`: build the search indexes and the keys of sources anew, or compare them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from claims.actions import keys, vocabulary
from claims.queries import search


class Command(BaseCommand):
    """What is derived: nothing is lost by building it again."""

    help = (
        "Build the full-text search indexes, the words that search suggests and the keys that look-alikes are"
        " sought by anew, or compare indexes and keys with the records (--check)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="Change nothing; exit with an error and list what differs.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            if faults := [*search.check(), *keys.differences()]:
                raise CommandError("\n".join([*faults, "Run rebuild_index to mend this."]))
            self.stdout.write("The search indexes hold exactly what the records say.")
            return
        with transaction.atomic():
            search.rebuild()
            keys.rebuild()
            vocabulary.rebuild()
        self.stdout.write("The search indexes were built anew.")
