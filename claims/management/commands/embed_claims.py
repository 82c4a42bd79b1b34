"""`manage.py embed_claims`: make the vectors that likeness of meaning is told by."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from claims.access import listed_claims
from claims.actions import claim_vectors
from claims.domain.problems import NotAllowedNow
from claims.queries.embedding import Unavailable


class Command(BaseCommand):
    """What is derived: nothing is lost by making it again."""

    help = (
        "Make the sentence embeddings of published claims whose text is new or was changed since; only with the"
        " setting EMBEDDINGS. The worker does so by itself each day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(
            total=listed_claims().count(),
            unit=" claims",
            disable=None,
            leave=False,
            file=self.stderr,
        ) as bar:
            try:
                done = claim_vectors.renew(lambda count: bar.update(count - bar.n))
            except (Unavailable, NotAllowedNow) as why:
                raise CommandError(str(why)) from None
        self.stdout.write(f"{done.kept} claims have a vector; {done.made} were made anew.")
