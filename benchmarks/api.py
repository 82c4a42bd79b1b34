"""What the API's reads cost over HTTP, beside the same JSON that PostgreSQL builds behind bare views.

    .venv/bin/python benchmarks/api.py --database postgres://postgres@127.0.0.1:5432/benchmark

Two servers run beside each other, each with one process: the site as it is deployed, and `benchmarks/floor_sql.py`.
They are asked in turn, each time for other claims, so that nothing is answered twice; figures are medians of the
pairs' ratios. The database is the benchmark's own: it is filled once and refused if it holds anything else.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

NESTED = "/api/v1/claims/?include=evidence,sources&limit=25"
LINES = "/api/v1/claims/?include=evidence,sources&format=ndjson"
# What may be left out when answers are compared: the floor gives a version's conclusion as it is stored.
STORED = "versions"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def server(application: str) -> Iterator[http.client.HTTPConnection]:
    """A server of this application, and a connection to it that stays open."""
    port = free_port()
    command = [
        *(str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *("--blocking-threads", "1", "--no-access-log", "--log-level", "error"),
        f"{application}:application",
    ]
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        for _ in range(600):
            try:
                connection.connect()
                break
            except OSError:
                time.sleep(0.1)
        yield connection
    finally:
        connection.close()
        process.terminate()
        process.wait(20)


def ask(
    connection: http.client.HTTPConnection, path: str, status: int = 200, **headers: str
) -> tuple[float, bytes, str]:
    """Milliseconds, body and ETag of an answer."""
    began = time.perf_counter()
    connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    took = (time.perf_counter() - began) * 1000
    if answer.status != status:
        raise RuntimeError(f"{path} answers {answer.status}: {body[:300]!r}")
    return took, body, answer.headers.get("ETag", "")


def paired(rounds: int, ours: Callable[[int], float], theirs: Callable[[int], float]) -> str:
    """Medians of both, and of the ratio of each pair; who goes first changes from round to round."""
    pairs = []
    for number in range(rounds):
        if number % 2:
            other = theirs(number)
            pairs.append((ours(number), other))
        else:
            pairs.append((ours(number), theirs(number)))
    ratio = statistics.median(a / b for a, b in pairs)
    first, second = (statistics.median(side) for side in zip(*pairs, strict=True))
    return f"{first:8.2f} ms {second:8.2f} ms   ratio {ratio:5.2f}"


def same(ours: Any, theirs: Any) -> bool:
    """Whether two answers are the same JSON, but for what the floor stores in another form."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return all(
            name == STORED or same(ours.get(name), theirs.get(name))
            for name in {*ours, *theirs} - {"pk"}
        )
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return bool(ours == theirs)


def reading(site: Any, floor: Any, claims: list[int], rounds: int) -> list[str]:
    """Lists, details and 304, each against what it is measured by."""
    from claims.queries.pages import encode

    def listed(number: int) -> str:
        return f"{NESTED}&cursor={encode('claims', claims[-1 - number * 7])}"

    def page(number: int) -> float:
        return ask(site, listed(number))[0]

    def kept(number: int) -> float:
        tag = ask(site, listed(number))[2]
        return ask(site, listed(number), 304, If_None_Match=tag)[0]

    def plain(number: int) -> str:
        return f"/api/v1/claims/?cursor={encode('claims', claims[-1 - number * 7])}"

    def plain_kept(number: int) -> float:
        tag = ask(site, plain(number))[2]
        return ask(site, plain(number), 304, If_None_Match=tag)[0]

    def plain_page(number: int) -> float:
        return ask(site, plain(number))[0]

    def constant(number: int) -> float:
        return ask(floor, "/constant/")[0]

    def floor_page(number: int) -> float:
        return ask(floor, f"/list/{claims[-1 - number * 7]}/")[0]

    def one(number: int) -> float:
        return ask(site, f"/api/v1/claims/C{claims[100 + number * 11]}/")[0]

    def floor_one(number: int) -> float:
        return ask(floor, f"/claim/{claims[100 + number * 11]}/")[0]

    ours = json.loads(ask(site, listed(1))[1])["results"]
    if not same(ours, json.loads(ask(floor, f"/list/{claims[-8]}/")[1])):
        raise RuntimeError("The list is not the floor's.")
    for key in (claims[100], claims[111]):
        pair = (ask(site, f"/api/v1/claims/C{key}/")[1], ask(floor, f"/claim/{key}/")[1])
        if not same(*map(json.loads, pair)):
            raise RuntimeError(f"C{key} is not the floor's.")
    paired(20, page, floor_page)
    paired(20, one, floor_one)
    return [
        f"25 nested claims / the same JSON in SQL    {paired(rounds, page, floor_page)}  (at most 2)",
        f"claim in full    / the same JSON in SQL    {paired(rounds, one, floor_one)}  (at most 2)",
        f"25 nested claims / 304 in its place        {paired(rounds, page, kept)}  (at least 6)",
        f"25 plain claims  / 304 in its place        {paired(rounds, plain_page, plain_kept)}",
        f"304              / a constant, bare        {paired(rounds, kept, constant)}",
    ]


def exporting(site: Any, rounds: int) -> str:
    """The whole list as lines, against COPY of the same JSON."""
    from django.db import connection

    from benchmarks import floor_sql

    def copy(number: int) -> float:
        began = time.perf_counter()
        with connection.cursor() as cursor, tempfile.TemporaryFile() as file:
            cursor.copy_expert(floor_sql.COPY, file)
        return (time.perf_counter() - began) * 1000

    def lines(number: int) -> float:
        return ask(site, LINES)[0]

    return (
        f"COPY             / nested NDJSON           {paired(rounds, copy, lines)}  (at least 0.5)"
    )


def main() -> int:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database", default="postgres://postgres@127.0.0.1:5432/benchmark_api")
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()

    os.environ["DATABASE_URL"] = options.database
    os.environ.setdefault("SECRET_KEY", "only-for-the-benchmark-and-long-enough-for-the-check")
    os.environ.setdefault("SITE_URL", "http://127.0.0.1:8000")
    os.environ.setdefault("API_READS_PER_MINUTE", "10000000")
    os.environ["DJANGO_SETTINGS_MODULE"] = "evidence.settings"
    (ROOT / "var").mkdir(exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks import synthetic
    from claims.models import Claim

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    synthetic.fill(options.claims)
    claims = list(
        Claim.objects.filter(status="published").order_by("pk").values_list("pk", flat=True)
    )
    rounds = min(options.rounds, (len(claims) - 200) // 11)
    with server("evidence.wsgi") as site, server("benchmarks.floor") as floor:
        print(f"{len(claims):,} claims, medians of {rounds} pairs")
        for line in reading(site, floor, claims, rounds):
            print(line)
        print(exporting(site, 3))
    return 0


if __name__ == "__main__":
    sys.exit(main())
