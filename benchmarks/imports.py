"""How long an import takes: `python -m benchmarks.imports --database URL [--stored 100000] [--sizes 2000 10000]`.

The database is the benchmark's own and is refused if it holds anything else; `benchmarks.likeness_scale` says what it
is filled with. The RIS file holds, of ten records, six that nothing stored is like, two that are stored sources as
another exporter would write them, one with a stored title by the same first author in another journal, and one that
repeats an earlier record of the file. Each size is brought in by `manage.py import_sources` in a process of its own,
and taken out again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.likeness_scale import MARK, fill, opened, titles

ROOT = Path(__file__).resolve().parent.parent


def _record(fields: dict[str, Any], number: int) -> str:
    lines = ["TY  - JOUR", f"TI  - {fields['title']}"]
    lines += [f"AU  - {name}" for name in fields["authors"]]
    lines += [
        f"PY  - {fields['year']}",
        f"JO  - {fields['journal']}",
        f"VL  - {fields['volume']}",
        f"SP  - {fields['page']}",
        f"AB  - {fields['abstract']}",
        *(f"KW  - keyword {number % 97 + n}" for n in range(5)),
    ]
    if fields.get("doi"):
        lines.append(f"DO  - {fields['doi']}")
    return "\n".join([*lines, "ER  - ", ""])


def ris(stored: list[dict[str, Any]], number: int) -> Iterator[str]:
    """The records of the file, as text."""
    rng = random.Random(number)
    fresh = titles(number, rng)
    before: dict[str, Any] = {}
    for place in range(number):
        kind = place % 10
        if kind < 6:
            title = f"{fresh[place].capitalize()} of {place}"
            fields = {
                "title": title,
                "authors": [f"Newname{chr(97 + place % 26)}{place % 2_000}, A.", "Other, B. C."],
                "year": rng.randint(1985, 2025),
                "journal": f"Annals {place % 300}",
                "volume": rng.randint(1, 90),
                "page": rng.randint(1, 3_000),
                "abstract": " ".join([title] * 12),
                "doi": f"10.5555/new.{number}.{place}",
            }
            before = fields
        elif kind < 9:
            row = stored[place * 7 % len(stored)]
            fields = {
                "title": row["title"].upper() if kind < 8 else row["title"],
                "authors": [", ".join(name.rsplit(" ", 1)) for name in row["authors"].split("; ")],
                "year": row["year"] + (kind == 8),
                "journal": row["container_title"] if kind < 8 else "Another journal",
                "volume": row["csl"]["volume"] if kind < 8 else 91,
                "page": row["csl"]["page"] if kind < 8 else 4_000,
                "abstract": row["csl"]["abstract"],
            }
        else:
            fields = before
        yield _record(fields, place)


def _cleared() -> None:
    from claims.models import Import, ImportRecord, Source

    ImportRecord.objects.all().delete()
    Import.objects.all().delete()
    Source.objects.exclude(summary=MARK).delete()


def main() -> None:
    """Fill, import each size, print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--stored", type=int, default=100_000)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 10_000])
    options = parser.parse_args()
    opened(options.database)
    fill(options.stored)
    from django.db import connection

    from claims.models import Source

    columns = ("title", "authors", "year", "container_title", "csl")
    stored = list(Source.objects.order_by("pk").values(*columns)[:20_000])
    print(f"{connection.vendor}, {Source.objects.count():,} sources stored\n")
    print("| records | new | same | to decide | seconds | records/s | CPU seconds | peak MB |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        for size in options.sizes:
            file = Path(folder) / f"{size}.ris"
            file.write_text("".join(ris(stored, size)))
            _one(file, size)
            _cleared()


def _one(file: Path, size: int) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [sys.executable, str(ROOT / "manage.py"), "import_sources", "--json", str(file)]
    peak = 0
    with (
        tempfile.TemporaryFile("w+") as out,
        subprocess.Popen(command, stdout=out) as child,  # noqa: S603
    ):
        while child.poll() is None:
            peak = max(peak, _peak(child.pid))
            time.sleep(0.1)
        out.seek(0)
        told = json.loads(out.read())
    spent = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"| {told['records']:,} | {told['new']:,} | {told['same']:,} | {told['needs_decision']:,} | {spent:.1f}"
        f" | {size / spent:,.0f} | {cpu:.1f} | {peak} |",
        flush=True,
    )


def _peak(pid: int) -> int:
    """Megabytes that a process had at most; what its parent had before it began does not count, as it does for wait."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    main()
