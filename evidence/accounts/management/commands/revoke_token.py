"""`manage.py revoke_token TOKEN`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.actions import tokens as actions
from evidence.accounts.models import Token
from evidence.accounts.operator import refusals
from evidence.accounts.tokens import MARK, digest_of


class Command(BaseCommand):
    help = "End a token at once, such as one that was seen where it should not be."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("token", help="the token itself, or its number")
        parser.add_argument("--reason", default="Revoked by the operator.", help="for the log")

    def handle(self, *args: Any, **options: Any) -> None:
        given: str = options["token"]
        if given.startswith(MARK):
            token = Token.objects.filter(digest=digest_of(given)).first()
        elif given.isascii() and given.isdecimal():
            token = Token.objects.filter(pk=int(given)).first()
        else:
            raise CommandError("Give the token itself (ts_...) or its number.")
        if token is None:
            raise CommandError("There is no such token.")
        with refusals():
            actions.revoke(token=token, by=None, reason=options["reason"])
        self.stdout.write(f"Token {token.pk} of {token.user.username} no longer works.")
