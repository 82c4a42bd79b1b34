"""What a synthesis is computed from: a claim's facts and its evidence, as plain values that round-trip through JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from claims.domain.canonical import digest
from claims.domain.facts import ClaimFacts, EffectFacts, JudgementFacts, StudyFacts
from claims.domain.vocabulary import (
    About,
    CertaintyDomain,
    ClaimType,
    ConsensusState,
    CountUnit,
    Design,
    Direction,
    Directness,
    Quantifier,
    ReadDepth,
    Rung,
    Scope,
    Stream,
    Strength,
)


@dataclass(frozen=True)
class EvidenceFacts:
    """One piece of evidence with the rating that stands on it.

    `evidence`, `study` and `source` are keys (public ids); an empty `study` means that the source
    is its own study. Where no rating may be shown (blind, or raters differ) the three ratings are
    None, and `in_conflict` tells which. `excluded` and `retracted` are reasons ("" where it may be
    used). `primary`: this is the study's primary report. The rest is as in StudyFacts.
    """

    evidence: str
    study: str
    source: str
    design: Design
    stream: Stream
    direction: Direction | None = None
    directness: Directness | None = None
    strength: Strength | None = None
    consensus: ConsensusState = ConsensusState.NONE
    raters: int = 0
    in_conflict: bool = False
    primary: bool = True
    read: ReadDepth = ReadDepth.UNKNOWN
    excluded: str = ""
    retracted: str = ""
    comparison_made: bool | None = None
    included_studies: tuple[str, ...] = ()
    pools: Stream | None = None
    n: int | None = None
    n_unit: CountUnit | None = None
    effect: EffectFacts | None = None
    robins: str = ""
    industry: bool = False

    @property
    def study_key(self) -> str:
        """The key of the independent unit."""
        return self.study or f"source:{self.source}"


Record = ClaimFacts | EvidenceFacts | JudgementFacts | EffectFacts

_CODED_CLAIM = {
    "claim_type": ClaimType,
    "quantifier": Quantifier,
    "about": About,
    "scope": Scope,
    "rung_claimed": Rung,
}
_CODED_EVIDENCE = {
    "design": Design,
    "stream": Stream,
    "direction": Direction,
    "directness": Directness,
    "strength": Strength,
    "consensus": ConsensusState,
    "read": ReadDepth,
    "pools": Stream,
    "n_unit": CountUnit,
}


_CODED_JUDGEMENT = {"stream": Stream, "domain": CertaintyDomain}


@dataclass(frozen=True)
class Inputs:
    """Everything that a synthesis depends on; equal inputs give an equal synthesis."""

    claim: ClaimFacts
    evidence: tuple[EvidenceFacts, ...] = ()
    judgements: tuple[JudgementFacts, ...] = ()

    @classmethod
    def of(
        cls,
        claim: ClaimFacts,
        evidence: Iterable[EvidenceFacts],
        judgements: Iterable[JudgementFacts] = (),
    ) -> Inputs:
        """Return inputs with evidence and judgements in an order of their own, whatever order they came in."""
        decided = tuple(sorted(judgements, key=_place))
        return cls(claim, tuple(sorted(evidence, key=_order)), decided)

    def to_json(self) -> dict[str, Any]:
        """Return plain values; the order of the evidence does not show."""
        found: dict[str, Any] = {
            "claim": _plain(self.claim),
            "evidence": [_plain(item) for item in sorted(self.evidence, key=_order)],
        }
        if self.judgements:
            found["judgements"] = [_plain(item) for item in sorted(self.judgements, key=_place)]
        return found

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Inputs:
        """Return the inputs that `to_json` wrote. Raises ValueError for an unknown word, TypeError for a field."""
        claim = ClaimFacts(**_coded(value["claim"], _CODED_CLAIM))
        return cls.of(
            claim,
            (_evidence(item) for item in value["evidence"]),
            (
                JudgementFacts(**_coded(item, _CODED_JUDGEMENT))
                for item in value.get("judgements", ())
            ),
        )

    def input_hash(self) -> str:
        """Return the SHA-256 of the canonical JSON of the inputs; worked out once."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        return digest(self.to_json())


def studies(evidence: Iterable[EvidenceFacts]) -> list[StudyFacts]:
    """Return one StudyFacts for each independent study, in the order of the keys."""
    groups: dict[str, list[EvidenceFacts]] = {}
    for item in sorted(evidence, key=_order):
        groups.setdefault(item.study_key, []).append(item)
    return [_merged(key, groups[key]) for key in sorted(groups)]


def speaker(items: Iterable[EvidenceFacts]) -> EvidenceFacts:
    """Return the report that speaks for a study: usable before excluded, rated before unrated, then the primary."""
    return min(items, key=_rank)


def _rank(item: EvidenceFacts) -> tuple[bool, bool, bool, bool, int, str]:
    return (
        not _usable(item),
        item.direction in (None, Direction.MENTIONS),
        item.strength in (None, Strength.UNINFORMATIVE),
        not item.primary,
        *_order(item),
    )


def _merged(key: str, items: list[EvidenceFacts]) -> StudyFacts:
    """Several reports of one study speak once. Usable reports that contradict each other make the study mixed."""
    chosen = speaker(items)
    direction = chosen.direction
    if len(items) > 1:
        said = {item.direction for item in items if _usable(item)}
        against = bool(said & {Direction.CONTRADICTS, Direction.NO_EFFECT})
        if Direction.SUPPORTS in said and against:
            direction = Direction.MIXED
    note = "The raters differ, and nobody has adjudicated." if chosen.in_conflict else ""
    return StudyFacts(
        key=key,
        design=chosen.design,
        stream=chosen.stream,
        direction=direction,
        directness=chosen.directness,
        strength=chosen.strength,
        read=chosen.read,
        excluded=chosen.excluded,
        retracted=chosen.retracted,
        comparison_made=chosen.comparison_made,
        included_studies=tuple(sorted({key for item in items for key in item.included_studies})),
        pools=chosen.pools,
        n=chosen.n,
        n_unit=chosen.n_unit,
        rating_note=note,
        effect=chosen.effect,
        robins=chosen.robins,
        industry=chosen.industry,
    )


def _usable(item: EvidenceFacts) -> bool:
    return not item.excluded and not item.retracted and item.read != ReadDepth.TITLE


def _order(item: EvidenceFacts) -> tuple[int, str]:
    """E9 before E10."""
    return len(item.evidence), item.evidence


def _place(item: JudgementFacts) -> tuple[str, str]:
    return item.stream, item.domain


def _evidence(value: Mapping[str, Any]) -> EvidenceFacts:
    item = _coded(value, _CODED_EVIDENCE)
    item["included_studies"] = tuple(item.get("included_studies", ()))
    if item.get("effect"):
        item["effect"] = EffectFacts(**item["effect"])
    return EvidenceFacts(**item)


def _plain(record: Record) -> dict[str, Any]:
    """Leave out what has its default, so that a later field does not change the hash of old inputs."""
    plain: dict[str, Any] = {}
    for name, default in _FIELDS[type(record)]:
        value = getattr(record, name)
        if value == default:
            continue
        if isinstance(value, tuple):
            plain[name] = sorted(value)
        elif isinstance(value, EffectFacts):
            plain[name] = _plain(value)
        else:
            plain[name] = str(value) if isinstance(value, str) else value
    return plain


_FIELDS = {
    record: tuple((item.name, item.default) for item in fields(record))
    for record in (ClaimFacts, EvidenceFacts, JudgementFacts, EffectFacts)
}


def _coded(value: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: words[name](item) if name in words and item is not None else item
        for name, item in value.items()
    }
