"""How the server is reached: standard input and output for one client, streamable HTTP for many."""

from __future__ import annotations

import socket
from collections.abc import Callable

import anyio
import uvicorn
from django.conf import settings
from django.db import DatabaseError, connection
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from claims.mcp import limits
from claims.mcp.asking import reading
from claims.mcp.server import build

PATH = "/mcp"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def over_stdio() -> None:
    """Serve the one client at standard input and output until it closes them."""
    build().run("stdio")


def over_http(host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until stopped; `ready` is told the address once it is open. Port 0 takes a free one. OSError if taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
        taken = listening.getsockname()[1]
        ready(f"http://{f'[{host}]' if ':' in host else host}:{taken}{PATH}")
        config = uvicorn.Config(
            application(),
            # The site's own logging; who asks what is nobody's affair.
            log_config=None,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
        )
        uvicorn.Server(config).run(sockets=[listening])


def application() -> ASGIApp:
    """The ASGI application: stateless, so that any number of processes may stand behind one address."""
    server = build()
    server.custom_route("/health/", methods=["GET"])(health)
    served = server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        max_request_body_size=limits.MOST_BYTES,
        transport_security=security(),
    )
    return posted_only(served)


def posted_only(served: ASGIApp) -> ASGIApp:
    """405 for GET, which would hold a stream open on which nothing is ever said."""

    async def called(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] != "POST":
            refusal = PlainTextResponse("Use POST.", 405, headers={"Allow": "POST"})
            await refusal(scope, receive, send)
        else:
            await served(scope, receive, send)

    return called


def security() -> TransportSecuritySettings:
    """Only our own names are answered for: a page elsewhere cannot reach this machine by a name of its own."""
    names = [*LOOPBACK, *(name for name in settings.ALLOWED_HOSTS if name[:1] not in (".", "*"))]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=[form for name in dict.fromkeys(names) for form in (name, f"{name}:*")],
        allowed_origins=[
            settings.SITE_URL,
            *(f"http://{name}{port}" for name in LOOPBACK for port in ("", ":*")),
        ],
    )


async def health(request: Request) -> JSONResponse:
    """200 where the database answers, else 503."""
    answers = await anyio.to_thread.run_sync(_database_answers)
    return JSONResponse(
        {"status": "ok" if answers else "database unreachable"}, 200 if answers else 503
    )


@reading
def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
