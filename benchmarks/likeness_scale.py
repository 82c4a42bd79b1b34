"""How long a search for look-alikes takes: `python -m benchmarks.likeness_scale --database URL [--sizes ...]`.

The database is the benchmark's own and is refused if it holds anything else. One source in ten is a copy of another
as a second exporter would write it; titles are made of a vocabulary with the skew of real ones, and first authors of
3,000 family names of which few are very frequent.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import time
from typing import Any

MARK = "benchmark of look-alikes"


def titles(number: int, rng: random.Random) -> list[str]:
    words = [f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}w{n}" for n in range(8_000)]
    return [
        " ".join(words[int(len(words) * rng.random() ** 2.5)] for _ in range(rng.randint(7, 14)))
        for _ in range(number)
    ]


def _rows(number: int, start: int) -> list[Any]:
    from claims.actions.keys import derive
    from claims.models import Source

    rng = random.Random(start)
    names = [f"Family{chr(97 + n % 26)}{n}" for n in range(3_000)]
    made = []
    for place, title in enumerate(titles(number, rng)):
        people = [names[int(len(names) * rng.random() ** 3)] for _ in range(rng.randint(1, 6))]
        fields: dict[str, Any] = {
            "title": title.capitalize(),
            "authors": "; ".join(f"{name} {chr(65 + n)}" for n, name in enumerate(people)),
            "year": rng.randint(1985, 2025),
            "container_title": f"Journal of {names[place % 500]}",
            "csl": {
                "volume": str(rng.randint(1, 90)),
                "page": f"{rng.randint(1, 3000)}-9",
                "abstract": " ".join([title] * 8),
            },
        }
        made.append(fields)
        if place % 10 == 0:
            copy = {**fields, "title": f"{title.upper()}.", "authors": fields["authors"].upper()}
            made.append(copy)
    rows = [
        Source(status="published", identity="work", summary=MARK, **fields)
        for fields in made[:number]
    ]
    for row in rows:
        derive(row)
    return rows


def opened(database: str) -> None:
    """Set Django up on a database of the benchmark's own; SystemExit where it holds anything else."""
    os.environ["DATABASE_URL"] = database
    os.environ.setdefault("SECRET_KEY", "only-for-the-benchmark")
    os.environ.setdefault("SITE_URL", "http://127.0.0.1:8000")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evidence.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from claims.models import Source

    call_command("migrate", verbosity=0)
    if Source.objects.exclude(summary=MARK).exists():
        sys.exit("This database holds sources that are not the benchmark's.")


def fill(size: int) -> None:
    """Make sources up to this many."""
    from django.db import connection

    from claims.models import Source

    held = Source.objects.count()
    while held < size:
        rows = _rows(min(5_000, size - held), held)
        Source.objects.bulk_create(rows, batch_size=1_000)
        held += len(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def main() -> None:
    """Fill up to each size in turn, search, print a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[25_000, 50_000, 100_000])
    options = parser.parse_args()
    opened(options.database)
    from claims.actions import likeness
    from claims.models import Source, SourcePair
    from claims.queries import likeness as queries

    print(
        "| sources | pairs found | seconds | CPU seconds | peak MB | 1,000 records against it, s |"
    )
    print("|---|---|---|---|---|---|")
    for size in options.sizes:
        fill(size)
        SourcePair.objects.all().delete()
        start, cpu = time.perf_counter(), time.process_time()
        found = likeness.find(by=None)
        spent, used = time.perf_counter() - start, time.process_time() - cpu
        items = [
            {"title": row.title, "author": row.authors, "issued": {"raw": str(row.year)}}
            for row in Source.objects.order_by("pk")[: size // 2 : size // 2_000][:1_000]
        ]
        start = time.perf_counter()
        queries.candidates(items)
        asked = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"| {size:,} | {found.sure + found.doubtful:,} | {spent:.1f} | {used:.1f} | {peak} | {asked:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
