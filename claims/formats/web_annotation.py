"""Quotes as W3C Web Annotations (https://www.w3.org/TR/annotation-model/), so that others can find them again.

The target is the publication itself where its address is known, else its page here. `site` is the address of the
site without a slash at its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"

Node = dict[str, Any]


def annotation_page(evidence: Mapping[str, Any], *, site: str) -> Node:
    """All quotes of one evidence as one AnnotationPage; without quotes it has no items.

    What the rating says is left to the evidence's own page: an annotation tells what stands where.
    """
    page = site + evidence["url"]
    return {
        "@context": CONTEXT,
        "id": f"{page}annotations.jsonld",
        "type": "AnnotationPage",
        "items": [
            _annotation(evidence, quote, f"{page}annotations.jsonld#quote-{place}", site)
            for place, quote in enumerate(evidence["quotes"], 1)
        ],
    }


def _annotation(
    evidence: Mapping[str, Any], quote: Mapping[str, Any], ident: str, site: str
) -> Node:
    bodies: list[Node] = [
        {
            "type": "SpecificResource",
            "source": f"{site}/claims/{evidence['claim']['id']}/",
            "purpose": "linking",
        }
    ]
    for text, purpose in (
        (evidence["finding"], "describing"),
        (quote["locator"], "identifying"),
        (quote["note"], "commenting"),
    ):
        if text:
            bodies.append(
                {"type": "TextualBody", "value": text, "format": "text/plain", "purpose": purpose}
            )
    source = evidence["source"]
    return {
        "id": ident,
        "type": "Annotation",
        "motivation": "linking",
        "modified": _moment(evidence["updated_at"]),
        "rights": LICENCE,
        "body": bodies,
        "target": {
            "type": "SpecificResource",
            "source": source["link"] or site + source["url"],
            "selector": selectors(quote),
        },
    }


def selectors(quote: Mapping[str, Any]) -> list[Node]:
    """Where a quote stands: by its words with what is around them, and by its place where that is known."""
    found: list[Node] = [{"type": "TextQuoteSelector", "exact": quote["exact"]}]
    for part in ("prefix", "suffix"):
        if quote[part]:
            found[0][part] = quote[part]
    if quote["start"] is not None and quote["end"] is not None:
        found.append({"type": "TextPositionSelector", "start": quote["start"], "end": quote["end"]})
    return found


def _moment(value: datetime | str) -> str:
    return value if isinstance(value, str) else value.isoformat()
