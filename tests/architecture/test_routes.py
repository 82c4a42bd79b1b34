"""Every address of the site is listed, so that a new one is a decision and not an accident."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

LIST = Path(__file__).with_name("routes.txt")


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """Every route from the top, as written; the admin's own pages are the admin's."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from ["admin/**"] if route == "admin/" else routes(pattern.url_patterns, route)
        else:
            yield route or "/"


def test_every_route_is_listed_and_no_other():
    """After adding one on purpose: `WRITE_ROUTES=1 pytest tests/architecture/test_routes.py`."""
    found = sorted(set(routes(get_resolver().url_patterns)))
    if os.environ.get("WRITE_ROUTES"):
        LIST.write_text("\n".join(found) + "\n", encoding="utf-8")
    assert LIST.read_text(encoding="utf-8").splitlines() == found
