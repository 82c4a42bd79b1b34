"""`manage.py create_person NAME EMAIL`: an account that the operator vouches for."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from claims.actions import people
from evidence.accounts.models import User
from evidence.accounts.operator import ROLES, refusals


class Command(BaseCommand):
    help = "Open an account with a confirmed address, with roles; the first administrator's too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="for signing in; not shown to others")
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
        parser.add_argument("--name", default="", help="the name to be shown by")
        parser.add_argument("--reason", default="Opened by the operator.", help="for the log")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the password's one line from standard input instead of asking for it",
        )
        parser.add_argument(
            "--no-password",
            action="store_true",
            help="no password: they set one by “Forgot your password?”",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = None if options["no_password"] else self._password(options["password_stdin"])
        if password is not None:
            person = User(username=options["username"], email=options["email"])
            try:
                validate_password(password, person)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        with refusals():
            user = people.add(
                username=options["username"],
                email=options["email"],
                password=password,
                roles=options["roles"],
                display_name=options["name"],
                reason=options["reason"],
                by=None,
            )
        self.stdout.write(f"{user.username} ({', '.join(options['roles']) or 'no role'})")

    def _password(self, from_stdin: bool) -> str:
        if from_stdin:
            password = sys.stdin.readline().rstrip("\r\n")
        elif sys.stdin.isatty():
            password = getpass.getpass("Password: ")
            if getpass.getpass("Password again: ") != password:
                raise CommandError("The two differ.")
        else:
            raise CommandError("Use --password-stdin or --no-password where nobody can be asked.")
        if not password:
            raise CommandError("The password is empty.")
        return password
