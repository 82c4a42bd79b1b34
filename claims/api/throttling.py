"""How often one client may ask: generously for reading, less for writing."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

MINUTE = 60
SAFE = ("GET", "HEAD")

# Reads are counted in each server process: a shared count on disk would cost more than most reads do.
reads = LocMemCache("claims.api.reads", {"OPTIONS": {"MAX_ENTRIES": 20_000}})


def client_address(request: Any) -> str:
    """The visitor's address; of `X-Forwarded-For` only what our own proxies have added is believed."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if proxies and len(forwarded) >= proxies and forwarded[-proxies]:
        return str(forwarded[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))


class Throttle(BaseThrottle):
    """At most `API_READS_PER_MINUTE` and `API_WRITES_PER_MINUTE` of one person, or of one address."""

    left = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request; False where it is one too many."""
        reading = request.method in SAFE or getattr(view, "computes", False)
        store: Any = reads if reading else cache
        most = settings.API_READS_PER_MINUTE if reading else settings.API_WRITES_PER_MINUTE
        who = f"u{request.user.pk}" if request.user.is_authenticated else client_address(request)
        now = time.time()
        self.left = MINUTE - int(now) % MINUTE
        key = f"api-{'r' if reading else 'w'}-{int(now) // MINUTE}-{who}".replace(" ", "")
        store.add(key, 0, 2 * MINUTE)
        try:
            return bool(store.incr(key) <= most)
        except ValueError:
            # The store dropped the count between the two lines, to make room: start anew.
            store.set(key, 1, 2 * MINUTE)
            return True

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return float(self.left)
