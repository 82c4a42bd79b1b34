"""Atom feeds (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    """One entry. `id` never changes; `address` is the page, `text` the whole of it in plain words."""

    id: str
    title: str
    address: str
    updated: datetime
    text: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A feed: `address` is its own, `page` that of what it is about. `updated` counts where it has no entries."""

    title: str
    subtitle: str
    address: str
    page: str
    author: str
    updated: datetime
    entries: Sequence[Entry]


def write(feed: Feed) -> bytes:
    """The document in UTF-8, newest entry first as given."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    _text(root, "id", feed.address)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _moment(max([e.updated for e in feed.entries] or [feed.updated])))
    _link(root, "self", feed.address, "application/atom+xml")
    _link(root, "alternate", feed.page, "text/html")
    _text(ET.SubElement(root, "author"), "name", feed.author)
    _text(root, "rights", "CC0 1.0; quotations stay their authors'.")
    for entry in feed.entries:
        node = ET.SubElement(root, "entry")
        _text(node, "id", entry.id)
        _text(node, "title", entry.title)
        _text(node, "updated", _moment(entry.updated))
        _link(node, "alternate", entry.address, "text/html")
        for term in entry.categories:
            ET.SubElement(node, "category", {"term": term})
        content = _text(node, "content", entry.text)
        content.set("type", "text")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def tag(host: str, when: datetime, name: str) -> str:
    """A name for good (RFC 4151): tag:example.org,2026-05-01:C42/7."""
    return f"tag:{host},{when:%Y-%m-%d}:{name}"


def _text(parent: ET.Element, name: str, value: str) -> ET.Element:
    node = ET.SubElement(parent, name)
    node.text = value
    return node


def _link(parent: ET.Element, rel: str, address: str, kind: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "href": address, "type": kind})


def _moment(value: datetime) -> str:
    return value.isoformat(timespec="seconds")
