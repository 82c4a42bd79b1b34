"""Works described for reference managers in the pages about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from claims.formats import embedded, source_csl
from claims.formats.records import Csl

register = template.Library()


@register.simple_tag
def source_meta(source: Mapping[str, Any]) -> SafeString:
    """The citation_* meta tags of a source's page."""
    tags = embedded.highwire(_whole(source))
    return format_html_join("\n", '<meta name="{}" content="{}">', tags)


@register.simple_tag
def source_coins(source: Mapping[str, Any]) -> SafeString:
    """The span that describes the work of a source's page."""
    return _spans([_whole(source)])


@register.simple_tag
def claim_coins(claim: Mapping[str, Any]) -> SafeString:
    """One span for each source of a claim's page. Empty: it is for machines, and is read out to nobody."""
    listed = [*claim["evidence"], *claim["excluded"]]
    sources = {one["source"]["id"]: one["source"] for one in listed}
    return _spans(embedded.of_brief(source) for source in sources.values())


def _whole(source: Mapping[str, Any]) -> Csl:
    # The `url` of a detail is its page here; the column of that name is behind `link`.
    csl = source_csl.record({**source, "url": ""}, source["id"])
    return csl if csl.get("URL") or not source["link"] else csl | {"URL": source["link"]}


def _spans(works: Iterable[Csl]) -> SafeString:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    titles = ((embedded.coins(csl, host),) for csl in works)
    return format_html_join("\n", '<span class="Z3988" title="{}"></span>', titles)
