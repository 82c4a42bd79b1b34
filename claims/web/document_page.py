"""How the report on an article is laid out: its paragraphs, each with the findings that stand beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from claims.domain.articles import Finding

#: Kind -> (tone, shape, short word). Shape, line and word carry the meaning; the tone only helps.
MARKS: dict[str, tuple[str, str, str]] = {
    Finding.OPPOSITE: ("bad", "⇄", "opposite"),
    Finding.STRONGER: ("bad", "▲", "stronger"),
    Finding.REFERENCE: ("mixed", "§", "reference"),
    Finding.UNCITED: ("mixed", "?", "no study named"),
    Finding.MATCHED: ("good", "●", "claim"),
    Finding.POSSIBLE: ("none", "○", "possible"),
    Finding.UNMATCHED: ("none", "+", "no claim yet"),
}


def laid_out(found: Mapping[str, Any], report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Paragraphs in order: `pieces` of the text, every character of it, and the `findings` in them.

    A piece is text, and the finding that it is if it is one. What stands between two passages goes with the later.
    """
    by_place = {one["passage"]["position"]: one for one in report["findings"]}
    text, at, block = found["text"], 0, None
    paragraphs: list[dict[str, Any]] = []
    for passage in found["passages"]:
        if passage["block"] != block:
            block = passage["block"]
            paragraphs.append({"pieces": [], "findings": [], "heading": passage["heading"]})
        here = paragraphs[-1]
        finding = by_place.get(passage["position"])
        between = text[at : passage["start"]]
        if between:
            here["pieces"].append(
                {"text": between if here["pieces"] else between.strip(), "finding": None}
            )
        here["pieces"].append(
            {"text": passage["text"], "finding": finding, "position": passage["position"]}
        )
        if finding is not None:
            here["findings"].append(finding)
        at = passage["end"]
    rest = text[at:].strip()
    if rest:
        paragraphs.append(
            {"pieces": [{"text": rest, "finding": None}], "findings": [], "heading": False}
        )
    return paragraphs


def dressed(report: dict[str, Any], ident: str, key: str = "") -> dict[str, Any]:
    """The report with what a page needs beside: marks, neighbours and addresses of findings, prefilled drafts.

    `key` is that of the link by which the reader came to the article `ident`.
    """
    pages = reverse("web:document_passage", args=[ident, 0]).removesuffix("0/")
    by_link = f"?{urlencode({'key': key})}" if key else ""
    findings = report["findings"]
    for place, one in enumerate(findings):
        one["tone"], one["shape"], one["short"] = MARKS[one["kind"]]
        one["address"] = f"{pages}{one['passage']['position']}/{by_link}"
        one["before"] = findings[place - 1] if place else None
        one["after"] = findings[place + 1] if place + 1 < len(findings) else None
        one["draft"] = draft_address(one["passage"]["text"])
        one["also"] = one["kinds"][1:]
    for one in report["legend"]:
        one["tone"], one["shape"], one["short"] = MARKS[one["kind"]]
    return report


def draft_address(sentence: str) -> str:
    """The form for a new claim with this sentence in it."""
    return f"{reverse('web:propose_claim')}?{urlencode({'text': ' '.join(sentence.split())[:600]})}"
