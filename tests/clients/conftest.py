"""The client as somebody has it who installed it, and a server that misbehaves as it is told to."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

CLIENT = Path(__file__).parents[2] / "clients/python"
sys.path.insert(0, str(CLIENT))

Step = tuple[int, dict[str, str], Any]


class Loopback:
    """Answers each request with the next of `script`; None cuts the connection. Remembers what was asked."""

    def __init__(self) -> None:
        self.script: list[Step | None] = []
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                loopback.asked.append((self.command, self.path, dict(self.headers), body))
                step = loopback.script.pop(0)
                if step is None:
                    self.close_connection = True
                    self.connection.close()
                    return
                status, headers, value = step
                raw = value if isinstance(value, bytes) else json.dumps(value).encode()
                raw = b"" if status == 304 else raw
                self.send_response(status)
                for name, text in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, text)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            do_GET = do_POST = do_PATCH = answer  # noqa: N815  names that http.server calls

            def log_message(self, *args: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    """The misbehaving server."""
    found = Loopback()
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


@pytest.fixture
def site(loopback: Loopback) -> Iterator[tuple[Any, list[float]]]:
    """A client of that server, and the seconds that it would have waited."""
    from touchstone_client import Touchstone

    waited: list[float] = []
    client = Touchstone(loopback.address, "ts_secret", retries=3, timeout=5)
    sleep: Callable[[float], None] = waited.append
    client._transport.sleep = sleep
    yield client, waited
    client.close()
