"""`manage.py dump`: all public knowledge, as one file that `load` reads, or as a data package."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.actions.core import knowledge_base
from claims.domain.problems import Problem
from claims.formats import packing
from claims.formats.knowledge import write
from claims.jobs import dumps
from claims.queries.dump import log_head, records
from claims.queries.packages import write_package
from claims.queries.steady import steady


class Command(BaseCommand):
    help = "Write all public knowledge as newline-delimited JSON (gzip where the name ends in .gz) or a data package."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "file", type=Path, nargs="?", metavar="FILE", help="- for standard output"
        )
        what.add_argument(
            "--package",
            type=Path,
            metavar="PATH",
            help="a folder, or a file that ends in .zip: NDJSON, CSV tables, datapackage.json, checksums",
        )
        what.add_argument(
            "--offer",
            action="store_true",
            help="a package that the site offers for download, as the worker makes one a day",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path | None = options["file"] or options["package"]
        try:
            if options["offer"]:
                self._offer()
            elif options["package"]:
                self._package(options["package"])
            else:
                self._lines(options["file"])
        except Problem as problem:
            raise CommandError(problem.message) from problem
        except OSError as error:
            raise CommandError(f"{path or dumps.folder()}: {error}") from error

    def _offer(self) -> None:
        made = dumps.make()
        self.stdout.write(f"{made} made" if made else "nothing has changed since the newest dump")

    def _package(self, path: Path) -> None:
        knowledge_base()
        facts = write_package(path)
        self.stdout.write(
            f"{facts.lines} records; the log stands at event {facts.event_seq}, {facts.event_head}"
        )

    def _lines(self, path: Path) -> None:
        if str(path) == "-":
            with steady():
                for record in records():
                    self.stdout.write(write(record).decode(), ending="")
            return
        # Written beside and moved into place, so that a dump that was cut short never looks whole.
        part = path.with_name(f"{path.name}.part")
        count = 0
        with part.open("wb") as raw, steady():
            handle = packing.gzipped(raw) if path.suffix == ".gz" else raw
            for record in records():
                handle.write(write(record))
                count += 1
            handle.close()
            seq, head = log_head()
        part.replace(path)
        self.stdout.write(f"{count} records; the log stands at event {seq}, {head}")
