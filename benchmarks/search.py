"""How well and how quickly search finds: every quote of a labelled data set as a question, its claim as the answer.

    .venv/bin/python benchmarks/search.py                          # SQLite, in var/
    .venv/bin/python benchmarks/search.py --database postgres://postgres@127.0.0.1:5432/benchmark_search

The data set is Evidence Inference as docs/examples/convert_evidence_inference.py loads it. Hit@k: the share of
quotes whose claim is among the first k. Questions go to the read layer; a sample also goes to
GET /api/v1/claims/?q=...&limit=5, and any difference between the two is a failure. The database is the benchmark's
own: it is filled once and refused if it holds anything else.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DATA = ROOT.parent / "shared" / "data" / "evidence-inference"
NAMESPACE = "evidence-inference"
LEAST_AT_1, LEAST_AT_5 = 0.75, 0.90


def main() -> int:
    """Fill, ask, print; 1 when a figure is below what was asked for or the doors differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database", default=f"sqlite://{ROOT / 'var' / 'search.sqlite3'}")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data set")
    parser.add_argument("--sample", type=int, default=200, help="questions that also go to the API")
    parser.add_argument(
        "--answers", type=Path, help="write the first five of each question as JSON"
    )
    options = parser.parse_args()

    os.environ["DATABASE_URL"] = options.database
    os.environ.setdefault("SECRET_KEY", "only-for-the-benchmark")
    os.environ.setdefault("SITE_URL", "http://127.0.0.1:8000")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evidence.settings")
    (ROOT / "var").mkdir(exist_ok=True)
    import django

    django.setup()
    _fill(options.data)
    return _measure(options.data, options.sample, options.answers)


def _fill(data: Path) -> None:
    from django.core.management import call_command

    from claims.models import Claim

    call_command("migrate", verbosity=0)
    if Claim.objects.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        converted = Path(folder) / "trials.ndjson"
        script = ROOT / "docs" / "examples" / "convert_evidence_inference.py"
        subprocess.run(  # noqa: S603 - our own script
            [sys.executable, script, data, converted], check=True, capture_output=True
        )
        call_command("load", str(converted), verbosity=0)


def _questions(data: Path) -> list[tuple[str, int]]:
    """(quote, key of its claim); SystemExit when the database holds other claims."""
    from claims.models import Claim, ExternalId

    key_of = dict(
        ExternalId.objects.filter(noun="claim", namespace=NAMESPACE).values_list(
            "value", "object_id"
        )
    )
    if len(key_of) != Claim.objects.count():
        raise SystemExit("This database holds claims that are not the benchmark's.")
    with (data / "links.jsonl").open(encoding="utf-8") as lines:
        links = [json.loads(line) for line in lines]
    return [(link["quote"], key_of[link["claim"]]) for link in links]


def _measure(data: Path, sample: int, answers: Path | None) -> int:
    from django.db import connection

    from claims.domain.words import clean_question
    from claims.queries import search

    questions = _questions(data)
    took: list[float] = []
    found: list[list[int]] = []
    for quote, _ in questions:
        started = time.perf_counter()
        found.append(search.search_claims(clean_question(quote), 5))
        took.append((time.perf_counter() - started) * 1000)
    at_1 = sum(keys[:1] == [right] for keys, (_, right) in zip(found, questions, strict=True))
    at_5 = sum(right in keys for keys, (_, right) in zip(found, questions, strict=True))
    number = len(questions)
    took.sort()
    print(
        f"{connection.vendor}: {number:,} questions; Hit@1 {at_1 / number:.4f}, Hit@5 {at_5 / number:.4f};"
        f" median {statistics.median(took):.1f} ms, 95th percentile {took[int(number * 0.95)]:.1f} ms;"
        f" load average {os.getloadavg()[0]:.1f}"
    )
    if answers:
        answers.write_text(json.dumps(found))
    differ = _differences(questions, found, sample)
    print(f"API, {sample} of them: {differ} answered otherwise than by the read layer")
    return int(differ > 0 or at_1 / number < LEAST_AT_1 or at_5 / number < LEAST_AT_5)


def _differences(questions: list[Any], found: list[list[int]], sample: int) -> int:
    """How many of an even sample the API answers otherwise."""
    from django.core.cache import cache
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    differ = 0
    for place in range(0, len(questions), max(1, len(questions) // max(1, sample))):
        cache.clear()  # throttling counts these requests too
        answer = client.get("/api/v1/claims/", {"q": questions[place][0], "limit": 5})
        keys = (
            [int(one["id"][1:]) for one in answer.json()["results"]]
            if answer.status_code == 200
            else None
        )
        differ += keys != found[place]
    return differ


if __name__ == "__main__":
    sys.exit(main())
