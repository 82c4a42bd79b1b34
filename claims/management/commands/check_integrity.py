"""`manage.py check_integrity`: which sources were retracted, corrected or put under concern since?"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from claims.access import Denied
from claims.actions import integrity_check, notices, queue
from claims.domain.problems import Problem


class Command(BaseCommand):
    """What it finds reaches every claim in the same transaction."""

    help = (
        "Look for retractions and other notices about every source; mark what they reach at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--file", type=Path, metavar="CSV", help="a copy of the Retraction Watch database"
        )
        parser.add_argument(
            "--address", metavar="URL", help="where such a copy is fetched from; https only"
        )
        parser.add_argument(
            "--limit", type=int, metavar="N", help="ask the services about so many sources at most"
        )
        parser.add_argument(
            "--later", action="store_true", help="leave asking the services to the worker"
        )
        parser.add_argument("--as", dest="by", metavar="USER", help="whose act it is")
        parser.add_argument("--json", action="store_true", help="the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        by = None
        if options["by"]:
            by = get_user_model().objects.filter(username=options["by"]).first()
            if by is None:
                raise CommandError(f"--as: there is no user {options['by']!r}")
        if options["later"]:
            queue.later("check_integrity", limit=options["limit"] or 200)
            self.stdout.write("queued for the worker")
            return
        try:
            if options["file"]:
                report = notices.check_file(path=options["file"], by=by)
            elif options["address"]:
                report = integrity_check.check_address(address=options["address"], by=by)
            else:
                report = integrity_check.check_services(by=by, limit=options["limit"])
        except (Problem, Denied, OSError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict()))
            return
        for unread in report.unread:
            where = f"line {unread['line']}: " if unread["line"] else ""
            self.stderr.write(where + unread["reason"])
        for change in report.changed:
            self.stdout.write(f"{change['source']}: {change['was']} -> {change['now']}")
        self.stdout.write(
            f"{report.entries} entries, {report.asked} sources asked about,"
            f" {report.matched.total()} notices about sources here;"
            f" {report.new} new notices, {len(report.changed)} sources changed"
        )
