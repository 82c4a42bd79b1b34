"""How tools are asked and how they refuse: ids, threads, database connections, messages that name the remedy."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field, ValidationError

from claims.domain.problems import Problem
from claims.mcp.shapes import Answer
from claims.queries.links import parse_id

Tool = TypeVar("Tool", bound=Callable[..., Any])

#: What a client may rely on: no tool changes anything, none asks another site.
READ_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
Cursor = Annotated[
    str, Field(max_length=600, description="`next_cursor` of the page before; empty for the first.")
]
_VERSION = re.compile(r"(C[1-9][0-9]*)\.([1-9][0-9]*)")


def reading(tool: Tool) -> Tool:
    """A function that reads the database in a worker thread, and leaves no connection behind there."""

    @functools.wraps(tool)
    def asked(*given: Any, **named: Any) -> Any:
        try:
            return tool(*given, **named)
        except Problem as problem:
            raise ToolError(problem.message) from problem
        finally:
            for connection in connections.all(initialized_only=True):
                # As Django does between requests: a transaction is its owner's to end.
                if not connection.in_atomic_block:
                    connection.close()

    return asked  # type: ignore[return-value]


def answer(text: str, found: Answer) -> CallToolResult:
    """The answer for whoever reads words and for whoever reads data."""
    return CallToolResult(
        content=[TextContent(type="text", text=text)],
        structured_content=found.model_dump(mode="json"),
    )


def full(path: str) -> str:
    """The address of a page of the site."""
    return f"{settings.SITE_URL}{path}"


def key(noun: str, given: str, example: str) -> int:
    """The number in a public id, or in the address of its page. ToolError for anything else."""
    ident = given.strip()
    if "/" in ident:
        ident = urlsplit(ident).path.rstrip("/").rpartition("/")[2]
    parsed = parse_id(ident)
    if parsed is None or parsed[0] != noun:
        raise ToolError(f"{given!r} is no id of a {noun}. Give one such as {example}.")
    return parsed[1]


def version_in(given: str) -> tuple[str, int | None]:
    """("C42", 3) for "C42.3" or the address of its page; the text as given and None for anything else."""
    ident = given.strip().rstrip("/").rpartition("/")[2]
    if match := _VERSION.fullmatch(ident):
        return match[1], int(match[2])
    return given, None


def refused(name: str, known: list[str], error: ValidationError) -> ToolError:
    """What is wrong with the arguments of a call, one line for each fault."""
    lines = []
    for fault in error.errors(include_url=False, include_context=False):
        where = ".".join(map(str, fault["loc"])) or "arguments"
        lines.append(f"{where}: {fault['msg']}.")
    return ToolError(f"{name} takes {', '.join(known)}. " + " ".join(lines))
