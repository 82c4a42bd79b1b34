"""`manage.py notify`: read what changed and tell those who follow it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.actions import news


class Command(BaseCommand):
    """The worker does the same by itself every few seconds; running both tells nothing twice."""

    help = "Read the public changes since the last time, make news of them, and fill inboxes."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{news.catch_up()} lines read")
