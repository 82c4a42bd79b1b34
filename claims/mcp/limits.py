"""How much one client may ask: calls a minute, calls at a time, bytes of a request."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from django.conf import settings
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.shared.exceptions import MCPError
from starlette.requests import Request

MINUTE = 60
#: Calls that are worked on at a time; each holds a thread and a database connection.
AT_ONCE = 4
#: Bytes of one request: check_passage takes the longest, in up to four bytes a character.
MOST_BYTES = 128 * 1024
#: Of JSON-RPC's range for servers; HTTP would say 429.
TOO_MANY = -32029


class Window:
    """Counts of the minute that runs, by address. Used by one thread alone."""

    def __init__(self) -> None:
        self._minute = 0
        self._counts: Counter[str] = Counter()

    def take(self, who: str, most: int, now: float) -> int:
        """0 where one more of `who` is allowed, else the seconds until it is."""
        minute = int(now) // MINUTE
        if minute != self._minute:
            self._minute, self._counts = minute, Counter()
        self._counts[who] += 1
        return 0 if self._counts[who] <= most else MINUTE - int(now) % MINUTE


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
        wait = window.take(address(ctx.request), most, time.time())
        if wait:
            raise MCPError(
                code=TOO_MANY,
                message=f"Too many requests: at most {most} a minute from one address. Wait {wait} seconds.",
                data={"retry_after": wait},
            )
    return await call_next(ctx)
