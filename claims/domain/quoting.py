"""Whether a quotation is letter by letter what the text says, and where it first differs if not.

Quotations follow the Web Annotation model (TextQuoteSelector, TextPositionSelector): offsets are Unicode code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any

TAG = re.compile(r"<[^<>]{1,200}>")
#: Characters shown on each side of a difference.
AROUND = 20
#: A longer text is not aligned: the search for the nearest passage takes time in proportion to its square.
LONGEST_ALIGNED = 20_000


def plain(text: str) -> str:
    """The text without the tags that bibliographic services leave in abstracts."""
    return TAG.sub("", text)


def stored_text(csl: Any, locator: str) -> str:
    """The stored text in which a quotation with this locator has to stand; "" where none is stored.

    What is stored of a source is its abstract, in its CSL-JSON: a quotation from elsewhere is not held against it.
    """
    abstract = csl.get("abstract") if isinstance(csl, Mapping) else None
    of_abstract = locator.strip().casefold().startswith("abstract")
    return plain(abstract) if of_abstract and isinstance(abstract, str) else ""


def misquoted(text: str, exact: str) -> str:
    """How `exact` differs from the nearest passage of `text`; "" where it stands there letter by letter."""
    if exact in text:
        return ""
    if len(text) > LONGEST_ALIGNED or len(exact) > LONGEST_ALIGNED:
        return "It is not in the stored text letter by letter."
    block = SequenceMatcher(None, text, exact, autojunk=False).find_longest_match()
    if block.size < min(8, len(exact)):
        return "Nothing like it is in the stored text."
    before = 0
    while (
        before < min(block.a, block.b) and text[block.a - before - 1] == exact[block.b - before - 1]
    ):
        before += 1
    # Either the quotation goes wrong in front of the passage that fits, or after it.
    if block.b + block.size < len(exact):
        at, there = block.b + block.size, block.a + block.size
    else:
        at, there = max(0, block.b - before - 1), max(0, block.a - before - 1)
    return f"The text has “{_around(text, there)}” where the quotation has “{_around(exact, at)}”."


def _around(text: str, at: int) -> str:
    start, end = max(0, at - AROUND), at + AROUND
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def contradiction(quote: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> str:
    """Why the offsets of a quotation cannot be right beside those of `others` from the same text; "" if they can.

    Where two spans overlap, both have to say the same.
    """
    start, exact = quote.get("start"), quote["exact"]
    if start is None:
        return ""
    if len(quote.get("prefix") or "") > start:
        return "`prefix` is longer than the text before `start`."
    for other in others:
        first = other.get("start")
        if first is None:
            continue
        low, high = max(start, first), min(start + len(exact), first + len(other["exact"]))
        mine, theirs = exact[low - start : high - start], other["exact"][low - first : high - first]
        if low < high and mine != theirs:
            return f"Characters {low} to {high} are “{theirs[:80]}” in another quotation, “{mine[:80]}” in this."
    return ""
