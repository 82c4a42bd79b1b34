"""How much one client may ask: calls a minute, calls at a time, bytes of a request."""

from __future__ import annotations

import threading
import time
from typing import Any

import anyio
from django.conf import settings
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.shared.exceptions import MCPError
from starlette.requests import Request

from claims.queries import rates

MINUTE = 60
#: Calls that are worked on at a time; each holds a thread and a database connection.
AT_ONCE = 4
#: Bytes of one request: check_passage takes the longest, in up to four bytes a character.
MOST_BYTES = 128 * 1024
#: Of JSON-RPC's range for servers; HTTP would say 429.
TOO_MANY = -32029


class Window:
    """Counts of the minute that runs, by address, together with all processes that serve beside this one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        # Addresses that have had theirs: a flood of them costs nothing more.
        self._full: set[str] = set()

    def take(self, who: str, most: int, now: float) -> int:
        """0 where one more of `who` is allowed, else the seconds until it is. No query; reads and writes the cache."""
        minute, wait = int(now) // MINUTE, MINUTE - int(now) % MINUTE
        with self._lock:
            if minute != self._minute:
                self._minute, self._full = minute, set()
            if who in self._full:
                return wait
            if rates.up(f"mcp-{minute}-{who}", MINUTE) <= most:
                return 0
            self._full.add(who)
            return wait


window = Window()


def address(request: Request) -> str:
    """The client's address; of `X-Forwarded-For` only what our own proxies have added is believed."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [one.strip() for one in request.headers.get("x-forwarded-for", "").split(",")]
    if proxies and len(forwarded) >= proxies and forwarded[-proxies]:
        return forwarded[-proxies]
    return request.client.host if request.client else ""


async def counted(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    """Refuse what is one too many. Over stdio nothing is counted: the client is the only one there."""
    if ctx.request is not None and ctx.request_id is not None:
        most = settings.MCP_CALLS_PER_MINUTE
        # In a thread: the count is kept where all processes find it, and others are answered meanwhile.
        wait = await anyio.to_thread.run_sync(window.take, address(ctx.request), most, time.time())
        if wait:
            raise MCPError(
                code=TOO_MANY,
                message=f"Too many requests: at most {most} a minute from one address. Wait {wait} seconds.",
                data={"retry_after": wait},
            )
    return await call_next(ctx)
