"""`manage.py expire_imports`: discard files that were brought in and never stored."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.actions.importing import ending


class Command(BaseCommand):
    """The worker does it every day as well."""

    help = "Discard files of sources that nobody stored within IMPORT_PREVIEW_DAYS; an event each."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{ending.expire()} imports discarded")
