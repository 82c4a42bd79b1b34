"""`manage.py mirror`: keep in step with another Touchstone; docs/how-to/mirror.md shows it at work."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, OperationalError

from claims.actions.mirroring import following
from claims.actions.mirroring.reading import AskAgain
from claims.domain.problems import Problem

#: How the command ends where the same may go well another time, as in sysexits.h.
EX_TEMPFAIL = 75


class Command(BaseCommand):
    help = "Say which change of its origin this mirror stands at, as JSON; with --apply take in what came after it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--apply",
            type=Path,
            metavar="FILE",
            help="an answer of the origin's /api/v1/records/?since=N; - for standard input",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path | None = options["apply"]
        if path is None:
            self.stdout.write(json.dumps(following.state()))
            return
        try:
            if str(path) == "-":
                step = following.follow(sys.stdin.buffer)
            else:
                with path.open("rb") as handle:
                    step = following.follow(handle)
        except (AskAgain, OperationalError) as error:
            raise CommandError(str(error), returncode=EX_TEMPFAIL) from error
        except IntegrityError as error:
            raise CommandError(
                f"What the origin says does not fit what stands here ({error}). Nothing was changed; ask for"
                " everything anew, into an empty knowledge base, and tell whoever keeps the origin."
            ) from error
        except (Problem, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{step.lines} lines of records, {step.changes} changes; in step with change {step.seq}"
        )
