"""`make demo`: everything is made the first time, and nothing is done or lost the second."""

import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The environment of someone who has just cloned the repository."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "DATA_DIR": str(tmp_path / "var"),
        "ENV_FILE": str(tmp_path / ".env"),
        "PORT": str(port),
    }


def demo(root: Path, machine: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, root / ".ci/demo.py", "--prepare-only", "--port", machine["PORT"]],
        env=machine, cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip


def counted(machine: dict[str, str]) -> dict[str, int]:
    """Rows of the tables that a second load could add to."""
    database = sqlite3.connect(Path(machine["DATA_DIR"]) / "touchstone.sqlite3")
    tables = ("claims_claim", "claims_evidence", "claims_source", "claims_event", "accounts_user")
    found = {
        name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables
    }
    database.close()
    return found


@pytest.mark.slow
@pytest.mark.once
def test_the_second_time_does_nothing_and_loses_nothing(root: Path, machine: dict[str, str]):
    first = demo(root, machine)
    assert first.returncode == 0, first.stdout + first.stderr
    assert f"http://127.0.0.1:{machine['PORT']}/" in first.stdout
    assert "password" in first.stdout
    before = counted(machine)
    assert before["claims_claim"] >= 42
    env_file = Path(machine["ENV_FILE"])
    secret = env_file.read_text()
    assert env_file.stat().st_mode & 0o077 == 0

    mark = Path(machine["DATA_DIR"]) / "prepared"
    made_at = mark.stat().st_mtime_ns
    second = demo(root, machine)
    assert second.returncode == 0, second.stderr
    assert second.stdout == first.stdout
    assert mark.stat().st_mtime_ns == made_at

    mark.unlink()  # as if the code had changed: all steps run again
    third = demo(root, machine)
    assert third.returncode == 0, third.stdout + third.stderr
    assert mark.stat().st_mtime_ns != made_at
    assert counted(machine) == before
    assert env_file.read_text() == secret


def test_a_taken_port_is_said_at_once(root: Path, machine: dict[str, str]):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(machine["PORT"])))
        taken.listen()
        run = demo(root, machine)
    assert run.returncode == 1
    assert f"Port {machine['PORT']} cannot be used" in run.stderr
    assert not Path(machine["ENV_FILE"]).exists()
