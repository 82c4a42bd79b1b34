"""`manage.py verify_log`: prove that the event log is complete and unaltered."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from claims.queries.dump import log_head
from claims.queries.log import faults


class Command(BaseCommand):
    help = "Recompute the event log's digests and chain; exit 1 where a line is missing or altered."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for fault in faults():
            count += 1
            self.stderr.write(fault)
        seq, head = log_head()
        if count:
            self.stdout.write(f"{count} faults in {seq} events")
            sys.exit(1)
        self.stdout.write(f"{seq} events, complete and unaltered; head {head}")
