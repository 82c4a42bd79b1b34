"""`manage.py invite EMAIL`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from evidence.accounts import letters
from evidence.accounts.operator import ROLES, refusals


class Command(BaseCommand):
    help = "Invite somebody by e-mail, with roles, and print the link that lets them in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="their e-mail address")
        parser.add_argument(
            "--role",
            action="append",
            default=[],
            choices=ROLES,
            dest="roles",
            metavar="ROLE",
            help=f"may be repeated: {', '.join(ROLES)}",
        )
        parser.add_argument("--reason", default="Invited by the operator.", help="for the log")

    def handle(self, *args: Any, **options: Any) -> None:
        with refusals():
            invitation = letters.invite(
                email=options["email"], roles=options["roles"], by=None, reason=options["reason"]
            )
        self.stdout.write(letters.link_of(invitation))
