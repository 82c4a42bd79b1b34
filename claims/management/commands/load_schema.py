"""`manage.py load_schema`: the load format as JSON Schema, or as its page of the documentation."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from claims.formats.knowledge_docs import markdown
from claims.formats.knowledge_schema import schema


class Command(BaseCommand):
    help = "Print the JSON Schema of the load format (docs/reference/load.schema.json)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--markdown", action="store_true", help="the documentation page")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["markdown"]:
            self.stdout.write(markdown(), ending="")
        else:
            self.stdout.write(json.dumps(schema(), indent=1, ensure_ascii=False))
