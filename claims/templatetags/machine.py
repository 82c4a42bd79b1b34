"""What stands in the head of a page for machines: its own address, cards for links, and JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from claims.formats import said, schema_org

register = template.Library()

# Where a browser could take data for markup; JSON reads the escapes as the same characters.
UNSAFE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


@register.simple_tag
def claim_head(claim: Mapping[str, Any]) -> SafeString:
    """The head of a claim's page. The card carries the plain sentence with certainty, basis and standing."""
    text = f"{said.conclusion(claim)} {said.NOT_MEDICAL_ADVICE}"
    page = schema_org.claim_page(claim, site=settings.SITE_URL, name=settings.SITE_NAME)
    return _head(claim["url"], claim["text"], text, page, page_has_feed=True)


@register.simple_tag
def source_head(source: Mapping[str, Any]) -> SafeString:
    """The head of a source's page."""
    parts = [source["authors"], source["container_title"], str(source["year"] or "")]
    text = ". ".join(part for part in parts if part)
    if source["integrity"] != "clear":
        text = f"{source['integrity_label']}. {text}"
    page = schema_org.source_page(source, site=settings.SITE_URL)
    return _head(source["url"], source["title"] or source["id"], text, page, page_has_feed=True)


@register.simple_tag
def topic_head(topic: Mapping[str, Any]) -> SafeString:
    """The head of a topic's page."""
    text = (
        topic["description"] or f"Claims about {topic['name']} and the evidence that bears on them."
    )
    return _head(topic["url"], topic["name"], text, None, page_has_feed=True)


@register.simple_tag
def evidence_head(evidence: Mapping[str, Any]) -> SafeString:
    """The head of an evidence's page, with the address of its quotes as annotations."""
    link = format_html(
        '<link rel="alternate" type="application/ld+json" title="Quotes as annotations" href="{}">',
        f"{settings.SITE_URL}{evidence['url']}annotations.jsonld",
    )
    text = evidence["finding"] or "What one source says."
    card = _head(evidence["url"], evidence["claim"]["text"], text, None)
    return format_html("{}\n{}", card, link)


@register.simple_tag
def version_head(version: Mapping[str, Any], claim: str, text: str) -> SafeString:
    """The head of a version's page: it is its own address for good."""
    told = f"Version {version['number']} of {claim}, which never changes."
    return _head(f"/claims/{version['id']}/", text or version["id"], told, None)


@register.simple_tag
def site_head(path: str, title: str, description: str) -> SafeString:
    """The head of a page about the site, with the knowledge base as a Dataset."""
    page = schema_org.dataset(site=settings.SITE_URL, name=settings.SITE_NAME)
    return _head(path, title, description, page, page_has_feed=path == "/")


def json_ld(page: Mapping[str, Any]) -> SafeString:
    """A data block, which no browser runs; nothing in it can end it early."""
    text = json.dumps(page, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)
    # Escaped above for where it stands: inside a script element entities are not read.
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


def _head(
    path: str, title: str, text: str, page: Mapping[str, Any] | None, *, page_has_feed: bool = False
) -> SafeString:
    address = str(settings.SITE_URL) + path
    metas = [
        ("property", "og:type", "article"),
        ("property", "og:site_name", settings.SITE_NAME),
        ("property", "og:url", address),
        ("property", "og:title", title),
        ("property", "og:description", text),
        # Its title and text are taken from the ones above: nothing is cut, so no verdict ends up alone.
        ("name", "twitter:card", "summary"),
    ]
    return format_html(
        '<link rel="canonical" href="{}">\n{}\n{}\n{}',
        address,
        _feed(path, title) if page_has_feed else "",
        format_html_join("\n", '<meta {}="{}" content="{}">', metas),
        json_ld(page) if page else "",
    )


def _feed(path: str, title: str) -> SafeString:
    """The address of the page's Atom feed, for feed readers."""
    return format_html(
        '<link rel="alternate" type="application/atom+xml" title="{}" href="{}">',
        f"Changes: {title}",
        f"{settings.SITE_URL}{path}feed.atom",
    )
