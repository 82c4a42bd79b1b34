"""The container's entry script does what it says, step by step, in a scratch directory."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def container(root: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a container: nothing of ours but what compose would pass."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "ENV_FILE": "",
        "DATA_DIR": str(tmp_path / "data"),
        "STATIC_ROOT": str(tmp_path / "static"),
        "SECRET_KEY": os.urandom(40).hex(),
        # Not this machine, so TLS is insisted on; the health check has to get by with that.
        "SITE_URL": "https://touchstone.example",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WORKERS": "1",
        "DATABASE_WAIT": "5",
    }


def entry(root: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [root / "docker/entrypoint.sh", *arguments],
        env=environment, cwd="/", capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture
def server(root: Path, container: dict[str, str]) -> Iterator[subprocess.Popen]:
    """A container of the `web` kind, static files collected as the image does."""
    collected = entry(root, container, "collectstatic", "--noinput", "--verbosity", "0")
    assert collected.returncode == 0, collected.stderr
    server = subprocess.Popen(
        [root / "docker/entrypoint.sh", "web"],
        env=container, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield server
    finally:
        server.terminate()
        output, _ = server.communicate(timeout=30)
        sys.stdout.write(output)  # shown by pytest when the test fails


def healthy(root: Path, environment: dict[str, str]) -> bool:
    run = subprocess.run([sys.executable, root / "docker/health.py"], env=environment, check=False)
    return run.returncode == 0


def test_web_checks_migrates_and_serves(
    root: Path, container: dict[str, str], server: subprocess.Popen
):
    give_up = time.monotonic() + 60
    while not healthy(root, container):
        assert server.poll() is None, "the server stopped"
        assert time.monotonic() < give_up, "the server did not become healthy"
        time.sleep(0.5)
    migrated = entry(root, container, "migrate", "--check")
    assert migrated.returncode == 0, migrated.stderr


def test_nobody_answers_for_a_server_that_is_not_there(root: Path, container: dict[str, str]):
    assert not healthy(root, container)


def test_a_mistake_of_deployment_stops_it_with_a_hint(root: Path, container: dict[str, str]):
    run = entry(root, container | {"SITE_URL": "http://touchstone.example"}, "web")
    assert run.returncode != 0
    assert "evidence.E002" in run.stderr


def test_a_missing_secret_stops_it(root: Path, container: dict[str, str]):
    run = entry(root, container | {"SECRET_KEY": ""}, "web")
    assert run.returncode != 0
    assert "Set the environment variable SECRET_KEY" in run.stderr


def test_a_database_that_does_not_answer_stops_it(root: Path, container: dict[str, str]):
    absent = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "DATABASE_WAIT": "0"}
    run = entry(root, container | absent, "web")
    assert run.returncode != 0
    assert "The database does not answer" in run.stderr


def test_any_other_word_is_a_management_command(root: Path, container: dict[str, str]):
    run = entry(root, container, "diffsettings", "--output", "unified")
    assert run.returncode == 0, run.stderr
    assert "SECURE_SSL_REDIRECT = True" in run.stdout
