"""The arithmetic of the event log: salted digests, tied into a chain."""

from __future__ import annotations

from claims.domain.canonical import digest

#: What the first event is tied to.
GENESIS = "0" * 64


def event_digest(**said: object) -> str:
    """SHA-256 (hex) over the salt and everything that an event says, as canonical JSON (RFC 8785)."""
    return digest(said)


def chain_digest(previous: str, seq: int, event: str) -> str:
    """SHA-256 (hex) that ties an event to the one before it."""
    return digest({"previous": previous, "seq": seq, "digest": event})
