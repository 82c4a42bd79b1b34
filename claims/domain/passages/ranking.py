"""How much a sentence looks worth checking: a linear model over words, trained offline on annotated trial reports.

The weights are data (`ranker.json`); benchmarks/train_ranker.py makes them, from the Evidence Inference annotations.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from claims.domain.articles import PassageKind
from claims.domain.passages.reading import Passage

WEIGHTS = Path(__file__).parent / "ranker.json"
#: Kinds of sentences that are never worth checking, whatever words they hold.
NEVER = frozenset({PassageKind.QUESTION, PassageKind.OTHER})

#: The last letter of the blocks in which languages with Latin letters are written.
LAST_LATIN = "\u024f"
_WORD = re.compile(r"[a-z]+(?:[-'’][a-z]+)*|[0-9]+(?:\.[0-9]+)?%?|[<>=±]")
_COMMON = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "is",
        "that",
        "for",
        "it",
        "as",
        "was",
        "with",
        "be",
        "by",
        "on",
        "not",
        "he",
        "his",
        "but",
        "at",
        "are",
        "this",
        "have",
        "from",
        "or",
        "had",
        "an",
        "they",
        "which",
        "you",
        "were",
        "their",
        "one",
        "all",
        "we",
        "can",
        "has",
        "there",
        "been",
        "if",
        "more",
        "when",
        "will",
        "would",
        "who",
        "so",
        "no",
    ]
)


def is_english(text: str) -> bool:
    """Whether the text looks like English: a fair share of its words are those that all English texts have.

    Texts of fewer than 20 words are taken to be, unless most of their letters are of another script.
    """
    words = re.findall(r"[^\W\d_]+", text[:20_000].lower())
    letters = "".join(words)
    if sum(letter > LAST_LATIN for letter in letters) * 2 > len(letters):
        return False
    return len(words) < 20 or sum(word in _COMMON for word in words) >= 0.12 * len(words)


def terms(sentence: str, *, place: float, heading: str = "") -> Iterator[str]:
    """What the model weighs: words, pairs of words, numbers as such, how long it is, and where in the text it stands.

    `place` is from 0, the beginning, to 1, the end.
    """
    words = [
        "#p" if word.endswith("%") else "#" if word[0].isdigit() else word
        for word in _WORD.findall(sentence.lower())
    ]
    yield from set(words)
    yield from {f"{one} {two}" for one, two in pairwise(words)}
    yield f"@{int(place * 9.999)}"
    yield f"~{min(6, len(words) // 8)}"
    for word in heading.lower().split()[:4]:
        yield f"^{word.strip('.:')}"


@cache
def _model() -> tuple[float, dict[str, float]]:
    held = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return held["intercept"], held["weights"]


def ranks(sentences: Sequence[str], passages: Sequence[Passage]) -> list[float]:
    """For each sentence from 0, not worth checking, to 1. Linear in the text."""
    intercept, weights = _model()
    found: list[float] = []
    heading = ""
    for place, (sentence, passage) in enumerate(zip(sentences, passages, strict=True)):
        if passage.heading:
            heading = sentence
        if passage.kind in NEVER:
            found.append(0.0)
            continue
        held = [
            weights[one]
            for one in terms(sentence, place=place / len(sentences), heading=heading)
            if one in weights
        ]
        # By the root of how many there are, so that a long sentence is not worth more for its length.
        total = intercept + sum(held) / math.sqrt(1 + len(sentence.split()))
        found.append(round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 4))
    return found
