"""`manage.py grant_role NAME ROLE`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from claims.actions import people
from evidence.accounts.operator import ROLES, person, refusals


class Command(BaseCommand):
    help = "Give somebody a role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="user name or e-mail address")
        parser.add_argument("role", choices=ROLES, help=", ".join(ROLES))
        parser.add_argument("--reason", default="Granted by the operator.", help="for the log")

    def handle(self, *args: Any, **options: Any) -> None:
        user = person(options["user"])
        with refusals():
            new = people.grant(user=user, role=options["role"], by=None, reason=options["reason"])
        self.stdout.write(f"{user.username}: {options['role']}{'' if new else ' (as before)'}")
