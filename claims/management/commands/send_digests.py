"""`manage.py send_digests`: send the letters that are due: of what is new, and before a token ends."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.actions import news
from claims.jobs import letters, token_letters


class Command(BaseCommand):
    """The worker does the same by itself every ten minutes; running both sends nothing twice."""

    help = "Send the letters that are due: of what is new, to those who asked for them, and before a token ends."

    def handle(self, *args: Any, **options: Any) -> None:
        news.catch_up()
        self.stdout.write(f"{letters.send_due() + token_letters.send_due()} letters sent")
