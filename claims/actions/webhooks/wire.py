"""One message to one receiver: to an address that was looked at first, bounded in time and size, following nothing.

Knows no database, so that several can be under way at once.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult

import urllib3
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection

from claims.domain.addresses import is_public, parse_address

#: Bytes of an answer that are read, and characters of them that are kept.
MOST_READ = 4_096
MOST_KEPT = 500
#: Addresses of one name that are tried, each only where the one before could not be connected to.
MOST_NUMBERS = 3
GONE = 410


@dataclass(frozen=True)
class Answer:
    """What came back. `status` is None where nothing did, and `fault` says why; times in milliseconds."""

    status: int | None = None
    text: str = ""
    fault: str = ""
    milliseconds: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """Whether the receiver has the message: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


class _NotConnected(Exception):
    """Nothing was sent: another address of the same name may do."""


def post(address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a message and say what came back; never raises for what the receiver or the network does.

    The name is resolved once and the connection goes to that number, so that no second look-up can lead elsewhere.
    """
    began = time.monotonic()

    def failed(why: str) -> Answer:
        return Answer(fault=why[:300], milliseconds=_since(began))

    try:
        parts = parse_address(address, private=settings.WEBHOOK_PRIVATE_ADDRESSES)
    except ValueError as error:
        return failed(str(error))
    host = (parts.hostname or "").rstrip(".")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        numbers = _resolved(host, port)
    except ValueError as error:
        return failed(str(error))
    why = ""
    for number in numbers[:MOST_NUMBERS]:
        try:
            status, told, text = _ask(parts, number, port, body, headers)
        except _NotConnected as error:
            why = str(error)
        except (OSError, urllib3.exceptions.HTTPError, http.client.HTTPException, ValueError) as e:
            return failed(_told(e))
        else:
            return Answer(status, text, "", _since(began), told)
    return failed(why)


def _resolved(host: str, port: int) -> list[str]:
    """The numbers of the host; every one must be public, as any of them may be meant to reach inside."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ValueError(f"The name {host} leads to no address.") from error
    numbers = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not settings.WEBHOOK_PRIVATE_ADDRESSES and not all(is_public(one) for one in numbers):
        raise ValueError(f"The name {host} leads into a private network, where nothing is sent.")
    return numbers


def _ask(
    parts: SplitResult, number: str, port: int, body: bytes, headers: Mapping[str, str]
) -> tuple[int, dict[str, str], str]:
    seconds = float(settings.WEBHOOK_SECONDS)
    connection = _connection(parts, number, port, seconds)
    cut = threading.Event()

    def end() -> None:
        """However slowly it drips: a limit of each single read does not bound the whole."""
        cut.set()
        if connection.sock is not None:
            # Past TLS, which another thread is in the middle of.
            try:
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
            except OSError:
                connection.sock = None

    watch = threading.Timer(seconds, end)
    watch.daemon = True
    watch.start()
    try:
        try:
            connection.connect()
        except ssl.SSLError:
            raise
        except (OSError, urllib3.exceptions.HTTPError) as error:
            raise _NotConnected(_told(error)) from error
        return _exchange(connection, parts, body, headers, cut)
    except (OSError, urllib3.exceptions.HTTPError, http.client.HTTPException, AttributeError) as e:
        if cut.is_set():
            raise TimeoutError from e
        raise
    finally:
        watch.cancel()
        connection.close()


def _connection(parts: SplitResult, number: str, port: int, seconds: float) -> HTTPConnection:
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme == "https":
        # Against this name the certificate is checked, whatever number it leads to.
        return HTTPSConnection(number, port, timeout=seconds, server_hostname=host)
    return HTTPConnection(number, port, timeout=seconds)


def _exchange(
    connection: HTTPConnection,
    parts: SplitResult,
    body: bytes,
    headers: Mapping[str, str],
    cut: threading.Event,
) -> tuple[int, dict[str, str], str]:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {
        **headers,
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "User-Agent": f"Touchstone/0.1 (+{settings.SITE_URL})",
        "Accept-Encoding": "identity",
    }
    connection.request(
        "POST", target, body=body, headers=sent, preload_content=False, decode_content=False
    )
    response = connection.getresponse()
    if cut.is_set():
        # Headers that break off read as if they were all.
        response.close()
        raise TimeoutError
    try:
        read = response.read(MOST_READ)
    except (OSError, urllib3.exceptions.HTTPError, ValueError):
        # The status is the answer; what was said beside it is only for the log.
        read = b""
    told = {name.lower(): value for name, value in response.headers.items()}
    return response.status, told, _plain(read)


def _plain(read: bytes) -> str:
    text = read.decode("utf-8", errors="replace")[:MOST_KEPT]
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text).strip()


def _told(error: Exception) -> str:
    """What went wrong, for whoever looks after the receiver."""
    cause = error.__cause__ if isinstance(error.__cause__, ssl.SSLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"Its certificate was not accepted: {cause.verify_message}."
    if isinstance(error, ssl.SSLError | urllib3.exceptions.SSLError):
        return "No TLS connection could be made."
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return "No connection could be made."
    if isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
        return f"No answer within {settings.WEBHOOK_SECONDS} s."
    if isinstance(error, http.client.RemoteDisconnected | ConnectionError):
        return "It closed the connection without an answer."
    return f"No answer that could be read ({type(error).__name__})."


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
