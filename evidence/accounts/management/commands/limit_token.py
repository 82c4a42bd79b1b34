"""`manage.py limit_token TOKEN --times N`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from claims.actions import tokens as actions
from evidence.accounts.operator import refusals, token


class Command(BaseCommand):
    help = "Let a token make more requests a minute than others, such as that of a mirror."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("token", help="the token itself, or its number")
        parser.add_argument(
            "--times", type=int, required=True, help="times the usual number; 1 is the usual"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = token(options["token"])
        with refusals():
            actions.set_limit(token=found, times=options["times"], by=None)
        self.stdout.write(
            f"Token {found.pk} of {found.user.username} may ask {found.limit_times} times as often."
        )
