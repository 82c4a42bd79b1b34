"""A set of keys in few bytes: sorted, as distances, compressed. 100,000 neighbouring keys take under a kilobyte."""

from __future__ import annotations

import zlib
from collections.abc import Iterable


def pack(keys: Iterable[int]) -> bytes:
    """`keys` (0 or more) as bytes."""
    found = bytearray()
    before = 0
    for key in sorted(set(keys)):
        step, before = key - before, key
        # Seven bits a byte, the eighth says that more follow.
        while step > 127:
            found.append(step & 127 | 128)
            step >>= 7
        found.append(step)
    return zlib.compress(bytes(found), 6)


def unpack(packed: bytes) -> set[int]:
    """The keys inside. Raises zlib.error for what `pack` did not make."""
    keys: set[int] = set()
    key = step = shift = 0
    for byte in zlib.decompress(packed):
        step |= (byte & 127) << shift
        if byte & 128:
            shift += 7
        else:
            key += step
            keys.add(key)
            step = shift = 0
    return keys
