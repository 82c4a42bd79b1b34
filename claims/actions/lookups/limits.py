"""How often a service may be asked: what it says in its headers, and until then what it publishes."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: Questions a second before a service has said anything: Crossref's polite pool, NCBI without a key.
USUAL = {"crossref": 5.0, "pubmed": 3.0, "datacite": 3.0, "openalex": 5.0}


class Pace:
    """The pace of one service, shared by the threads of a process."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1.0 / per_second
        self._next = 0.0
        self._lock = threading.Lock()

    def turn(self) -> float:
        """Take the next turn; returns for how many seconds to wait for it."""
        with self._lock:
            now = time.monotonic()
            start = max(now, self._next)
            self._next = start + self._gap
            return start - now

    def learn(self, headers: Mapping[str, str]) -> None:
        """Keep to `X-Rate-Limit-Limit` questions each `X-Rate-Limit-Interval` where the service says so."""
        limit = re.fullmatch(r"\s*([0-9]{1,5})\s*", headers.get("x-rate-limit-limit", ""))
        interval = re.fullmatch(
            r"\s*([0-9]{1,4})\s*s?\s*", headers.get("x-rate-limit-interval", "")
        )
        if limit and interval and int(limit[1]):
            with self._lock:
                self._gap = min(max(int(interval[1]) / int(limit[1]), 0.05), 60.0)

    def pause(self, seconds: float) -> None:
        """Ask nothing for so long: the service has asked for it."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)


_paces: dict[str, Pace] = {}


def pace(service: str) -> Pace:
    """The pace of a service in this process."""
    return _paces.setdefault(service, Pace(USUAL.get(service, 1.0)))


def retry_after(value: str | None) -> float | None:
    """Seconds that a `Retry-After` header asks for (RFC 9110: a number, or a date); None where it asks for none."""
    if not value:
        return None
    if re.fullmatch(r"\s*[0-9]{1,6}\s*", value):
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(tz=UTC)).total_seconds())
