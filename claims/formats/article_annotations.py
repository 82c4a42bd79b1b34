"""Findings in an article as W3C Web Annotations: what a sentence speaks of, how it words it, what is known of that.

Positions count Unicode code points of the text as it is kept here; the words around a quote find it in the original.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.formats.said import NOT_MEDICAL_ADVICE, conclusion
from claims.formats.web_annotation import CONTEXT, LICENCE, Node, selectors

#: Characters of text before and after a quote, to find it by.
AROUND = 32


def annotation_page(
    document: Mapping[str, Any], report: Mapping[str, Any], *, site: str, address: str
) -> Node:
    """All findings but those that are only possible or have no claim, as one AnnotationPage at `address`.

    A verdict is never told without its certainty and basis, and a suggestion is called one.
    """
    items = []
    for finding in report["findings"]:
        told = _bodies(finding, site)
        if told:
            items.append(_annotation(document, finding, told, site, address))
    return {"@context": CONTEXT, "id": site + address, "type": "AnnotationPage", "items": items}


def _bodies(finding: Mapping[str, Any], site: str) -> list[Node]:
    bodies: list[Node] = []
    for match in finding["firm"]:
        whose = "suggested by the machine" if match["state"] == "suggested" else "said by a person"
        bodies += [
            {"type": "SpecificResource", "source": site + match["url"], "purpose": "linking"},
            _text(
                f"{match['claim']}: wording {match['wording_label'].lower()} ({whose})",
                "describing",
            ),
            _text(f"{match['claim']}: {conclusion(match)} {NOT_MEDICAL_ADVICE}", "commenting"),
        ]
    if finding["passage"]["uncited"]:
        bodies.append(
            _text("Leans on studies, names none (suggested by the machine)", "describing")
        )
    bodies += [
        _text(f"{one['value']}: {one['told']}", "describing")
        for one in finding["references"]
        if one["flags"]
    ]
    return bodies


def _text(value: str, purpose: str) -> Node:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _annotation(
    document: Mapping[str, Any],
    finding: Mapping[str, Any],
    bodies: list[Node],
    site: str,
    address: str,
) -> Node:
    passage, text = finding["passage"], document["text"]
    quote = {
        "exact": passage["text"],
        "prefix": text[max(0, passage["start"] - AROUND) : passage["start"]],
        "suffix": text[passage["end"] : passage["end"] + AROUND],
        "start": passage["start"],
        "end": passage["end"],
    }
    # The page of the article without the key of its link: an annotation is passed on.
    own = f"{site}/documents/{document['id']}/"
    node: Node = {
        "id": f"{site}{address}#p{passage['position']}",
        "type": "Annotation",
        "motivation": "linking" if finding["firm"] else "commenting",
        "rights": LICENCE,
        "body": bodies,
        "target": {
            "type": "SpecificResource",
            "source": document["address"] or own,
            "selector": selectors(quote),
        },
    }
    if document["checked_at"]:
        moment = document["checked_at"]
        node["modified"] = moment if isinstance(moment, str) else moment.isoformat()
    return node
