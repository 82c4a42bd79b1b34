"""What a sentence takes from what stands before it: the article's own subject, and what "it" and "this" point to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from claims.domain.matching.sides import Name, SentenceSide, holds, places_of
from claims.domain.matching.words import telling, tokens

#: An article's subject: telling words that at least this share of its sentences hold, the best few of them.
SUBJECT_SHARE, SUBJECT_LEAST, SUBJECT_MOST = 0.15, 3, 6
SUBJECT_TELLING = 4.5
#: The worth of what "it" points to, and of the article's subject in a sentence without and with one of its own.
POINTED, UNSAID, BESIDE = 0.9, 0.85, 0.45

_POINTS_BACK = re.compile(
    r"(?<!\w)(?:it|its|they|their|them|this|these|those|such|the\s+(?:plant|drug|herb|substance|supplement|treatment|compound"
    r"|medication|medicine|intervention|remedy|product|disease|condition|disorder|vaccine|diet|food|chemical|therapy"
    r"|symptoms?|effects?|phenomenon|link|study|group))(?!\w)",
    re.IGNORECASE,
)


def subject_of(sentences: Sequence[Sequence[str]], title: Sequence[str]) -> frozenset[str]:
    """The words that the whole article is about: those that recur, and the telling ones of its title."""
    counts = Counter(word for words in sentences for word in set(words))
    least = max(SUBJECT_LEAST, SUBJECT_SHARE * len(sentences))
    often = [
        (count * telling(word), word)
        for word, count in counts.items()
        if count >= least and telling(word) >= SUBJECT_TELLING
    ]
    best = {word for _, word in sorted(often, reverse=True)[:SUBJECT_MOST]}
    return frozenset(best | {word for word in title if telling(word) >= SUBJECT_TELLING})


def sides(
    texts: Sequence[str], blocks: Sequence[int], title: str, names: Collection[Name] = ()
) -> list[SentenceSide]:
    """Each sentence with its words, and with what it takes from the article and from the sentence before it.

    `names` are the names of topics that may be meant: those held by the subject or the sentence before are carried.
    """
    words = [tokens(text) for text in texts]
    subject = subject_of(words, tokens(title))
    ordered = places_of(sorted(subject))
    about = {name for name in names if holds(ordered, name)}
    found: list[SentenceSide] = []
    for place, text in enumerate(texts):
        own = tuple(words[place])
        places = places_of(own)
        worth = BESIDE if any(word in places for word in subject) else UNSAID
        carried, carried_names = dict.fromkeys(subject, worth), dict.fromkeys(about, worth)
        if place and blocks[place - 1] == blocks[place] and _POINTS_BACK.search(text):
            before = found[place - 1]
            carried.update(dict.fromkeys(before.words, POINTED))
            carried_names.update({name: POINTED for name in names if holds(before.places, name)})
        found.append(SentenceSide(text, own, places, carried, carried_names))
    return found
