"""A load that is killed leaves a consistent knowledge base, and a second load completes it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"],
    reason="has an SQLite database of its own; once is enough",
)

ROOT = Path(__file__).parents[2]
CLAIMS = 150
CHUNK = 40
# Commands one after the other in one process, with chunks so small that a short load has many of them.
RUN = f"""
import json, sys
import django
django.setup()
from django.core.management import call_command
from claims.actions import syntheses
from claims.actions.loading import attached, finish, later, store
for module in (attached, finish, later, store, syntheses):
    assert module.CHUNK
    module.CHUNK = {CHUNK}
for command in json.loads(sys.argv[1]):
    call_command(*command)
"""


@pytest.fixture
def manage(tmp_path, migrated):
    """Runs management commands on a database of its own, in a process that can be killed."""
    shutil.copy(migrated, tmp_path / "kb.sqlite3")
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'kb.sqlite3'}",
        "DATA_DIR": str(tmp_path),
        "ENV_FILE": "",
        "DEBUG": "True",
        "SECRET_KEY": "only-for-this-test",
        "SITE_URL": "http://127.0.0.1:8000",
        "DJANGO_SETTINGS_MODULE": "evidence.settings",
    }

    def run(*commands: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", RUN, json.dumps(commands)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    return run


def finished(process: subprocess.Popen[bytes]) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err.decode()[-2000:]
    return out.decode()


def big_file(path: Path) -> Path:
    with path.open("w") as handle:
        for n in range(CLAIMS):
            for record in (
                {"record": "source", "key": f"k:s{n}", "title": f"Source {n}"},
                {"record": "claim", "key": f"k:c{n}", "text": f"Claim {n}", "claim_type": "causal"},
                {
                    "record": "evidence",
                    "key": f"k:e{n}",
                    "claim": f"k:c{n}",
                    "source": f"k:s{n}",
                    "design": "rct",
                    "released": True,
                },
                {
                    "record": "appraisal",
                    "key": f"k:a{n}",
                    "evidence": f"k:e{n}",
                    "rater": "r",
                    "direction": "supports",
                    "directness": "direct",
                    "strength": "strong",
                },
            ):
                handle.write(json.dumps(record) + "\n")
    return path


def count(database: Path, query: str) -> int:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return int(connection.execute(query).fetchone()[0])


@pytest.mark.parametrize(
    "at",
    [
        "select count(*) >= 100 from claims_source",
        "select count(*) >= 80 from claims_appraisal",
        "select count(*) >= 40 from claims_version",
    ],
    ids=["rows", "ratings", "publishing"],
)
def test_kill_minus_nine_and_load_again(manage, tmp_path, at):
    database = tmp_path / "kb.sqlite3"
    path = big_file(tmp_path / "big.ndjson")
    loading = manage(["load", str(path)])
    until = time.monotonic() + 60
    while not count(database, at):
        assert loading.poll() is None, "the load ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.005)
    loading.send_signal(signal.SIGKILL)
    loading.communicate()

    half = "select count(*) from claims_claim where status = 'published' and version_number = 0"
    assert count(database, half) == 0
    assert count(database, "select count(*) from claims_claim where status = 'published'") < CLAIMS

    told = finished(manage(["verify_log"], ["load", str(path)], ["verify_log"], ["rederive"]))
    for table in ("source", "claim", "evidence", "appraisal", "version"):
        assert count(database, f"select count(*) from claims_{table}") == CLAIMS
    supported = "select count(*) from claims_claim where status='published' and verdict='supported'"
    assert count(database, supported) == CLAIMS
    assert told.count("complete") == 2
    assert "0 differences" in told
