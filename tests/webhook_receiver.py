"""A server on this machine that receives webhooks: it verifies them with another's library and plays faults."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError


@dataclass
class Received:
    """What came. `faults` are played one by one, then every message is accepted; `secret` verifies if it is given."""

    address: str = ""
    secret: str = ""
    faults: list[str] = field(default_factory=list)
    got: list[dict[str, Any]] = field(default_factory=list)
    #: `webhook-id` of every request, refused ones included.
    ids: list[str] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    #: Names that TLS was asked for.
    names: list[str | None] = field(default_factory=list)
    #: Set: a request waits until it is cleared.
    wait: threading.Event = field(default_factory=threading.Event)

    @property
    def seqs(self) -> list[int]:
        """Numbers of the accepted changes, in order of arrival."""
        return [one["data"]["seq"] for one in self.got if "seq" in one["data"]]

    @property
    def kinds(self) -> list[str]:
        return [one["type"] for one in self.got]


def _handler(received: Received) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            """Say nothing."""

        def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def fault(self, name: str) -> None:
            if name.isdigit():
                self.answer(int(name), b"no", Location=f"{received.address}/elsewhere")
            elif name.startswith("busy:"):
                self.answer(503, b"later", Retry_After=name.partition(":")[2])
            elif name == "drip":
                self.wfile.write(b"HTTP/1.0 200 OK\r\n")
                for _ in range(60):
                    self.wfile.write(b"X-Slow: 1\r\n")
                    self.wfile.flush()
                    time.sleep(0.05)
            elif name == "huge":
                self.answer(200, b"A" * 5_000_000)
            elif name == "odd":
                self.answer(200, b"\x00\xff\x1b[31m<b>fine</b>\n")
            elif name == "silent":
                self.close_connection = True
                self.connection.close()
            else:
                raise AssertionError(name)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heads = {key.lower(): value for key, value in self.headers.items()}
            received.ids.append(heads["webhook-id"])
            received.heads.append(heads)
            received.raw.append(body)
            received.paths.append(self.path)
            deadline = time.monotonic() + 20
            while received.wait.is_set() and time.monotonic() < deadline:
                time.sleep(0.01)
            try:
                if received.faults:
                    self.fault(received.faults.pop(0))
                    return
                if received.secret:
                    Webhook(received.secret).verify(body, heads)
            except WebhookVerificationError as error:
                self.answer(401, str(error).encode())
                return
            except OSError:
                self.close_connection = True
                return
            received.got.append(json.loads(body))
            self.answer(200, b"thanks")

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args: Any) -> None:
        """A client that hung up is no fault of the server."""


@contextmanager
def receiving(certificate: Path | None = None) -> Iterator[Received]:
    """The server, until the block ends; over TLS with the key and certificate of a file."""
    received = Received()
    server = _Server(("127.0.0.1", 0), _handler(received))
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        context.sni_callback = lambda _, name, __: received.names.append(name)
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    received.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield received
    finally:
        received.wait.clear()
        server.shutdown()
        server.server_close()
        thread.join()
