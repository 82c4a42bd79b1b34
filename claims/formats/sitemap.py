"""Sitemaps (https://www.sitemaps.org/protocol.html): which pages there are, and when each last changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
Entry = tuple[str, datetime | None]


def pages(entries: Iterable[Entry]) -> str:
    """One sitemap of (full address, time of the last change); at most 50,000 by the protocol."""
    return _document("urlset", "url", entries)


def index(entries: Iterable[Entry]) -> str:
    """The list of sitemaps, each by its full address."""
    return _document("sitemapindex", "sitemap", entries)


def _document(root: str, each: str, entries: Iterable[Entry]) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{NAMESPACE}">']
    for address, changed in entries:
        when = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
        lines.append(f"<{each}><loc>{escape(address)}</loc>{when}</{each}>")
    lines.append(f"</{root}>")
    return "\n".join(lines) + "\n"
