"""Secrets that have to be used again, kept so that a copy of the database alone does not give them away.

A secret of at most 32 bytes is added (XOR) to an HMAC-SHA256 of a random nonce and authenticated with a second HMAC,
both keyed from the site's secret key. That is a one-time pad from a pseudorandom function; no nonce is used twice.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence

LONGEST = 32
_NONCE, _TAG = 16, 16


class Unreadable(Exception):
    """None of the keys at hand sealed this."""


def seal(secret: bytes, key: str) -> str:
    """`secret` (1 to 32 bytes) as text that only who has `key` can read."""
    if not 1 <= len(secret) <= LONGEST:
        raise ValueError(f"A secret has 1 to {LONGEST} bytes.")
    nonce = secrets.token_bytes(_NONCE)
    hidden = nonce + _added(secret, _pad(key, nonce))
    return base64.urlsafe_b64encode(hidden + _tag(key, hidden)).decode()


def unseal(sealed: str, keys: Sequence[str]) -> tuple[bytes, int]:
    """The secret, and which of `keys` (the newest first) opened it. Raises Unreadable."""
    try:
        raw = base64.b64decode(sealed.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeError, binascii.Error) as error:
        raise Unreadable from error
    hidden, tag = raw[:-_TAG], raw[-_TAG:]
    for place, key in enumerate(keys):
        if len(hidden) > _NONCE and hmac.compare_digest(tag, _tag(key, hidden)):
            nonce, body = hidden[:_NONCE], hidden[_NONCE:]
            return _added(body, _pad(key, nonce)), place
    raise Unreadable


def _added(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))


def _keyed(purpose: bytes, key: str, message: bytes) -> bytes:
    derived = hashlib.sha256(b"touchstone sealed secret " + purpose + b"\0" + key.encode()).digest()
    return hmac.new(derived, message, hashlib.sha256).digest()


def _pad(key: str, nonce: bytes) -> bytes:
    return _keyed(b"pad", key, nonce)


def _tag(key: str, hidden: bytes) -> bytes:
    return _keyed(b"tag", key, hidden)[:_TAG]
