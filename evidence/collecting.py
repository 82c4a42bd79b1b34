"""How often Python looks for garbage in a server process."""

from __future__ import annotations

import gc

from django.urls import get_resolver

# New objects that make it look, and how many looks at the young make one at the older. Answers are large and
# short-lived: with Python's own 700 it goes through them, and all that the site consists of, while they are made.
THRESHOLDS = (50_000, 20, 50)


def settle() -> None:
    """Leave out of every later look what the site consists of, and look less often. For a server that begins."""
    # Views are imported with the addresses: at the first request otherwise.
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
