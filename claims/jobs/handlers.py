"""Which action does which kind of job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from claims.actions import counts, syntheses


def refresh_syntheses(claims: list[int], reason: str) -> None:
    """Compute the conclusions of these claims anew."""
    syntheses.refresh(claims, reason=reason)


def rebuild_counts() -> None:
    """Count again how many claims each topic and source bears on."""
    counts.rebuild()


HANDLERS: dict[str, Callable[..., Any]] = {
    "refresh_syntheses": refresh_syntheses,
    "rebuild_counts": rebuild_counts,
}
