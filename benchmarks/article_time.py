"""How long an article of 6,000 words takes against 100,000 claims, for benchmarks/results/article.md.

    .venv/bin/python benchmarks/article_time.py --database postgres://postgres@127.0.0.1:5432/benchmark
    .venv/bin/python benchmarks/article_time.py --reports SHARED/data/evidence-inference/articles

The database is the benchmark's own (benchmarks/scale.py fills the same one). Two texts: one in which each sentence is a
claim of the knowledge base, the worst there is, and with --reports 6,000 words of trial reports. Each whole, then by
halves, so that it shows whether time grows with the sentences. No embeddings; this process alone, one thread.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
WORDS = 6_000


def main() -> None:
    """Fill where need be, check, print seconds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database", default=f"sqlite://{ROOT / 'var' / 'benchmark.sqlite3'}")
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--reports", type=Path, help="a folder of texts")
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
    from claims.models import Claim
    from claims.queries import checking

    call_command("migrate", verbosity=0)
    synthetic.fill(options.claims)
    step = max(1, options.claims // 600)
    claims = Claim.objects.order_by("pk").values_list("text", flat=True)[::step]
    texts = {"each sentence a claim": [f"{text}." for text in claims]}
    if options.reports:
        read = " ".join(
            path.read_text(encoding="utf-8") for path in sorted(options.reports.glob("*.txt"))[:4]
        )
        texts["trial reports"] = [f"{one}." for one in read.split(".")]
    for name, sentences in texts.items():
        for share in (1, 2):
            words = " ".join(sentences).split()[: WORDS // share]
            started = time.perf_counter()
            found = checking.look(" ".join(words))
            took = time.perf_counter() - started
            matches = sum(len(one.matches) for one in found)
            print(
                f"{name}: {len(words)} words, {len(found)} sentences, {matches} matches: {took:.1f} s"
            )


if __name__ == "__main__":
    main()
