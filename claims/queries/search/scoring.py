"""How well a record answers: BM25 over its words, read in Python so that both databases rank alike.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with two additions
that long questions need: words that follow each other in question and record count more, and so does a
record most of which is asked for.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from claims.domain.porter import stem
from claims.domain.words import STOP_STEMS, stems_of
from claims.queries.search.base import COMMON, UNCOUNTED
from claims.queries.search.terms import Term

SATURATION = 0.9  # k1 of BM25: texts are short, so that a second occurrence says little
BY_LENGTH = 0.75  # b of BM25
ADJACENT = 0.4
COVERED = 0.3
# What stands only beside the main text (an author, a part of the claim, a topic) counts half.
ASIDE = 0.5


@dataclass(frozen=True)
class Text:
    """What is read of one record: its main text, what stands beside it, and the keys of its topics."""

    key: int
    main: str
    aside: str = ""
    topics: frozenset[int] = frozenset()


def weight(count: int, total: int, share: float = 1.0) -> float:
    """Inverse document frequency as in BM25, never zero, times the term's own share."""
    everything = max(total, count)
    found = math.log(1 + (everything - count + 0.5) / (count + 0.5)) * share
    return found * UNCOUNTED if count > COMMON else found


def ranked(
    texts: Iterable[Text], weighed: Sequence[tuple[float, Term]], asked: Sequence[str]
) -> list[tuple[int, float]]:
    """(key, score), best first, newest first within ties. `asked` are the stems of the question in order."""
    read = [_Read(text) for text in texts]
    if not read:
        return []
    usual = sum(one.length for one in read) / len(read) or 1.0
    wanted = [_Wanted(term, heft) for heft, term in weighed]
    pairs = _pairs(asked, wanted)
    scored = [(one.key, _score(one, wanted, pairs, usual)) for one in read]
    return sorted(scored, key=lambda pair: (-pair[1], -pair[0]))


class _Read:
    """The words of one record."""

    def __init__(self, text: Text) -> None:
        self.key = text.key
        self.topics = text.topics
        self.main = stems_of(text.main)
        self.aside = stems_of(text.aside)
        self.content = [word for word in self.main if word not in STOP_STEMS]
        self.length = len(self.content)
        self.counts = Counter(self.main)
        self.beside = Counter(self.aside)


class _Wanted:
    """One term, as stems."""

    def __init__(self, term: Term, heft: float) -> None:
        self.heft = heft
        self.topics = term.topics
        self.phrases = [tuple(stem(word) for word in phrase) for phrase in term.alternatives]
        self.words = {phrase[0] for phrase in self.phrases if len(phrase) == 1}
        self.long = [phrase for phrase in self.phrases if len(phrase) > 1]
        self.prefixes = term.prefixes

    def times(self, counts: Counter[str], words: Sequence[str], covered: set[str]) -> int:
        """How often it stands in `words`; adds the words it accounts for to `covered`."""
        times = 0
        for word in self.words:
            if word in counts:
                times += counts[word]
                covered.add(word)
        for phrase in self.long:
            if all(word in counts for word in phrase):
                size = len(phrase)
                found = sum(
                    tuple(words[place : place + size]) == phrase
                    for place in range(len(words) - size + 1)
                )
                if found:
                    times += found
                    covered.update(phrase)
        if self.prefixes and not times:
            begun = {word for word in counts if word.startswith(self.prefixes)}
            covered |= begun
            times += sum(counts[word] for word in begun)
        return times


def _pairs(asked: Sequence[str], wanted: Sequence[_Wanted]) -> dict[tuple[str, str], float]:
    """Neighbours in the question, with the lesser of their weights."""
    hefts = {word: one.heft for one in wanted for word in one.words}
    content = [word for word in asked if word not in STOP_STEMS]
    return {
        (one, other): min(hefts[one], hefts[other])
        for one, other in pairwise(content)
        if one in hefts and other in hefts and one != other
    }


def _score(
    one: _Read, wanted: Sequence[_Wanted], pairs: dict[tuple[str, str], float], usual: float
) -> float:
    length = 1 - BY_LENGTH + BY_LENGTH * one.length / usual
    covered: set[str] = set()
    score = 0.0
    for term in wanted:
        times: float = term.times(one.counts, one.main, covered)
        if not times and (term.topics & one.topics or term.times(one.beside, one.aside, set())):
            times = ASIDE
        if times:
            score += term.heft * times * (SATURATION + 1) / (times + SATURATION * length)
    if pairs:
        beside = set(pairwise(one.content))
        score += ADJACENT * sum(pairs[pair] for pair in pairs if pair in beside)
    own = set(one.content)
    if own:
        # One more than there is, so that a record found only by what stands beside it keeps a score.
        score *= ((len(covered & own) + 1) / (len(own) + 1)) ** COVERED
    return score
