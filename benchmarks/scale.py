"""How quick the site is with 100,000 claims: makes a synthetic knowledge base, then times pages, API and admin.

    .venv/bin/python benchmarks/scale.py                          # SQLite, in var/
    .venv/bin/python benchmarks/scale.py --database postgres://postgres@127.0.0.1:5432/benchmark

The database is the benchmark's own: it is filled once and refused if it holds anything else. Times are
those of Django's test client in this process, without a web server: medians, warm caches, one thread.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    """Fill, measure, print; 1 when any median is over the limit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database", default=f"sqlite://{ROOT / 'var' / 'benchmark.sqlite3'}")
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15, help="requests per address")
    parser.add_argument("--limit", type=float, default=200.0, help="median, in milliseconds")
    parser.add_argument("--reference", type=Path, help="figures of another run: print the ratios")
    parser.add_argument("--save", type=Path, help="write the figures as JSON")
    options = parser.parse_args()

    os.environ["DATABASE_URL"] = options.database
    os.environ.setdefault("SECRET_KEY", "only-for-the-benchmark")
    os.environ.setdefault("SITE_URL", "http://127.0.0.1:8000")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evidence.settings")
    (ROOT / "var").mkdir(exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks import measuring, synthetic

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    synthetic.fill(options.claims)
    return measuring.report(
        rounds=options.rounds, limit=options.limit, reference=options.reference, save=options.save
    )


if __name__ == "__main__":
    sys.exit(main())
