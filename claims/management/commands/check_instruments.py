"""`manage.py check_instruments`: are the files of the appraisal instruments sound?"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from claims.domain.instruments.catalogue import DATA
from claims.domain.instruments.checking import check_all


class Command(BaseCommand):
    help = "Check the files of the appraisal instruments; exit 1 and say where, if one is unsound."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder",
            metavar="FOLDER",
            type=Path,
            default=DATA,
            help="other files than the shipped",
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        faults = check_all(folder)
        for fault in faults:
            self.stderr.write(str(fault))
        files = len(list(folder.glob("*.json")))
        if faults:
            self.stdout.write(f"{len(faults)} faults in {files} files")
            sys.exit(1)
        self.stdout.write(f"{files} instruments, all sound")
