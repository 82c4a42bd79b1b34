"""`manage.py expire_idempotency_keys`: remove stored answers whose time is over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.actions import idempotency


class Command(BaseCommand):
    """The worker does the same once a day."""

    help = "Remove the stored answers to requests with an Idempotency-Key that are older than IDEMPOTENCY_KEY_HOURS."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{idempotency.expire()} stored answers removed")
