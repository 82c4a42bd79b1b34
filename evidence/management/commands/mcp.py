"""`manage.py mcp`: serve AI assistants over the Model Context Protocol; see docs/how-to/mcp.md."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Serve AI assistants (Model Context Protocol), read-only: at standard input and output, or over HTTP."
    # What a client starts must not write to standard output, and not wait for checks.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--http", action="store_true", help="serve many clients, at /mcp")
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on; 127.0.0.1 unless given"
        )
        parser.add_argument(
            "--port",
            type=int,
            default=8001,
            help="port to listen on; 8001 unless given, 0: any free one",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # Takes half a second, which no other command should wait for.
        from claims.mcp import serving

        if not options["http"]:
            serving.over_stdio()
            return
        try:
            serving.over_http(options["host"], options["port"], self._ready)
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"{options['host']}:{options['port']} cannot be used: {error}. Give another --port."
            ) from error

    def _ready(self, address: str) -> None:
        self.stdout.write(f"Serving the Model Context Protocol at {address}")
        self.stdout.flush()
