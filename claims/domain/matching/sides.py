"""The two sides that are compared: a claim with the names of its parts, and a sentence with what it is said about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from claims.domain.matching.words import telling, tokens

#: A name of several words may be spread over this many words more than it has.
SLACK = 2

#: What the name of a narrower topic is worth, and that of a broader one, which says less than the claim.
NARROWER, BROADER = 0.7, 0.3

Name = tuple[str, ...]


def name_of(text: str) -> Name:
    """A name as it is compared: its content words, in order."""
    return tuple(tokens(text))


@dataclass(frozen=True)
class Concept:
    """A topic of a claim: each of its names, and those of narrower and broader topics, which stand for it less well."""

    names: tuple[Name, ...]
    narrower: tuple[Name, ...] = ()
    broader: tuple[Name, ...] = ()

    @property
    def words(self) -> frozenset[str]:
        """The words of all its names: what a claim says of it by any of them."""
        return frozenset(word for name in self.names for word in name)

    def worth(self, named: Callable[[Name], bool]) -> float:
        """What the best name for which `named` is true is worth, 0 to 1; 0 where there is none."""
        for names, value in (
            (self.names, 1.0),
            (self.narrower, NARROWER),
            (self.broader, BROADER),
        ):
            if any(name and named(name) for name in names):
                return value
        return 0.0


@dataclass(frozen=True)
class ClaimSide:
    """A claim as it is compared: its words in order, those of its parts, and its topics."""

    key: int
    text: str
    words: tuple[str, ...]
    exposure: frozenset[str] = frozenset()
    outcome: frozenset[str] = frozenset()
    population: frozenset[str] = frozenset()
    comparator: frozenset[str] = frozenset()
    concepts: tuple[Concept, ...] = ()
    #: Words of all names of the outcome's topic.
    outcome_names: frozenset[str] = frozenset()
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def linked(self) -> tuple[Concept, ...]:
        """Topics any name of which may stand for another one: none in a definition, which says that two are one."""
        return () if self.facts.get("claim_type") == "definitional" else self.concepts


@dataclass(frozen=True)
class SentenceSide:
    """A sentence as it is compared: its words, where each stands, and what it takes from what stands before it."""

    text: str
    words: tuple[str, ...]
    places: Mapping[str, Sequence[int]]
    carried: Mapping[str, float] = field(default_factory=dict)
    carried_names: Mapping[Name, float] = field(default_factory=dict)


def holds(places: Mapping[str, Sequence[int]], name: Name) -> bool:
    """Whether all words of `name` stand within its length and SLACK more, in any order."""
    if not name or any(word not in places for word in name):
        return False
    if len(name) == 1:
        return True
    rarest = min(name, key=lambda word: len(places[word]))
    reach = len(name) + SLACK
    return any(
        all(any(abs(there - here) < reach for there in places[word]) for word in name)
        for here in places[rarest]
    )


def places_of(words: Sequence[str]) -> dict[str, list[int]]:
    """Where each word stands."""
    found: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        found.setdefault(word, []).append(place)
    return found


def share(
    words: Iterable[str], held: Mapping[str, float], weigh: Callable[[str], float] = telling
) -> float:
    """The share of the words' weight that is held; 1 of no words."""
    total = shared = 0.0
    for word in words:
        weight = weigh(word)
        total += weight
        shared += weight * held.get(word, 0.0)
    return shared / total if total else 1.0
