"""A server of the demo for the documentation's examples."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Site = tuple[str, dict[str, str]]


def manage(environment: dict[str, str], *arguments: str) -> str:
    """What a management command writes."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=120
    ).stdout


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether a site answers there."""
    with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        try:
            connection.request("GET", "/health/")
            return connection.getresponse().status == 200
        except OSError:
            return False


@contextlib.contextmanager
def served(environment: dict[str, str], folder: Path) -> Iterator[str]:
    """The address of a web server as in production, ended at the end."""
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--no-ws", "--host",
        "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "4",
        "--log-level", "warning", "evidence.wsgi:application",
    ]  # fmt: skip
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        for _ in range(600):
            if answers(port):
                break
            time.sleep(0.2)
        else:
            pytest.fail(f"no answer: {(folder / 'server.log').read_text()}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture
def site(demo_environment: dict[str, str], tmp_path: Path) -> Iterator[Site]:
    """A server of a demo knowledge base of its own: its address, and the environment of commands beside it."""
    with served(demo_environment, tmp_path) as address:
        yield address, demo_environment
