"""A load that is killed leaves a consistent knowledge base, and a second load completes it."""

from __future__ import annotations

import json
import os
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
CLAIMS = 500


@pytest.fixture
def manage(tmp_path):
    """Runs manage.py on a database of its own, as an operator would."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'kb.sqlite3'}",
        "DATA_DIR": str(tmp_path),
        "ENV_FILE": "",
        "DEBUG": "True",
        "SECRET_KEY": "only-for-this-test",
        "SITE_URL": "http://127.0.0.1:8000",
        "DJANGO_SETTINGS_MODULE": "evidence.settings",
    }

    def run(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
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
        "select count(*) >= 400 from claims_source",
        "select count(*) >= 400 from claims_appraisal",
        "select count(*) >= 200 from claims_version",
    ],
    ids=["rows", "ratings", "publishing"],
)
def test_kill_minus_nine_and_load_again(manage, tmp_path, at):
    database = tmp_path / "kb.sqlite3"
    finished(manage("migrate", "--verbosity", "0"))
    path = big_file(tmp_path / "big.ndjson")
    loading = manage("load", str(path))
    until = time.monotonic() + 60
    while not count(database, at):
        assert loading.poll() is None, "the load ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.01)
    loading.send_signal(signal.SIGKILL)
    loading.communicate()

    finished(manage("verify_log"))
    half = "select count(*) from claims_claim where status = 'published' and version_number = 0"
    assert count(database, half) == 0
    assert count(database, "select count(*) from claims_claim where status = 'published'") < CLAIMS

    finished(manage("load", str(path)))
    for table in ("source", "claim", "evidence", "appraisal", "version"):
        assert count(database, f"select count(*) from claims_{table}") == CLAIMS
    supported = "select count(*) from claims_claim where status='published' and verdict='supported'"
    assert count(database, supported) == CLAIMS
    assert "complete" in finished(manage("verify_log"))
    assert "0 differences" in finished(manage("rederive"))
