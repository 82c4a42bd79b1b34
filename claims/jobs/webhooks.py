"""Webhooks: what became public is handed to them, and what waits is sent."""

from __future__ import annotations

from claims.actions.webhooks import fanning, noting, sending


def send_due() -> int:
    """Write messages for what is new, and send what is due for about ten seconds; returns how many were tried."""
    fanning.fan_out()
    return sending.deliver()


def expire() -> None:
    """Delete what the log holds no longer."""
    noting.expire()
