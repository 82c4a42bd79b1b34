"""Keyset pages: a cursor holds the sort key of the last row, so that a deep page costs what the first does."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from django.conf import settings
from django.db.models import QuerySet

from claims.domain.problems import Invalid

Row = TypeVar("Row")

VERSION = 1
MOST = 200
# Holds a topic's name of 200 characters of four bytes each.
LONGEST_CURSOR = 1_600
BIGGEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Page:
    """One page of dicts; `next` is the cursor of the following page, None at the end."""

    results: list[dict[str, Any]]
    next: str | None


def refuse_cursor() -> Invalid:
    """The one answer to every cursor that this site did not hand out."""
    return Invalid({"cursor": ["This is not a cursor of this list: start from the first page."]})


def encode(kind: str, *key: int | str) -> str:
    """An opaque, URL-safe cursor of the list `kind`."""
    return base64.urlsafe_b64encode(orjson.dumps([VERSION, kind, *key])).decode().rstrip("=")


def decode(kind: str, cursor: str, *types: type) -> list[Any]:
    """The key inside `cursor`; Invalid unless it is of this list, this version and these types."""
    if len(cursor) > LONGEST_CURSOR:
        raise refuse_cursor()
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = orjson.loads(
            base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
        )
    except (ValueError, UnicodeError, binascii.Error) as error:
        raise refuse_cursor() from error
    if not isinstance(parts, list) or parts[:2] != [VERSION, kind] or len(parts) != 2 + len(types):
        raise refuse_cursor()
    key = parts[2:]
    for value, kind_of_value in zip(key, types, strict=True):
        if type(value) is not kind_of_value or (isinstance(value, str) and "\x00" in value):
            raise refuse_cursor()
        if isinstance(value, int) and not 0 <= value <= BIGGEST_KEY:
            raise refuse_cursor()
    return key


def checked_limit(limit: int) -> int:
    """`limit` itself; Invalid unless it is from 1 to 200."""
    if not 1 <= limit <= MOST:
        raise Invalid({"limit": [f"Give a number from 1 to {MOST}."]})
    return limit


def by_id(
    queryset: QuerySet[Any],
    kind: str,
    cursor: str | None,
    limit: int,
    *,
    oldest_first: bool = False,
) -> tuple[list[int], str | None]:
    """Keys of one page of `queryset`, newest (or oldest) first, and the next cursor. One query.

    Only keys are fetched, so that the database can answer from an index and reads whole rows for one
    page only.
    """
    queryset = queryset.order_by("pk" if oldest_first else "-pk")
    if cursor:
        (last,) = decode(kind, cursor, int)
        queryset = queryset.filter(**{"pk__gt" if oldest_first else "pk__lt": last})
    keys = list(queryset.values_list("pk", flat=True)[: checked_limit(limit) + 1])
    return cut(keys, limit, lambda key: encode(kind, key))


def cut(
    rows: Sequence[Row], limit: int, cursor_after: Callable[[Row], str]
) -> tuple[list[Row], str | None]:
    """The first `limit` of rows fetched with one to spare, and the cursor if there was one."""
    kept = list(rows[:limit])
    return kept, cursor_after(kept[-1]) if len(rows) > limit else None


def in_order(rows: Sequence[dict[str, Any]], keys: Sequence[int]) -> list[dict[str, Any]]:
    """Rows (dicts with "pk") in the order of `keys`; keys without a row are left out."""
    found = {row["pk"]: row for row in rows}
    return [found[key] for key in keys if key in found]


def seal(number: int) -> str:
    """A number that the holder of the cursor must not learn (the private event sequence)."""
    nonce = secrets.token_bytes(8)
    masked = bytes(a ^ b for a, b in zip(number.to_bytes(8, "big"), _pad(nonce), strict=True))
    return base64.urlsafe_b64encode(nonce + masked + _tag(nonce + masked)).decode().rstrip("=")


def unseal(sealed: str) -> int:
    """The number inside; Invalid when this site did not seal it."""
    try:
        raw = base64.b64decode(
            (sealed + "=" * (-len(sealed) % 4)).encode("ascii"), altchars=b"-_", validate=True
        )
    except (ValueError, UnicodeError, binascii.Error) as error:
        raise refuse_cursor() from error
    nonce, masked, tag = raw[:8], raw[8:16], raw[16:]
    if len(raw) != 24 or not hmac.compare_digest(tag, _tag(nonce + masked)):
        raise refuse_cursor()
    return int.from_bytes(bytes(a ^ b for a, b in zip(masked, _pad(nonce), strict=True)), "big")


def _mac(purpose: bytes, message: bytes) -> bytes:
    key = hashlib.sha256(b"cursor:" + purpose + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, message, hashlib.sha256).digest()[:8]


def _pad(nonce: bytes) -> bytes:
    return _mac(b"pad", nonce)


def _tag(message: bytes) -> bytes:
    return _mac(b"tag", message)
