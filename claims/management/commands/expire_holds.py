"""`manage.py expire_holds`: mark the holds that ran out."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.actions import holds


class Command(BaseCommand):
    """They count as free without it; this writes so into the log."""

    help = "Mark the holds on evidence that ran out, with an event each; they were free before as well."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{holds.expire()} holds ran out")
