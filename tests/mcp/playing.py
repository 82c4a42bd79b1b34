"""Runs a client's part of a test."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio


def run(play: Callable[..., Awaitable[Any]], *given: Any) -> Any:
    """What `play` returns, in a thread of its own: a browser's test may have left a loop in this one."""
    with ThreadPoolExecutor(1) as one:
        return one.submit(anyio.run, play, *given).result()
