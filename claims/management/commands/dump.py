"""`manage.py dump FILE`: all public knowledge in the load format; `load` of it gives the same again."""

from __future__ import annotations

import gzip
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError

from claims.formats.knowledge import write
from claims.queries.dump import log_head, records


class Command(BaseCommand):
    help = "Write all public knowledge as newline-delimited JSON (gzip where the name ends in .gz)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="- for standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if str(path) == "-":
            for record in records():
                self.stdout.write(write(record).decode(), ending="")
            return
        # Written beside and moved into place, so that a dump that was cut short never looks whole.
        part = path.with_name(f"{path.name}.part")
        count = 0
        try:
            with _open(part, packed=path.suffix == ".gz") as handle:
                for record in records():
                    handle.write(write(record))
                    count += 1
            part.replace(path)
        except OSError as error:
            raise CommandError(f"{path}: {error}") from error
        seq, head = log_head()
        self.stdout.write(f"{count} records; the log stands at event {seq}, {head}")


def _open(path: Path, *, packed: bool) -> IO[bytes]:
    if packed:
        # No time stamp inside: equal knowledge gives equal bytes.
        return cast("IO[bytes]", gzip.GzipFile(path, "wb", mtime=0))
    return path.open("wb")
