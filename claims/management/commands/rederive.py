"""`manage.py rederive`: prove that stored conclusions follow from their stored inputs."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from claims.actions import counts, syntheses
from claims.domain.verdict import METHOD_VERSION
from claims.models import Claim, Synthesis

CHUNK = 200


class Command(BaseCommand):
    help = "Compute every stored conclusion from its stored inputs and report any difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--refresh", action="store_true", help="also compute all claims from the present facts"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["refresh"]:
            keys = list(Claim.objects.order_by("pk").values_list("pk", flat=True))
            with tqdm(total=len(keys), unit=" claims", disable=None) as bar:
                for start in range(0, len(keys), CHUNK):
                    syntheses.refresh(
                        keys[start : start + CHUNK], reason="computed anew by command"
                    )
                    bar.update(len(keys[start : start + CHUNK]))
            counts.rebuild()
        total = Synthesis.objects.count()
        found = 0
        rows = tqdm(_rows(), total=total, unit=" conclusions", disable=None)
        for difference in syntheses.rederive(rows):
            found += 1
            self.stderr.write(
                f"C{difference.claim}, conclusion {difference.synthesis}: {difference.what}"
            )
        for line in counts.differences():
            found += 1
            self.stderr.write(line)
        old = Synthesis.objects.exclude(method_version=METHOD_VERSION)
        older, standing = old.count(), old.filter(is_current=True).count()
        self.stdout.write(f"{total - older} conclusions computed again, {found} differences")
        if older:
            told = (
                f"{older} conclusions of older methods: only the hash of their inputs was proven."
            )
            if standing:
                told += f" {standing} of them still stand: --refresh computes those claims anew."
            self.stdout.write(told)
        if found:
            sys.exit(1)


def _rows() -> Iterator[Synthesis]:
    last = 0
    while part := list(Synthesis.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = part[-1].pk
        yield from part
