"""One question to one service over HTTP: only to hosts of the list, bounded in time and size, kept for a day."""

from __future__ import annotations

import hashlib
import io
import ipaddress
import json
import logging
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

import urllib3
from django.conf import settings
from django.utils import timezone

from claims.actions.lookups import limits
from claims.actions.lookups.problems import NotAllowed, TurnedOff, Unavailable
from claims.models import LookupAnswer

log = logging.getLogger(__name__)

#: Bytes of an answer; the longest record seen, with ten thousand references, has a third of it.
MOST = 5_000_000
TRIES = 3
REDIRECTS = 3
#: Seconds that a person in front of a page is made to wait between tries, all in all.
PATIENCE = 8.0
KEPT = timedelta(days=1)
AGAIN = frozenset({429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered: 200 with its text, or 404."""

    status: int
    text: str


def ask(
    service: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    secret: Mapping[str, str] | None = None,
    kind: str = "json",
    patience: float = PATIENCE,
) -> Answer:
    """Ask a service, or take what it answered within a day. `secret` goes along and is not kept.

    `kind` is what its content type has to name. At most four queries. Raises TurnedOff, Unavailable, NotAllowed.
    """
    if not settings.LOOKUP_CONTACT:
        raise TurnedOff
    question = path + ("?" + urlencode(sorted(query.items())) if query else "")
    if len(question) > 400:
        question = question[:300] + " " + hashlib.sha256(question.encode()).hexdigest()
    kept = LookupAnswer.objects.filter(service=service, question=question).first()
    if kept is not None and kept.at > timezone.now() - KEPT:
        return Answer(kept.status, kept.body)
    base = settings.LOOKUP_ADDRESSES[service].rstrip("/")
    everything = {**(query or {}), **(secret or {})}
    address = base + path + ("?" + urlencode(everything) if everything else "")
    answer = _insist(service, address, kind, patience)
    LookupAnswer.objects.filter(at__lt=timezone.now() - KEPT).delete()
    LookupAnswer.objects.update_or_create(
        service=service,
        question=question,
        defaults={"status": answer.status, "body": answer.text, "at": timezone.now()},
    )
    return answer


def _insist(service: str, address: str, kind: str, patience: float) -> Answer:
    """Ask up to three times; between tries wait for as long as the service says, while patience lasts."""
    name = service.capitalize()
    pace = limits.pace(service)
    why = ""
    for number in range(TRIES):
        wait = pace.turn()
        if wait > patience:
            break
        patience -= wait
        time.sleep(wait)
        pause = 0.5 * 2**number
        try:
            status, headers, body = follow(address)
        except urllib3.exceptions.HTTPError as error:
            why = f"it did not answer ({type(error).__name__})"
        else:
            pace.learn(headers)
            if status in (200, 404):
                return _understood(name, status, headers, body, kind)
            why = f"it answered {status}"
            if status not in AGAIN:
                break
            asked = limits.retry_after(headers.get("retry-after"))
            pause = pause if asked is None else min(asked, 3600.0)
        log.info("%s: %s; try %d", service, why, number + 1)
        pace.pause(pause)
    raise Unavailable(
        f"{name} cannot be asked now: {why or 'its limit is reached'}. Try again later."
    )


def _understood(
    name: str, status: int, headers: Mapping[str, str], body: bytes, kind: str
) -> Answer:
    if status == 404:
        return Answer(404, "")
    if kind not in headers.get("content-type", "").lower():
        raise Unavailable(
            f"{name} answered with something else than {kind.upper()}. Try again later."
        )
    text = body.decode("utf-8", errors="replace").replace("\x00", "")
    if not _whole(text, kind):
        raise Unavailable(f"{name}'s answer is cut off or broken. Try again later.")
    return Answer(200, text)


def _whole(text: str, kind: str) -> bool:
    """Whether the answer is all there: a JSON object that can be read, XML that ends as it began."""
    if kind == "json":
        try:
            return isinstance(json.loads(text), dict)
        except (ValueError, RecursionError):
            return False
    return text.rstrip().endswith(">") and ("<PubmedArticleSet" in text) == (
        "</PubmedArticleSet>" in text
    )


def follow(
    address: str, *, most: int = MOST, seconds: float | None = None, out: BinaryIO | None = None
) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body at the end of redirects within the same host; a body of 200 goes to `out`, if given.

    `seconds` bound the whole of each request. Raises NotAllowed, HTTPError.
    """
    for _ in range(REDIRECTS + 1):
        status, headers, body = _get(address, most, seconds or 2 * settings.LOOKUP_SECONDS, out)
        if status not in _MOVED:
            return status, headers, body
        following = urljoin(address, headers.get("location", ""))
        here, there = urlsplit(address), urlsplit(following)
        if (here.scheme, here.netloc) != (there.scheme, there.netloc):
            raise NotAllowed("The service sends us to another host, which is not followed.")
        address = following
    raise NotAllowed("The service sends us in circles.")


def _get(
    address: str, most: int, seconds: float, out: BinaryIO | None
) -> tuple[int, Mapping[str, str], bytes]:
    """One request, over a connection to an address that was looked at first. Raises NotAllowed, HTTPError."""
    parts = urlsplit(address)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    until = time.monotonic() + seconds
    with _pool(parts) as pool:
        response = pool.request(
            "GET", target, headers=_headers(parts.netloc), preload_content=False, redirect=False
        )
        try:
            into = out if out is not None and response.status == 200 else io.BytesIO()
            size = 0
            for part in response.stream(65536, decode_content=True):
                size += len(part)
                if size > most:
                    raise NotAllowed("The answer is too large to be what was asked for.")
                if time.monotonic() > until:
                    raise urllib3.exceptions.ReadTimeoutError(pool, target, "too slow")
                into.write(part)
            headers = {name.lower(): value for name, value in response.headers.items()}
            body = into.getvalue() if isinstance(into, io.BytesIO) else b""
            return response.status, headers, body
        finally:
            response.close()


def _pool(parts: SplitResult) -> urllib3.HTTPConnectionPool:
    """Connections to the number that the host's name stands for now, for nobody to change on the way."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    number = _resolved(host, port)
    timeout = urllib3.Timeout(connect=5.0, read=settings.LOOKUP_SECONDS)
    if parts.scheme == "https":
        return urllib3.HTTPSConnectionPool(
            number,
            port,
            timeout=timeout,
            retries=False,
            server_hostname=host,
            assert_hostname=host,
        )
    return urllib3.HTTPConnectionPool(number, port, timeout=timeout, retries=False)


def _headers(host: str) -> dict[str, str]:
    site, contact = settings.SITE_URL, settings.LOOKUP_CONTACT
    return {
        "Host": host,
        "User-Agent": f"Touchstone/0.1 ({site}; mailto:{contact})",
        "Accept": "application/json, application/xml;q=0.9, text/xml;q=0.9",
        "Accept-Encoding": "gzip",
    }


def _resolved(host: str, port: int) -> str:
    """The number of the host, which must be a public one: a name may lead into the site's own network."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise urllib3.exceptions.HTTPError(f"no address for {host}") from error
    numbers = [str(entry[4][0]) for entry in found]
    for number in numbers:
        if settings.LOOKUP_PRIVATE_HOSTS or ipaddress.ip_address(number.split("%")[0]).is_global:
            return number
    raise NotAllowed(f"{host} has only private addresses, which are never asked.")
