"""`manage.py send_digests`: send the letters of what is new that are due."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.actions import news
from claims.jobs import letters


class Command(BaseCommand):
    """The worker does the same by itself every ten minutes; running both sends nothing twice."""

    help = "Send letters of what is new to those who asked for them and whose pause is over."

    def handle(self, *args: Any, **options: Any) -> None:
        news.catch_up()
        self.stdout.write(f"{letters.send_due()} letters sent")
