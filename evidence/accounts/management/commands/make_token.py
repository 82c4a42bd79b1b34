"""`manage.py make_token NAME --for WHAT`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from claims.domain.scopes import Scope, tidy
from evidence.accounts import tokens
from evidence.accounts.operator import person, refusals


class Command(BaseCommand):
    help = "Make a token for the API and print it, once; nothing else goes to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="user name or e-mail address")
        parser.add_argument(
            "--for",
            dest="name",
            metavar="WHAT",
            default="made at the command line",
            help="its name",
        )
        parser.add_argument(
            "--days", type=int, default=90, help="how long it lasts (90); 0: until it is revoked"
        )
        parser.add_argument(
            "--scope",
            action="append",
            default=[],
            choices=[*(scope.value for scope in Scope), "all"],
            help="what it may, again for each; reading only if not given; all: all its owner may",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with refusals():
            token, raw = tokens.make(
                user=person(options["user"]),
                name=options["name"],
                days=options["days"] or None,
                scopes=[] if "all" in options["scope"] else tidy(options["scope"]),
                by=None,
            )
        end = f"{token.expires_at:%Y-%m-%d}" if token.expires_at else "never"
        may = ", ".join(token.scopes) or "all that its owner may"
        self.stderr.write(f"Token {token.pk}, may: {may}; expires: {end}. It is not shown again.")
        self.stdout.write(raw)
