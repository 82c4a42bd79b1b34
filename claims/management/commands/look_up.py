"""`manage.py look_up`: what do the outside services know of these publications?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.actions.lookups import adding, looking_up
from claims.actions.lookups.problems import TurnedOff
from claims.domain.problems import Problem


class Command(BaseCommand):
    """One line for each, or JSON; nothing is entered."""

    help = "Look publications up in Crossref, PubMed, DataCite and OpenAlex; enter nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "texts",
            nargs="+",
            metavar="ID",
            help="DOI, PubMed id, ISBN, arXiv id, address or title",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = 0
        for text in options["texts"]:
            try:
                told = adding.told(looking_up.look_up(text))
            except TurnedOff as error:
                raise CommandError(error.message) from error
            except Problem as error:
                missing += 1
                self.stderr.write(f"{text}: {error.message}")
                continue
            missing += not told["found"]
            self.stdout.write(json.dumps(told) if options["json"] else _line(text, told))
        if missing:
            sys.exit(1)


def _line(text: str, told: dict[str, Any]) -> str:
    if not told["found"]:
        return f"{text}: no record"
    fields = told["fields"]
    parts = [fields.get("authors", ""), fields.get("title", ""), str(fields.get("year", ""))]
    notices = ", ".join(notice["nature"] for notice in told["notices"])
    here = f" [here as {told['known']}]" if told["known"] else ""
    marked = f" [{notices}]" if notices else ""
    return f"{text}: {'. '.join(part for part in parts if part)}{marked}{here}"
