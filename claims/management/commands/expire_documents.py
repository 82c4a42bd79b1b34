"""`manage.py expire_documents`: take away the articles of visitors whose time is over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.actions import documents


class Command(BaseCommand):
    """Nobody sees them any more without it; this deletes them. The worker does so by itself each day."""

    help = "Delete the articles that visitors had checked, once their time is over; nobody saw them any more before."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{documents.expire()} articles taken away")
