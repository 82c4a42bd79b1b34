"""Requests that are repeated where that is safe, wait when told to, and spare what is known already."""

from __future__ import annotations

import json
import random
import time
import uuid
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

import urllib3

from touchstone_client.errors import TouchstoneError, Unreachable, problem

Query = Mapping[str, Any]
AGENT = "touchstone-client/0.1.0"
#: Statuses after which another attempt may do: too many requests, and a site that is being restarted or overloaded.
AGAIN = frozenset({429, 502, 503, 504})
PROBLEM, JSON = "application/problem+json", "application/json"
REDIRECTS = 5


@dataclass(frozen=True)
class Answer:
    """One answer."""

    status: int
    headers: Mapping[str, str]
    data: bytes

    def json(self) -> Any:
        """The body. Raises Unreachable where it is not JSON: something else than Touchstone answered."""
        try:
            return json.loads(self.data)
        except ValueError as error:
            raise Unreachable(f"The answer is not JSON: {self.data[:80]!r}") from error


class Transport:
    """One site, one token. Not for several threads at a time, except without cache."""

    def __init__(
        self,
        site: str,
        token: str | None,
        *,
        retries: int,
        timeout: float,
        longest_wait: float,
        cached: int,
    ) -> None:
        parts = urlsplit(site)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(
                f"{site!r}: give the site's address, such as https://touchstone.example"
            )
        self.base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/api/v1/"
        self._token, self._retries, self._longest = token, retries, longest_wait
        self._cached, self._kept = cached, OrderedDict[str, Answer]()
        # Attempts and redirects are ours to count: urllib3 would repeat what must not be.
        self._pool = urllib3.PoolManager(
            retries=False, timeout=urllib3.Timeout(connect=min(10.0, timeout), read=timeout)
        )
        self.sleep = time.sleep

    def get(self, path: str, query: Query | None = None, *, accept: str = JSON) -> Answer:
        """The answer to a GET. Raises Problem, Unreachable."""
        return self.ask("GET", self.address(path, query), {"Accept": accept})

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Query | None = None,
        revision: int | str | None = None,
        key: str | None = None,
    ) -> Answer:
        """The answer to a write. One key stands for all attempts, so that none is carried out twice."""
        headers = {
            "Accept": JSON,
            "Content-Type": JSON,
            "Idempotency-Key": key or str(uuid.uuid4()),
        }
        if revision is not None:
            tag = str(revision)
            headers["If-Match"] = tag if tag.startswith(('"', "W/", "*")) else f'"{tag}"'
        raw = json.dumps(body if body is not None else {}).encode()
        return self.ask(method, self.address(path, query), headers, raw)

    def address(self, path: str, query: Query | None = None) -> str:
        """The address of `path` in the API. What the site names itself (the next page) is asked for where we came in.

        TouchstoneError for what is not in the API: the token goes nowhere else.
        """
        here = urlsplit(self.base)
        parts = urlsplit(urljoin(self.base, path))
        if not parts.path.startswith(here.path):
            raise TouchstoneError(f"{path!r} is not in {self.base}")
        pairs = [(name, _told(value)) for name, value in (query or {}).items() if value is not None]
        asked = "&".join(part for part in (parts.query, urlencode(pairs)) if part)
        return urlunsplit((here.scheme, here.netloc, parts.path, asked, ""))

    def ask(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        """One request with all its attempts. Raises Problem, Unreachable."""
        given = {"User-Agent": AGENT, **headers}
        if self._token:
            given["Authorization"] = f"Bearer {self._token}"
        for _ in range(REDIRECTS):
            kept = self._kept.get(f"{given['Accept']} {address}") if method == "GET" else None
            if kept:
                given["If-None-Match"] = kept.headers["ETag"]
            answer = self._attempts(method, address, given, body)
            given.pop("If-None-Match", None)
            if answer.status == 304 and kept:
                return kept
            if answer.status in (301, 302, 307, 308) and method in ("GET", "HEAD"):
                address = self.address(urljoin(address, answer.headers.get("Location", "")))
                continue
            if answer.status >= 400 or answer.status in range(300, 400):
                raise problem(answer.status, answer.data)
            self._keep(method, f"{given['Accept']} {address}", answer)
            return answer
        raise Unreachable(f"{address}: redirected too often")

    def _attempts(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        for attempt in range(self._retries + 1):
            last = attempt == self._retries
            try:
                found = self._pool.request(
                    method, address, body=body, headers=headers, redirect=False
                )
            except urllib3.exceptions.HTTPError as error:
                # A cut connection leaves open whether it was carried out: the key makes the next attempt safe.
                if last:
                    raise Unreachable(f"{address}: {error}") from error
                self.sleep(self._pause(attempt, None))
                continue
            answer = Answer(found.status, found.headers, found.data)
            busy = found.status == 409 and "Retry-After" in found.headers
            if last or not (found.status in AGAIN or busy):
                return answer
            pause = self._pause(attempt, found.headers)
            if pause > self._longest:
                return answer
            self.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _pause(self, attempt: int, headers: Mapping[str, str] | None) -> float:
        """Seconds to wait: what the site says, else twice as long each time, never quite the same."""
        told = _seconds(headers.get("Retry-After", "")) if headers else None
        if told is None and headers:
            told = _resets(headers.get("RateLimit", ""))
        if told is not None:
            return told
        return min(30.0, 0.5 * 2.0**attempt) * random.uniform(0.75, 1.25)  # noqa: S311  not for secrets

    def _keep(self, method: str, key: str, answer: Answer) -> None:
        if method != "GET" or not self._cached or "ETag" not in answer.headers:
            return
        self._kept[key] = answer
        self._kept.move_to_end(key)
        while len(self._kept) > self._cached:
            self._kept.popitem(last=False)

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | set | frozenset):
        return ",".join(str(one) for one in value)
    return str(value)


def _seconds(text: str) -> float | None:
    """What Retry-After says, in seconds: a number or a date (RFC 9110, 10.2.3)."""
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None


def _resets(text: str) -> float | None:
    """Seconds until the first exhausted limit of a RateLimit field opens again."""
    for one in text.split(","):
        members = dict(part.strip().partition("=")[::2] for part in one.split(";")[1:])
        if members.get("r") == "0" and members.get("t", "").isdigit():
            return float(members["t"])
    return None
