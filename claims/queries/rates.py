"""How often somebody has asked within a window of time, for every door that limits it. No query.

Counted in the site's cache, which all server processes share (files in DATA_DIR), unless a door gives another store.
Where two processes count at the very same moment one of the two may be missed: a limit is a guard, not an account.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache


def up(key: str, window: int, store: Any = cache) -> int:
    """One more under `key`, which names its window of so many seconds; returns how many there are then."""
    # An address may hold anything that a header does; no cache takes spaces.
    key = key.replace(" ", "")
    store.add(key, 0, 2 * window)
    try:
        return int(store.incr(key))
    except ValueError:
        # The store dropped the count between the two lines, to make room: start anew.
        store.set(key, 1, 2 * window)
        return 1
