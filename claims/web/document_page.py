"""How the report on an article is laid out: its paragraphs, each with the findings that stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from claims.domain.articles import Finding

#: Kind -> (tone, shape, short word). Shape, line and word carry the meaning; the tone only helps.
MARKS: dict[str, tuple[str, str, str]] = {
    Finding.OPPOSITE: ("bad", "⇄", gettext_noop("opposite")),
    Finding.STRONGER: ("bad", "▲", gettext_noop("stronger")),
    Finding.REFERENCE: ("mixed", "§", gettext_noop("reference")),
    Finding.UNCITED: ("mixed", "?", gettext_noop("no study named")),
    Finding.MATCHED: ("good", "●", gettext_noop("claim")),
    Finding.POSSIBLE: ("none", "○", gettext_noop("possible")),
    Finding.UNMATCHED: ("none", "+", gettext_noop("no claim yet")),
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
    standing = _standings()
    pages = reverse("web:document_passage", args=[ident, 0]).removesuffix("0/")
    by_link = f"?{urlencode({'key': key})}" if key else ""
    findings = report["findings"]
    for place, one in enumerate(findings):
        one.update(_mark(one["kind"]))
        one["address"] = f"{pages}{one['passage']['position']}/{by_link}"
        one["before"] = findings[place - 1] if place else None
        one["after"] = findings[place + 1] if place + 1 < len(findings) else None
        one["draft"] = draft_address(one["passage"]["text"])
        one["also"] = one["kinds"][1:]
        for match in one["passage"]["matches"]:
            match["standing"] = partial(standing, match)
    for one in report["legend"]:
        one.update(_mark(one["kind"]))
    return report


def _standings() -> Callable[[Mapping[str, Any]], str]:
    """What is known of a match's claim as HTML, made once for each: a long article speaks of few, often."""
    made: dict[str, str] = {}

    def standing(match: Mapping[str, Any]) -> str:
        ident = match["claim"]
        if ident not in made:
            made[ident] = render_to_string("parts/article_claim.html", {"claim": match})
        return made[ident]

    return standing


def _mark(kind: str) -> dict[str, str]:
    tone, shape, short = MARKS[kind]
    return {"tone": tone, "shape": shape, "short": gettext(short)}


def sentence(
    found: Mapping[str, Any], report: Mapping[str, Any], position: int
) -> dict[str, Any] | None:
    """What the page of one sentence shows: it with its neighbours of the paragraph, and its finding or None.

    None where the article has no such sentence. No query.
    """
    passages = found["passages"]
    if not 1 <= position <= len(passages):
        return None
    passage = passages[position - 1]
    beside = {
        name: passages[place]["text"]
        for name, place in (("before", position - 2), ("after", position))
        if 0 <= place < len(passages) and passages[place]["block"] == passage["block"]
    }
    here = (one for one in report["findings"] if one["passage"]["position"] == position)
    return {
        "passage": passage,
        "beside": beside,
        "finding": next(here, None),
        "draft": draft_address(passage["text"]),
    }


def draft_address(sentence: str) -> str:
    """The form for a new claim with this sentence in it."""
    return f"{reverse('web:propose_claim')}?{urlencode({'text': ' '.join(sentence.split())[:600]})}"
