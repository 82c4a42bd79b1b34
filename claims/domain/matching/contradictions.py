"""Where an article says two things that cannot both hold, told from what its passages say and what they are matched to.

Hints for a reader, never findings: each says in words why the two passages are shown together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from claims.domain.articles import Wording
from claims.domain.matching.words import tokens
from claims.domain.sentences import Sentence

#: Pairs that are shown of one article at most.
MOST = 20


@dataclass(frozen=True)
class Said:
    """A passage (its place from 1) and the claims that it speaks of, each with its wording."""

    position: int
    text: str
    claims: Mapping[int, str]


@dataclass(frozen=True)
class Facts:
    """What of a claim tells whether it excludes another."""

    key: int
    label: str
    exposure: frozenset[str]
    outcome: frozenset[str]
    quantifier: str
    effect: str
    claim_type: str


@dataclass(frozen=True)
class Pair:
    """Two passages that do not go together; `kind`: wording, claims, or denial."""

    kind: str
    first: int
    second: int
    claims: tuple[int, ...]
    why: str


_HARMS = (
    r"side[-\s]effects?|adverse\s+(?:effects?|events?|reactions?)|risks?|dangers?|harms?|complications?|dependence|dependency|addiction"
    r"|withdrawal\s+symptoms?|toxicity|interactions?|overdos\w+|deaths?|pain|weight\s+gain|hangovers?|allerg\w+|tolerance"
)
_DENIED = re.compile(
    rf"(?<!\w)(?:without|no|free\s+of|free\s+from|lacks?|lacking|devoid\s+of|zero|does\s+not\s+(?:cause|have)|do\s+not\s+(?:cause|have)"
    rf"|doesn['’]t\s+(?:cause|have)|don['’]t\s+(?:cause|have)|not\s+cause)\s+(?:(?:the|any|known|serious|significant|of|major|severe|negative|unwanted|harmful|such)\s+){{0,3}}"
    rf"(?P<harm>{_HARMS})(?!\w)",
    re.IGNORECASE,
)
_SAID = re.compile(rf"(?<!\w)(?P<harm>{_HARMS})(?!\w)", re.IGNORECASE)
_BRINGS = re.compile(
    r"(?<!\w)(?:caus\w+|lead\w*\s+to|led\s+to|result\w*\s+in|includ\w+|experienc\w+|report\w*|suffer\w*|trigger\w*|produc\w+|side\s+effects?\s+(?:is|are|such\s+as|like|of)"
    r"|may\s+(?:have|be)|can\s+(?:have|be)|(?:is|are)\s+(?:an?\s+)?(?:\w+\s+){0,3}side\s+effects?|potential\s+side\s+effects?|has\s+side\s+effects?|have\s+side\s+effects?|increas\w+|carr(?:y|ies)|poses?|linked\s+to|associated\s+with)(?!\w)",
    re.IGNORECASE,
)


def find(passages: Sequence[Said], facts: Mapping[int, Facts]) -> list[Pair]:
    """Pairs of passages that do not go together, in their order; at most MOST."""
    found: dict[tuple[int, int], Pair] = {}
    for pair in (*_by_wording(passages), *_by_claims(passages, facts), *_by_denial(passages)):
        found.setdefault((pair.first, pair.second), pair)
    return sorted(found.values(), key=lambda pair: (pair.first, pair.second))[:MOST]


def _pair(kind: str, one: Said, other: Said, claims: Iterable[int], why: str) -> Pair:
    first, second = sorted((one, other), key=lambda said: said.position)
    return Pair(kind, first.position, second.position, tuple(claims), why)


def _by_wording(passages: Sequence[Said]) -> Iterable[Pair]:
    """One passage says the opposite of a claim that another one says."""
    for_, against = defaultdict(list), defaultdict(list)
    for said in passages:
        for claim, wording in said.claims.items():
            if wording == Wording.OPPOSITE:
                against[claim].append(said)
            elif wording != Wording.OTHER_POPULATION:
                for_[claim].append(said)
    for claim, denying in against.items():
        for one in denying[:3]:
            for other in for_.get(claim, ())[:3]:
                if one.position != other.position:
                    why = Sentence("One says a claim, the other its opposite.")
                    yield _pair("wording", one, other, [claim], why)


def _by_claims(passages: Sequence[Said], facts: Mapping[int, Facts]) -> Iterable[Pair]:
    """Two passages speak of claims that exclude each other."""
    where: dict[int, list[Said]] = defaultdict(list)
    for said in passages:
        for claim, wording in said.claims.items():
            if claim in facts and wording != Wording.OPPOSITE:
                where[claim].append(said)
    known = sorted(where)
    for place, one in enumerate(known):
        for other in known[place + 1 :]:
            why = excluded(facts[one], facts[other])
            if why:
                first, second = where[one][0], where[other][0]
                if first.position != second.position:
                    yield _pair("claims", first, second, [one, other], why)


def excluded(one: Facts, other: Facts) -> str:
    """Why two claims cannot both hold; "" where they can. They must be about the same exposure."""
    if not _same(one.exposure, other.exposure):
        return ""
    absent, present = (one, other) if one.quantifier == "none" else (other, one)
    if absent.quantifier == "none" and present.quantifier != "none":
        # "Safer than another" does not say that there is harm.
        if _same(absent.outcome, present.outcome) and present.claim_type != "comparative":
            return Sentence("One claims that there is none, the other that there is.")
        if absent.claim_type == "safety" and present.effect == "harm":
            return Sentence("One claims that there is no harm, the other names one.")
    if {one.effect, other.effect} == {"benefit", "harm"} and _same(one.outcome, other.outcome):
        return Sentence("One claims a benefit, the other a harm, for the same outcome.")
    return ""


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one or not other:
        return False
    return len(one & other) >= 0.6 * min(len(one), len(other))


def _by_denial(passages: Sequence[Said]) -> Iterable[Pair]:
    """One passage denies a harm that another one tells of."""
    denied: dict[str, Said] = {}
    for said in passages:
        for match in _DENIED.finditer(said.text):
            denied.setdefault(_key(match["harm"]), said)
    for said in passages:
        if _DENIED.search(said.text) or not _BRINGS.search(said.text):
            continue
        for match in _SAID.finditer(said.text):
            other = denied.get(_key(match["harm"]))
            if other is not None and other.position != said.position:
                yield _pair(
                    "denial",
                    other,
                    said,
                    [],
                    Sentence(
                        "One says that there is none of it, the other tells of it: %(harm)s.",
                        harm=match["harm"].lower(),
                    ),
                )
                break


def _key(harm: str) -> str:
    words = tokens(harm)
    return "harm" if set(words) & {"advers"} else " ".join(words)
