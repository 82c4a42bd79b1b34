"""How often one client may ask: generously for reading, less for writing. Every answer says what is left.

A token, a session and a stranger's address are each counted by themselves; all that one person uses is
counted together as well, so that more tokens do not mean ever more requests. The headers are those of
draft-ietf-httpapi-ratelimit-headers-10, in structured fields.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from rest_framework.request import Request

from claims.queries import rates

MINUTE = 60
SAFE = ("GET", "HEAD")
#: How many times one client's quota all clients of one person may use together.
TOGETHER = 3

# Reads are counted in each server process: a shared count on disk would cost more than most reads do.
reads = LocMemCache("claims.api.reads", {"OPTIONS": {"MAX_ENTRIES": 20_000}})


def client_address(request: Any) -> str:
    """The visitor's address; of `X-Forwarded-For` only what our own proxies have added is believed."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if proxies and len(forwarded) >= proxies and forwarded[-proxies]:
        return str(forwarded[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))


@dataclass(frozen=True)
class Limit:
    """`quota` requests in each `window` of seconds, counted by `counted_by` (address, token, session, person)."""

    name: str
    counted_by: str
    quota: int
    who: str
    window: int = MINUTE

    @property
    def policy(self) -> str:
        """The item of RateLimit-Policy."""
        return f'"{self.name}";q={self.quota};w={self.window}'


@dataclass(frozen=True)
class Count:
    """How much of a limit is used, and in how many seconds it begins anew."""

    limit: Limit
    used: int
    resets_in: int

    @property
    def exceeded(self) -> bool:
        """Whether this request is one too many."""
        return self.used > self.limit.quota

    @property
    def state(self) -> str:
        """The item of RateLimit: what is left, and the seconds until there is more."""
        return f'"{self.limit.name}";r={max(0, self.limit.quota - self.used)};t={self.resets_in}'


class OverLimit(Exception):
    """One request too many."""

    def __init__(self, count: Count) -> None:
        super().__init__(count)
        self.count = count


def limits(request: Request, *, reading: bool) -> list[Limit]:
    """The limits that a request counts against. No query beyond knowing who asks."""
    kind = "reads" if reading else "writes"
    quota = settings.API_READS_PER_MINUTE if reading else settings.API_WRITES_PER_MINUTE
    if not request.user.is_authenticated:
        return [Limit(kind, "address", quota, client_address(request))]
    token: Any = request.auth
    person = request.user.pk
    times = token.limit_times if token is not None else 1
    own = ("token", f"t{token.pk}") if token is not None else ("session", f"s{person}")
    return [
        Limit(kind, own[0], quota * times, own[1]),
        Limit(f"{kind}-together", "person", quota * max(times, TOGETHER), f"u{person}"),
    ]


def stranger(request: Any) -> list[Limit]:
    """The limit of somebody whose token or session does not hold: that of their address."""
    return [Limit("reads", "address", settings.API_READS_PER_MINUTE, client_address(request))]


def count(found: list[Limit], *, reading: bool) -> list[Count]:
    """Count a request against each limit, and say how each stands then."""
    store: Any = reads if reading else cache
    now = int(time.time())
    counts = []
    for limit in found:
        key = f"api-{'r' if reading else 'w'}-{now // limit.window}-{limit.who}"
        used = rates.up(key, limit.window, store)
        counts.append(Count(limit, used, limit.window - now % limit.window))
    return counts


def count_lines(request: Request, lines: int) -> Count:
    """Count the lines of a bulk request, besides its being one write.

    Raises OverLimit where they are more than are left; then none is counted.
    """
    token: Any = request.auth
    times = token.limit_times if token is not None else 1
    quota = settings.API_BULK_LINES_PER_MINUTE * times
    limit = Limit("bulk-lines", "person", quota, f"u{request.user.pk}")
    now = int(time.time())
    key = f"api-l-{now // limit.window}-{limit.who}"
    used = int(cache.get(key, 0)) + lines
    found = Count(limit, used, limit.window - now % limit.window)
    check([found])
    cache.set(key, used, 2 * limit.window)
    return found


def check(counts: list[Count]) -> None:
    """Raise OverLimit for the first limit that is exceeded."""
    for one in counts:
        if one.exceeded:
            raise OverLimit(one)


def say(response: Any, counts: list[Count]) -> None:
    """Put the limits and what is left of them into the answer's headers."""
    response["RateLimit-Policy"] = ", ".join(one.limit.policy for one in counts)
    response["RateLimit"] = ", ".join(one.state for one in counts)


class Counted:
    """Mixed into a view: counts its requests before anything else is done, and says so in every answer."""

    # POST stores nothing: it is counted with the reads and needs no scope.
    computes: ClassVar[bool] = False
    counts: list[Count]

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """As REST framework has it; nothing is counted yet."""
        self.counts = []
        made: Request = super().initialize_request(request, *args, **kwargs)  # type: ignore[misc]
        return made

    def perform_authentication(self, request: Request) -> None:
        """Who asks. One whose credentials do not hold is counted as a stranger."""
        try:
            super().perform_authentication(request)  # type: ignore[misc]
        except Exception:
            self.counts = count(stranger(request), reading=True)
            check(self.counts)
            raise

    def check_throttles(self, request: Request) -> None:
        """Count the request. Raises OverLimit."""
        reading = request.method in SAFE or self.computes
        self.counts = count(limits(request, reading=reading), reading=reading)
        check(self.counts)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say how the limits stand."""
        answer = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        # Refused before anybody was asked for, such as for an Accept that nothing fits.
        say(answer, self.counts or count(stranger(request), reading=True))
        return answer
