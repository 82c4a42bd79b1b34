"""`manage.py load FILE...`: bring knowledge in; see docs/reference/load-format.md."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from claims.access import Denied
from claims.actions import vocabulary
from claims.actions.loading.report import LoadReport
from claims.actions.loading.run import load
from claims.domain.problems import Problem


class Command(BaseCommand):
    help = "Load newline-delimited JSON (plain or gzip); running it again adds nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="plain or gzip")
        parser.add_argument("--dry-run", action="store_true", help="check and count; write nothing")
        parser.add_argument(
            "--keep-going", action="store_true", help="load all good lines in spite of bad ones"
        )
        parser.add_argument("--as", dest="by", metavar="USER", help="whose act it is")
        parser.add_argument("--json", action="store_true", help="the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        by = None
        if options["by"]:
            people = get_user_model()
            by = people.objects.filter(username=options["by"]).first()
            if by is None:
                raise CommandError(f"--as: there is no user {options['by']!r}")
        with tqdm(unit=" records", disable=None if not options["json"] else True) as bar:
            try:
                report = load(
                    options["files"],
                    by=by,
                    dry_run=options["dry_run"],
                    keep_going=options["keep_going"],
                    started=bar.reset,
                    progress=lambda done: _advance(bar, done),
                )
            except (Problem, Denied, OSError) as error:
                raise CommandError(str(error)) from error
        if report.stored:
            vocabulary.rebuild()
        self._tell(report, options)
        if report.faults:
            sys.exit(1)

    def _tell(self, report: LoadReport, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict()))
            return
        for fault in report.faults[:50]:
            self.stderr.write(str(fault))
        if len(report.faults) > 50:
            self.stderr.write(f"... and {len(report.faults) - 50} more faults; --json lists all")
        for noun in [noun for noun in report.new if report.new[noun] or report.known[noun]]:
            known = report.known[noun]
            self.stdout.write(f"{noun:13}{report.new[noun]:>8} new {known:>8} known")
        if report.stored:
            ending = f"loaded; {len(report.faults)} lines left out" if report.faults else "loaded"
        elif options["dry_run"]:
            ending = "dry run: nothing was written"
        else:
            ending = "nothing was written" + ("; see --keep-going" if report.faults else "")
        self.stdout.write(ending)


def _advance(bar: tqdm[Any], done: int) -> None:
    bar.update(done)
