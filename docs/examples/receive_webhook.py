"""Receive webhooks of Touchstone: verify, keep each message once, answer at once.

    WEBHOOK_SECRET=whsec_... python receive_webhook.py --port 8400 --file messages.sqlite3

Needs the package `standardwebhooks`, nothing else. Behind a web server that speaks https this is all that a receiver
has to do: whatever takes long is done afterwards, from the file. While the secret is being changed give both, with a
space between.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

LARGEST = 1_000_000


class Mailbox:
    """Messages by their id: one that comes again, as it may, is kept once."""

    def __init__(self, path: str) -> None:
        self.rows = sqlite3.connect(path)
        self.rows.execute(
            "CREATE TABLE IF NOT EXISTS message (id TEXT PRIMARY KEY, seq INTEGER, type TEXT, body TEXT)"
        )

    def keep(self, ident: str, message: dict, body: str) -> None:
        """Store a message; it is on the disk when this returns."""
        with self.rows:
            self.rows.execute(
                "INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?)",
                (ident, message["data"].get("seq"), message["type"], body),
            )


def verified(secrets: list[str], body: str, headers: dict[str, str]) -> dict:
    """The message, if one of our secrets signed it within the last minutes. Raises WebhookVerificationError."""
    for secret in secrets[:-1]:
        try:
            return Webhook(secret).verify(body, headers)
        except WebhookVerificationError:
            continue
    return Webhook(secrets[-1]).verify(body, headers)


def handler(secrets: list[str], mailbox: Mailbox) -> type[BaseHTTPRequestHandler]:
    """What answers a request."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 < length <= LARGEST:
                self.send_error(413)
                return
            # Verify exactly what came: JSON that is read and written again is other bytes.
            body = self.rfile.read(length).decode()
            try:
                message = verified(secrets, body, dict(self.headers))
            except WebhookVerificationError as error:
                self.send_error(401, str(error))
                return
            mailbox.keep(self.headers["webhook-id"], message, body)
            # Any 2xx says that we have it; anything else has it sent again later.
            self.send_response(204)
            self.end_headers()

    return Receiver


def main() -> None:
    parser = argparse.ArgumentParser(description="Receive webhooks of Touchstone.")
    parser.add_argument("--port", type=int, default=8400, help="where to listen on this machine")
    parser.add_argument("--file", default="messages.sqlite3", help="where messages are kept")
    given = parser.parse_args()
    secrets = os.environ["WEBHOOK_SECRET"].split()
    server = HTTPServer(("127.0.0.1", given.port), handler(secrets, Mailbox(given.file)))
    print(f"listening on port {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
