"""`manage.py find_duplicates`: look for sources that are one publication."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from claims.actions import likeness


class Command(BaseCommand):
    """What is doubtful waits on the page of look-alikes."""

    help = "Look for sources that are one publication, or reports of one study; join the sure ones if asked to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--join-sure", action="store_true", help="join those about which there is no doubt"
        )
        parser.add_argument("--json", action="store_true", help="the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(unit=" pairs", disable=True if options["json"] else None) as bar:
            found = likeness.find(
                by=None,
                join_sure=options["join_sure"],
                progress=lambda more: _advance(bar, more),
            )
        if options["json"]:
            self.stdout.write(json.dumps(found.as_dict()))
            return
        for line in found.refused:
            self.stderr.write(f"not joined: {line}")
        self.stdout.write(
            f"{found.sure} pairs without a doubt, {found.doubtful} to decide, {found.joined} sources joined"
        )


def _advance(bar: tqdm[Any], more: int) -> None:
    bar.update(more)
