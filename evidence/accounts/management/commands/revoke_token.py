"""`manage.py revoke_token TOKEN`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from claims.actions import tokens as actions
from evidence.accounts.operator import refusals, token


class Command(BaseCommand):
    help = "End a token at once, such as one that was seen where it should not be."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("token", help="the token itself, or its number")
        parser.add_argument("--reason", default="Revoked by the operator.", help="for the log")

    def handle(self, *args: Any, **options: Any) -> None:
        found = token(options["token"])
        with refusals():
            actions.revoke(token=found, by=None, reason=options["reason"])
        self.stdout.write(f"Token {found.pk} of {found.user.username} no longer works.")
