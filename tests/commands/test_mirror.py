"""A second Touchstone that follows the first by its change feed alone: equal dumps, whatever happened between."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from claims.models import KnowledgeBase
from tests.walk import Walk

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "docs/examples/mirror.py"
ACTS, ROUNDS = int(os.environ.get("MIRROR_ACTS", "500")), 5


class Mirror:
    """The second site: an SQLite database of its own, worked by commands in processes of their own."""

    def __init__(self, path: Path, origin: str) -> None:
        self.origin = origin
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": f"sqlite:///{path}",
            "MIRROR_OF": origin,
        }

    def manage(self, *command: str, given: bytes = b"", fails: int = 0) -> bytes:
        """What the command says, on its error output where it is to fail."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *command],
            env=self.environment,
            cwd=ROOT,
            input=given,
            capture_output=True,
            timeout=120,
        )
        assert done.returncode == fails, done.stderr.decode()
        return done.stderr if fails else done.stdout

    def follow(self) -> str:
        """One run of the script, as its users run it."""
        manage = f"{sys.executable} {ROOT / 'manage.py'}"
        done = subprocess.run(
            [sys.executable, str(SCRIPT), self.origin, "--manage", manage],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            timeout=120,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def mirror(migrated, tmp_path, live_server):
    path = tmp_path / "mirror.sqlite3"
    shutil.copy(migrated, path)
    return Mirror(path, live_server.url)


def dump() -> bytes:
    out = StringIO()
    call_command("dump", "-", stdout=out)
    return out.getvalue().encode()


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_dumps_are_equal_after_random_acts(mirror):
    walk = Walk(20)
    walk.start()
    for _ in range(ROUNDS):
        for _ in range(ACTS // ROUNDS):
            walk.step()
        mirror.follow()
        ours, theirs = dump(), mirror.manage("dump", "-")
        assert differences(ours, theirs) == []
        assert ours == theirs
    assert "in step" in mirror.follow()
    state = json.loads(mirror.manage("mirror"))
    base = KnowledgeBase.objects.get()
    assert (state["knowledge_base"], state["seq"]) == (str(base.uuid), base.public_seq)
    assert b"complete and unaltered" in mirror.manage("verify_log")
    assert len([name for name, number in walk.done.items() if number]) > 35


def differences(ours: bytes, theirs: bytes) -> list[str]:
    """Lines that only one of the two has, at most ten."""
    mine, others = set(ours.splitlines()), set(theirs.splitlines())
    return [
        f"{side} {line.decode()[:600]}"
        for side, lines in (("-", mine - others), ("+", others - mine))
        for line in sorted(lines)
    ][:10]
