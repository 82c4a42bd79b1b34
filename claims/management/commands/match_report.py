"""`manage.py match_report`: how well articles are matched, against what people decided."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from typing import Any

import orjson
from django.core.management.base import BaseCommand

from claims.domain.match_measures import Measures
from claims.queries import match_report

HEAD = ("decided", "precision", "of possible", "recall", "wording")


class Command(BaseCommand):
    help = "Precision and recall of matching, over time, against what people decided on matches."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--by", choices=match_report.BY, default="month", help="what to group by"
        )
        parser.add_argument(
            "--since", type=date.fromisoformat, metavar="DAY", help="leave older ones out"
        )
        parser.add_argument("--json", action="store_true", help="as JSON, with the counts")

    def handle(self, *args: Any, **options: Any) -> None:
        found = match_report.measured(options["by"], options["since"])
        if options["json"]:
            self.stdout.write(orjson.dumps([_plain(one) for one in found]).decode())
            return
        if not found:
            self.stdout.write("Nobody has decided on a match yet.")
            return
        self.stdout.write(f"{options['by']:<20}" + "".join(f"{name:>12}" for name in HEAD))
        for one in found:
            shares = (one.precision, one.precision_possible, one.recall, one.wording)
            cells = [
                str(one.decided),
                *("-" if share is None else f"{share:.2f}" for share in shares),
            ]
            self.stdout.write(f"{one.group:<20}" + "".join(f"{cell:>12}" for cell in cells))
        self.stdout.write(
            "Only of what people looked at: what nobody noticed is missing from recall, so it is an upper bound."
        )


def _plain(one: Measures) -> dict[str, Any]:
    return {
        **asdict(one),
        "precision": one.precision,
        "precision_possible": one.precision_possible,
        "recall": one.recall,
        "wording": one.wording,
    }
