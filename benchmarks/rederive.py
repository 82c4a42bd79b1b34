"""How long conclusions take: one claim with 20 pieces of evidence, and all of a large knowledge base.

    .venv/bin/python benchmarks/rederive.py                       # SQLite, in var/
    .venv/bin/python benchmarks/rederive.py --database postgres://postgres@127.0.0.1:5432/benchmark

Fills the benchmark's own database as scale.py does. Prints the time of one refresh of one claim (rule and SQL), its
queries, and seconds and peak memory of `manage.py rederive --refresh` over all claims, computed and compared.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def one_claim(rounds: int = 30) -> str:
    """Median milliseconds of refreshing one claim with 20 rated pieces of evidence, and of the rule alone."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from claims.actions import syntheses
    from claims.domain.synthesis import synthesise
    from claims.models import Evidence
    from claims.queries.synthesis_inputs import inputs

    spans, busy, rules, queries = [], [], [], 0
    with transaction.atomic():
        claim = _with_twenty()
        for turn in range(rounds):
            strength = ("weak", "moderate")[turn % 2]
            Evidence.objects.filter(claim=claim).update(standing_strength=strength)
            start, cpu = time.perf_counter(), time.process_time()
            syntheses.refresh([claim], reason="measured")
            spans.append(time.perf_counter() - start)
            busy.append(time.process_time() - cpu)
            facts = inputs([claim])[claim]
            cpu = time.process_time()
            synthesise(facts)
            rules.append(time.process_time() - cpu)
        Evidence.objects.filter(claim=claim).update(standing_strength="strong")
        with CaptureQueriesContext(connection) as found:
            syntheses.refresh([claim], reason="counted")
        queries = len(found)
        transaction.set_rollback(True)
    return (
        f"one claim, 20 pieces of evidence: {1000 * statistics.median(spans):.1f} ms"
        f" ({1000 * min(spans):.1f} at best; {1000 * statistics.median(busy):.1f} of this process's own time,"
        f" of which the rule {1000 * statistics.median(rules):.1f}); {queries} queries"
    )


def _with_twenty() -> int:
    from django.core.management.color import no_style
    from django.db import connection
    from django.utils import timezone

    from claims.models import Claim, Evidence, Source, Study

    # The synthetic records bring their own numbers (PostgreSQL counts apart).
    with connection.cursor() as cursor:
        for reset in connection.ops.sequence_reset_sql(no_style(), [Claim, Evidence, Study]):
            cursor.execute(reset)
    now = timezone.now()
    claim = Claim.objects.create(
        text="Measured",
        claim_type="efficacy",
        status="published",
        published_at=now,
        version_number=1,
    )
    sources = list(Source.objects.order_by("pk")[:20])
    rows: list[Any] = []
    for place, source in enumerate(sources):
        study = Study.objects.create(label=f"Study {place}", primary_source=source)
        rows.append(
            Evidence(
                claim=claim,
                source=source,
                study=study,
                design="cohort" if place % 2 else "rct",
                stream="comparative" if place % 2 else "randomised",
                status="settled",
                consensus="agreed",
                standing_direction="contradicts" if place % 5 == 0 else "supports",
                standing_directness="direct",
                standing_strength="moderate",
                raters=2,
                n=100 + place,
                n_unit="patients",
                effect={"measure": "RR", "estimate": 0.8, "low": 0.6, "high": 1.0 + place / 50},
                released_at=now,
            )
        )
    Evidence.objects.bulk_create(rows)
    return int(claim.pk)


def all_claims() -> str:
    """Seconds and peak memory of computing every claim anew and comparing every stored conclusion."""
    from django.core.management import call_command

    from claims.models import Synthesis

    # Those that fill a page of the benchmark were never computed.
    Synthesis.objects.all().delete()
    start, cpu = time.perf_counter(), time.process_time()
    call_command("rederive", refresh=True)
    span, busy = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"rederive --refresh over all: {span:.0f} s ({busy:.0f} s of this process's own time),"
        f" peak memory {peak:.0f} MiB"
    )


def main() -> int:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database", default=f"sqlite://{ROOT / 'var' / 'benchmark.sqlite3'}")
    parser.add_argument("--claims", type=int, default=100_000)
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

    call_command("migrate", verbosity=0)
    synthetic.fill(options.claims)
    for measure in (one_claim, all_claims):
        sys.stdout.write(f"{measure()}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
