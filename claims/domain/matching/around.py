"""What the whole article holds of a claim: one whose words it never names is hardly what its sentences say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from claims.domain.matching.sides import ClaimSide, share
from claims.domain.matching.words import tokens

#: From so many sentences on it counts in full that a word is missing; of a single sentence it says nothing.
LONG = 40
#: Whoever holds this share of the words' weight holds enough: a claim may say a thing in a word of its own.
ENOUGH = 0.9

Shares = tuple[float, float, float, float]


@dataclass(frozen=True)
class Article:
    """The words of a text, and how long it is: 0 for a sentence alone, 1 from LONG sentences on."""

    words: frozenset[str] = frozenset()
    length: float = 0.0
    _known: dict[int, Shares] = field(default_factory=dict, compare=False)

    def shares(self, claim: ClaimSide) -> Shares:
        """Of exposure, outcome and the whole claim the share of the words' weight that the text holds; and shortness.

        Each 0 to 1. The first three come nearer to 1 the shorter the text is.
        """
        if not self.length:
            return 1.0, 1.0, 1.0, 1.0
        if claim.key not in self._known:
            self._known[claim.key] = self._shares(claim)
        return self._known[claim.key]

    def _shares(self, claim: ClaimSide) -> Shares:
        held = dict.fromkeys(self.words & set(claim.words), 1.0)
        for concept in claim.linked:
            worth = concept.worth(self.words.issuperset)
            for word in concept.words:
                held[word] = max(held.get(word, 0.0), worth)
        own = dict.fromkeys(claim.words)
        # A topic's name may have words that the claim's own text lacks: that an article lacks them too says nothing.
        parts = [[word for word in own if word in part] for part in (claim.exposure, claim.outcome)]
        exposure, outcome, whole = (
            1 - self.length * (1 - min(1.0, share(words, held) / ENOUGH)) for words in (*parts, own)
        )
        return exposure, outcome, whole, 1 - self.length


def article(texts: Sequence[str], title: str = "") -> Article:
    """The article that these sentences make up."""
    words = frozenset(word for text in (*texts, title) for word in tokens(text))
    return Article(words, min(1.0, max(0, len(texts) - 1) / LONG))
