"""How fast all public knowledge is written and read again, and how much memory that takes at most.

    .venv/bin/python benchmarks/dumping.py                        # SQLite, in var/
    .venv/bin/python benchmarks/dumping.py --database postgres://postgres@127.0.0.1:5432/benchmark
    .venv/bin/python benchmarks/dumping.py --load-into sqlite:///tmp/empty.sqlite3

The database is that of benchmarks/scale.py: filled once, refused if it holds anything else. Each command runs in a
process of its own, whose peak of resident memory the system tells when it ends.
"""

from __future__ import annotations

import argparse
import gzip
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
HEAD = [
    "| command | lines | seconds | CPU seconds | lines/CPU s | MB | peak MB |",
    "|---|--:|--:|--:|--:|--:|--:|",
]


def run(*arguments: str, database: str) -> tuple[float, float, float]:
    """Seconds, CPU seconds and peak megabytes of one management command."""
    environment = os.environ | {"DATABASE_URL": database}
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    began = time.perf_counter()
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603  our own command
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments)} failed")
    cpu = usage.ru_utime + usage.ru_stime
    return time.perf_counter() - began, cpu, usage.ru_maxrss / 1024


def line(what: str, lines: int, took: tuple[float, float, float], size: int) -> str:
    """One line of the table."""
    seconds, cpu, peak = took
    rate = lines / cpu
    figures = f"{seconds:.1f} | {cpu:.1f} | {rate:,.0f} | {size / 1e6:.1f} | {peak:.0f}"
    return f"| {what} | {lines:,} | {figures} |"


def measured(database: str, load_into: str | None) -> list[str]:
    """The table."""
    found = [*HEAD]
    with tempfile.TemporaryDirectory() as scratch:
        plain, packed = Path(scratch, "d.ndjson"), Path(scratch, "d.ndjson.gz")
        package = Path(scratch, "d.zip")
        start = run("help", "dump", database=database)
        found.append(
            f"| nothing: the process alone | | {start[0]:.1f} | {start[1]:.1f} | | | {start[2]:.0f} |"
        )
        took = run("dump", str(plain), database=database)
        with plain.open("rb") as handle:
            lines = sum(1 for _ in handle)
        found.append(line("dump FILE", lines, took, plain.stat().st_size))
        took = run("dump", str(packed), database=database)
        found.append(line("dump FILE.gz", lines, took, packed.stat().st_size))
        with gzip.open(packed) as handle:
            if sum(1 for _ in handle) != lines:
                raise SystemExit("the two files differ")
        took = run("dump", "--package", str(package), database=database)
        found.append(line("dump --package FILE.zip", lines, took, package.stat().st_size))
        if load_into:
            run("migrate", "-v0", database=load_into)
            took = run("load", str(packed), "--json", database=load_into)
            found.append(line("load FILE.gz", lines, took, packed.stat().st_size))
    return found


def main() -> int:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database", default=f"sqlite://{ROOT / 'var' / 'benchmark.sqlite3'}")
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--load-into", help="an empty database that the dump is loaded into")
    options = parser.parse_args()
    os.environ["DATABASE_URL"] = options.database
    os.environ.setdefault("SECRET_KEY", "only-for-the-benchmark")
    os.environ.setdefault("SITE_URL", "http://127.0.0.1:8000")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evidence.settings")
    (ROOT / "var").mkdir(exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks import synthetic
    from claims.actions.core import knowledge_base

    call_command("migrate", verbosity=0)
    synthetic.fill(options.claims)
    knowledge_base()
    print("\n".join(measured(options.database, options.load_into)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
