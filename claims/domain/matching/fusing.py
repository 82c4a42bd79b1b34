"""Claims that a sentence is near in meaning join those that its words led to: below them, and never as a match."""

from __future__ import annotations

from collections.abc import Sequence

from claims.domain.articles import Band
from claims.domain.matching.scoring import MOST_POSSIBLE, Scored

#: Cosine from which a claim is near enough to be offered. On trial reports three quarters of the own claims are above
#: it and hardly any other; from 0.60 on there are twice as many others.
NEAR_ENOUGH = 0.65
#: The constant of reciprocal rank fusion: how little the first places outweigh those after them.
RANK_CONSTANT = 60


def joined(
    offered: Sequence[tuple[Scored, Band]],
    scored: Sequence[Scored],
    near: Sequence[tuple[int, float]],
) -> list[tuple[Scored, float]]:
    """What likeness of meaning adds to `offered`, best first: claims with their cosine, each a possible match only.

    `scored` holds every claim that comes into question with the score of its words, `near` keys and cosines. Nothing
    that was offered goes or changes its band. What is added has to be nearer than all of it: where words led to what
    is nearest, meaning has no news. So many are added that at most MOST_POSSIBLE are possible in all; which ones is
    told by both ranks together, as cosines and scores have no common measure (reciprocal rank fusion).
    """
    free = MOST_POSSIBLE - sum(band is Band.POSSIBLE for _, band in offered)
    there = {one.key for one, _ in offered}
    by_words = sorted(scored, key=lambda one: (-one.score, one.key))
    by_cosine = sorted(near, key=lambda one: (-one[1], one[0]))
    places = {key: place for place, (key, _) in enumerate(by_cosine, start=1)}
    cosines = dict(near)
    known = max((cosines.get(key, -1.0) for key in there), default=-1.0)

    def fused(place: int, one: Scored) -> float:
        return 1 / (RANK_CONSTANT + place) + 1 / (RANK_CONSTANT + places[one.key])

    new = [
        (-fused(place, one), one.key, one)
        for place, one in enumerate(by_words, start=1)
        if one.key not in there
        and cosines.get(one.key, -1.0) >= NEAR_ENOUGH
        and cosines[one.key] > known
    ]
    return [(one, cosines[one.key]) for _, _, one in sorted(new, key=lambda one: one[:2])[:free]]
