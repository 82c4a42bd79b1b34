"""`manage.py webhooks`: see and look after webhooks at the machine; the worker does the sending."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from claims.actions.webhooks import asking, keeping
from claims.domain.problems import Problem
from claims.models import Webhook
from claims.queries.webhooks import own


class Command(BaseCommand):
    """Owners do the same on their pages. Their choices are nobody's business but the operator's."""

    help = (
        "List all webhooks and how they are; replay what one of them failed to take, or pause it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="the list as JSON")
        parser.add_argument(
            "--replay", type=int, metavar="NUMBER", help="send again what was given up"
        )
        parser.add_argument("--since", metavar="TIME", help="with --replay: only from then on, UTC")
        parser.add_argument(
            "--everything", action="store_true", help="with --replay: also what was delivered"
        )
        parser.add_argument(
            "--pause", type=int, metavar="NUMBER", help="send it nothing until its owner resumes it"
        )
        parser.add_argument("--reason", default="", help="with --pause: why, for its owner to read")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["replay"] is not None:
                self._replay(**options)
            elif options["pause"] is not None:
                hook = _found(options["pause"])
                keeping.pause(webhook=hook, by=None, reason=options["reason"])
                self.stdout.write(f"webhook {hook.pk} is paused")
            else:
                self._list(as_json=options["json"])
        except Problem as problem:
            raise CommandError(problem.message) from problem

    def _replay(self, *, replay: int, since: str | None, everything: bool, **options: Any) -> None:
        start = (
            _time(since) if since else datetime.min.replace(tzinfo=timezone.get_current_timezone())
        )
        count = asking.replay_since(
            webhook=_found(replay), since=start, by=None, everything=everything
        )
        self.stdout.write(f"{count} messages are sent again")

    def _list(self, *, as_json: bool) -> None:
        rows = own.everybodys()
        if as_json:
            self.stdout.write(json.dumps(rows, default=str))
            return
        for row in rows:
            told = f" ({row['status_reason']})" if row["status_reason"] else ""
            self.stdout.write(
                f"{row['id']}\t{row['status']}{told}\t{row['user']}\t{row['address']}"
                f"\twaiting {row['waiting']}\tfailures {row['failures']}"
            )
        self.stdout.write(f"{len(rows)} webhooks")


def _found(pk: int) -> Webhook:
    hook = Webhook.objects.filter(pk=pk).first()
    if hook is None:
        raise CommandError(f"There is no webhook {pk}.")
    return hook


def _time(text: str) -> datetime:
    try:
        found = parse_datetime(text) or parse_datetime(f"{text}T00:00")
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"{text!r} is no time: write 2026-11-26 or 2026-11-26T08:00.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
