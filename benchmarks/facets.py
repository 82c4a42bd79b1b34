"""How quick search with facets and the evidence map are with 100,000 claims: pages and API, first and repeated.

    .venv/bin/python benchmarks/facets.py                          # SQLite, in var/
    .venv/bin/python benchmarks/facets.py --database postgres://postgres@127.0.0.1:5432/benchmark --save FILE

The data are those of `scale.py`, made once. In brackets stands processor time, which neighbours on the machine do
not lengthen much. Times are those of Django's test client in this process, without a
web server. "first" asks for a text that the index has not seen (its kept texts are dropped before each
request); "again" has seen it. Counts are compared with SQL before anything is timed.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SENTENCE = (
    "does long term treatment with the rareword extract raise the risk of cancer of the liver in adults who"
    " have taken it every day for more than a year compared with people who never did"
)
# Name -> query string.
QUERIES = {
    "whole set": "",
    "rare word": "q=rareword",
    "word in 63 % of claims": "q=risk",
    "word in 0.25 % of claims": "q=mediumword",
    "long sentence": "q=" + SENTENCE.replace(" ", "+"),
    "one design": "design=rct",
    "common word, topic, two certainties, design": "q=risk&topic=T1&certainty=low,very_low&design=cohort",
    "nothing fits": "topic=T1999&verdict=conflicting&certainty=high&year_to=1962",
}


def main() -> int:
    """Fill, compare, measure, print; 1 when a median is over the limit or a count differs from SQL."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database", default=f"sqlite://{ROOT / 'var' / 'benchmark.sqlite3'}")
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9, help="requests per address")
    parser.add_argument("--limit", type=float, default=150.0, help="median, in milliseconds")
    parser.add_argument("--save", type=Path, help="write the table as Markdown")
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
    call_command("collectstatic", interactive=False, verbosity=0)
    synthetic.fill(options.claims)
    _numbered()
    lines = [*building(), *comparing(random.Random(1))]
    medians, table = timing(options.rounds)
    lines += ["", *table]
    print("\n".join(lines))
    if options.save:
        options.save.write_text("\n".join(lines) + "\n")
    slow = [name for name, median in medians.items() if median > options.limit]
    print(f"Over {options.limit:.0f} ms: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


def _numbered() -> None:
    """A knowledge base's own row, which acts make and bulk filling does not: the index is kept by it."""
    from claims.actions.core import knowledge_base

    knowledge_base()


def _resident() -> float:
    """MiB in use by this process at its highest."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def building() -> list[str]:
    """How long the index takes, and how much memory; and what following one change takes."""
    from claims.models import Claim
    from claims.queries.facets import ClaimIndex

    before, started = _resident(), time.perf_counter()
    index = ClaimIndex.build()
    took, grown = time.perf_counter() - started, _resident() - before
    one = list(Claim.objects.order_by("-pk").values_list("pk", flat=True)[:1])
    started = time.perf_counter()
    index.refresh(one, topics=False)
    follow = (time.perf_counter() - started) * 1000
    built = f"built in {took:.1f} s, {grown:.0f} MiB more at the peak of building"
    return [
        f"Index of {len(index.every):,} claims: {built}; one changed claim taken in in {follow:.0f} ms."
    ]


def comparing(chance: random.Random) -> list[str]:
    """Totals of random filters by the index and by SQL; SystemExit where one differs."""
    from claims.access import listed_claims
    from claims.domain.vocabulary import Certainty, Design, Verdict
    from claims.queries.claim_filters import ClaimFilters, narrow
    from claims.queries.facets import claim_index

    compared = 0
    with claim_index() as index:
        for _ in range(25):
            filters = ClaimFilters(
                topic=tuple(chance.sample(range(1, 200), chance.randint(0, 2))),
                exposure=tuple(chance.sample(range(1, 50), chance.randint(0, 2))),
                verdict=tuple(chance.sample([str(word) for word in Verdict], chance.randint(0, 3))),
                certainty=tuple(chance.sample([str(w) for w in Certainty], chance.randint(0, 3))),
                design=tuple(chance.sample([str(word) for word in Design], chance.randint(0, 3))),
                decade=tuple(chance.sample([1960, 1970, 1990, 2010], chance.randint(0, 2))),
                direction=("supports",) if chance.random() < 0.3 else (),
            )
            counted, sql = len(index.select(filters)), narrow(listed_claims(), filters).count()
            if counted != sql:
                raise SystemExit(f"The index counts {counted}, SQL {sql}: {filters}")
            compared += 1
    return [f"{compared} random sets of filters: every total is what SQL counts."]


def processor_time() -> float:
    """Milliseconds that this process has worked, and the PostgreSQL process behind its connection, where that is
    on this machine: the clock tells of neighbours too."""
    from django.db import connection

    own = time.process_time() * 1000
    if connection.vendor != "postgresql":
        return own
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    told = Path(f"/proc/{pid}/stat")
    if not told.exists():
        return own
    fields = told.read_text().rsplit(")", 1)[1].split()
    return own + (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def timing(rounds: int) -> tuple[dict[str, float], list[str]]:
    """Medians by name, and a table of them in Markdown."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from claims.queries.facets import claim_index

    client = Client(SERVER_NAME="127.0.0.1")
    doors = {
        "page": reverse("web:claims"),
        "map": reverse("web:map"),
        "API facets": reverse("api:facets"),
    }

    def forget() -> None:
        with claim_index() as index:
            index.forget_texts()

    def median(address: str, before: Callable[[], None]) -> tuple[float, float]:
        """Milliseconds by the clock (median), and of processor time with the database's (mean)."""
        took = []
        worked = processor_time()
        for _ in range(rounds):
            before()
            started = time.perf_counter()
            answer: Any = client.get(address)
            took.append((time.perf_counter() - started) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answers {answer.status_code}")
        return statistics.median(took), (processor_time() - worked) / rounds

    medians: dict[str, float] = {}
    load = f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    table = [
        f"{connection.vendor}, {rounds} rounds, {load}; medians in ms, in brackets processor time",
        "",
        "| filters | " + " | ".join(f"{door}, first | {door}, again" for door in doors) + " |",
        "|---|" + "---:|" * (2 * len(doors)),
    ]
    for name, query in QUERIES.items():
        cells = []
        for door, path in doors.items():
            address = f"{path}?{query}" if query else path
            cache.clear()  # throttling counts these requests too
            client.get(address)
            for when, before in (("first", forget), ("again", lambda: None)):
                cache.clear()
                took, spent = median(address, before)
                medians[f"{door}, {name}, {when}"] = took
                cells.append(f"{took:.0f} ({spent:.0f})")
        table.append(f"| {name} | " + " | ".join(cells) + " |")
    return medians, table


if __name__ == "__main__":
    sys.exit(main())
