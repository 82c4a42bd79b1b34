"""Hints that two records may describe one thing: each says why in words and weighs in points; none decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
#: Words that nearly every description has: sharing them says nothing.
_COMMON = (
    "the and for with from that this these those was were are has had have not than into onto over under"
    " after before during between among who whose which their his her its one two three study studies trial"
    " report reports case cases patient patients people person adult adults man men woman women male female"
    " use user users used using year years month months week weeks day days about due randomized randomised"
    " controlled effect effects analysis results review associated association versus new"
)
COMMON = frozenset(_COMMON.split())


@dataclass(frozen=True)
class Hint:
    """One reason to look: `kind` as a short code, `reason` in words, `score` in points (negative: against)."""

    kind: str
    reason: str
    score: int


def likeness(hints: Iterable[Hint]) -> int:
    """The points of all hints together; 0 where there is none."""
    return sum(hint.score for hint in hints)


def folded(text: str) -> str:
    """`text` without accents and case, so that Müller and MULLER are the same."""
    spread = unicodedata.normalize("NFKD", text)
    return "".join(c for c in spread if not unicodedata.combining(c)).casefold()


def words(text: str) -> frozenset[str]:
    """The telling words of a text: three letters or more, or digits; without the common ones."""
    found = _WORD.findall(folded(text))
    return frozenset(w for w in found if (len(w) > 2 or w.isdigit()) and w not in COMMON)


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared words among all words of both (Jaccard), from 0 to 1; 0 where either has none."""
    return len(one & other) / len(one | other) if one and other else 0.0
