"""How much a sentence speaks of a claim, from 0 to 1, in the same measure for every sentence and every knowledge base.

Features are shares of weighted words, so that they do not grow with length; a logistic function of them, with weights
fitted on annotated trial reports by benchmarks/train_matching.py, is the score. Blind to negation and direction.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from claims.domain.articles import Band
from claims.domain.matching.around import Article
from claims.domain.matching.sides import NARROWER, ClaimSide, Concept, SentenceSide, holds, share
from claims.domain.matching.words import relations, telling

_CARRIED = 1
WEIGHTS = Path(__file__).parent / "weights.json"
FEATURES = (
    "exposure",
    "carried",
    "outcome",
    "weaker",
    "claim",
    "rest",
    "sentence",
    "mass",
    "close",
    "key",
    "article_exposure",
    "article_outcome",
    "article_claim",
    "short",
)
#: Candidates that hold this share of their exposure in a sentence crowd each other; how much that weighs.
SHARES_EXPOSURE, CROWDED = 0.8, 0.6
#: What is left over of a claim that another one accounts for, as a share of its weight.
ACCOUNTED = 0.1
#: Log odds by which another sentence of the article must say a claim better to make this one a possible match only.
BETTER_ELSEWHERE = 1.0
#: At most so many claims are offered as possible for one sentence.
MOST_POSSIBLE = 5
#: So many claims that say something else are thought to stand beside those that are looked at.
SMALL = 10


@dataclass(frozen=True)
class Scored:
    """A claim with its score, the features that it came from, and its words in the sentence with their weights."""

    key: int
    score: float
    features: tuple[float, ...]
    held: Mapping[str, float]


Weigh = Callable[[str], float]
#: A sentence without an article.
ALONE = Article()


def local(claims: Sequence[ClaimSide]) -> Weigh:
    """How telling words are among these claims: what nearly all of them say tells none from another.

    A word that all of many claims hold keeps a fifth of its weight; with few claims hardly anything changes.
    """
    counts = Counter(word for claim in claims for word in set(claim.words))
    total = len(claims) + SMALL

    @cache
    def weigh(word: str) -> float:
        return telling(word) * (1 - 0.8 * counts.get(word, 0) / total)

    return weigh


def features(
    claim: ClaimSide, sentence: SentenceSide, weigh: Weigh = telling, article: Article = ALONE
) -> tuple[tuple[float, ...], dict[str, float]]:
    """The values of FEATURES, each 0 to 1, and the claim's words that the sentence holds, with their weights."""
    places = sentence.places
    here: dict[str, float] = dict.fromkeys(sentence.words, 1.0)
    carried: dict[str, float] = dict(sentence.carried)
    concepts = claim.linked
    for concept in concepts:
        value = _named(concept, sentence)
        brought = _carried(concept, sentence)
        for word in concept.words:
            here[word] = max(here.get(word, 0.0), value)
            carried[word] = max(carried.get(word, 0.0), brought)
    both = carried | {word: max(value, carried.get(word, 0.0)) for word, value in here.items()}
    everything = dict.fromkeys(claim.words)
    rest = [word for word in everything if word not in claim.exposure]
    exposure = share(claim.exposure, here, weigh)
    exposure_carried = share(claim.exposure, both, weigh)
    outcome = share(claim.outcome, here, weigh)
    with_exposure = here | {word: both[word] for word in claim.exposure if word in both}
    covered = share(everything, with_exposure, weigh)
    own = set(sentence.words)
    said = {word for word in own if word in everything} | {
        word
        for concept in concepts
        for name in concept.names
        if holds(places, name)
        for word in name
    }
    mass = sum(weigh(word) * here.get(word, 0.0) for word in rest)
    key = max(rest, key=weigh, default="")
    values = (
        exposure,
        exposure_carried,
        outcome,
        min(exposure_carried, outcome),
        covered,
        share(rest, here, weigh) if rest else covered,
        _weight(said & own, weigh) / max(_weight(own, weigh), 1e-9),
        min(1.0, mass / 20),
        _closeness(rest, places),
        here.get(key, 0.0) if key else covered,
        *article.shares(claim),
    )
    return values, {word: weigh(word) for word in everything if here.get(word, 0.0) >= NARROWER}


def _named(concept: Concept, sentence: SentenceSide) -> float:
    """What the concept's best name in the sentence is worth; 0 where it has none."""
    return concept.worth(lambda name: holds(sentence.places, name))


def _carried(concept: Concept, sentence: SentenceSide) -> float:
    held = sentence.carried_names
    own = max((held.get(name, 0.0) for name in concept.names), default=0.0)
    return max([own, *(NARROWER * held.get(name, 0.0) for name in concept.narrower)])


def _weight(words: Iterable[str], weigh: Weigh) -> float:
    return sum(weigh(word) for word in words)


def _closeness(words: Iterable[str], places: Mapping[str, Sequence[int]]) -> float:
    """1 where the claim's words stand side by side in the sentence, less the further they are spread."""
    found = [places[word] for word in words if word in places and word not in relations()]
    if len(found) < 2:
        return 0.5 if found else 0.0
    start = min(found, key=len)
    best = min(
        max(min(abs(there - here) for there in others) for others in found) for here in start
    )
    return 1 / (1 + max(0, best - len(found)) / 6)


@cache
def _model() -> tuple[float, tuple[float, ...], float, float]:
    held = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    weights = tuple(held["weights"][name] for name in FEATURES)
    return held["intercept"], weights, held["match"], held["possible"]


def score(
    claim: ClaimSide, sentence: SentenceSide, weigh: Weigh = telling, article: Article = ALONE
) -> Scored:
    """The claim's score for the sentence, which stands in `article`, or alone."""
    intercept, weights, _, _ = _model()
    values, held = features(claim, sentence, weigh, article)
    total = intercept + sum(w * v for w, v in zip(weights, values, strict=True))
    return Scored(claim.key, 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), values, held)


def settled(
    article: Sequence[Sequence[Scored]],
    advice: Sequence[bool],
    normative: Collection[int] = (),
    cuts: tuple[float, float] | None = None,
) -> list[list[tuple[Scored, Band]]]:
    """What is offered for each sentence, best first: its matches, and at most MOST_POSSIBLE possible ones.

    A match has to clear more than the cut. The more candidates share its exposure, the less likely is any of them:
    CROWDED times the logarithm of their number is taken off its log odds (1 would be Bayes with equal shares; claims
    on one exposure share other words as well). Where the article says the claim better elsewhere, this sentence is a
    possible match only; so is a claim of which the sentence holds nothing that a better match does not account for. A
    sentence that advises (`advice`) matches what ought to be done (`normative`), any other sentence what is. `cuts`
    are those of matches and of possible ones, where they are to be others than the fitted ones.
    """
    match, possible = cuts or _model()[2:]
    best: dict[int, float] = {}
    for scored in article:
        for one in scored:
            best[one.key] = max(best.get(one.key, 0.0), one.score)
    found: list[list[tuple[Scored, Band]]] = []
    for scored, advises in zip(article, advice, strict=True):
        crowd = max(1, sum(one.features[_CARRIED] >= SHARES_EXPOSURE for one in scored))
        offered: list[tuple[Scored, Band]] = []
        for one in sorted(scored, key=lambda one: (-one.score, one.key)):
            clear = _odds(one.score) - CROWDED * math.log(crowd) >= _odds(match)
            clear &= _odds(one.score) >= _odds(best[one.key]) - BETTER_ELSEWHERE
            clear &= advises == (one.key in normative)
            clear &= not any(_said_by(one, other) for other, kind in offered if kind is Band.MATCH)
            if clear:
                offered.append((one, Band.MATCH))
            elif (
                one.score >= possible
                and sum(kind is Band.POSSIBLE for _, kind in offered) < MOST_POSSIBLE
            ):
                offered.append((one, Band.POSSIBLE))
        found.append(offered)
    return found


def _said_by(one: Scored, other: Scored) -> bool:
    """Whether what the sentence holds of `one` is nearly all held of `other` too, which holds more."""
    mass = sum(one.held.values())
    rest = sum(weight for word, weight in one.held.items() if word not in other.held)
    return rest <= ACCOUNTED * mass and sum(other.held.values()) > (1 + ACCOUNTED) * mass


def _odds(share: float) -> float:
    """Log odds, within bounds."""
    share = min(1 - 1e-9, max(1e-9, share))
    return math.log(share / (1 - share))
