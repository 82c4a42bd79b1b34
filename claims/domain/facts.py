"""What the rules are told: a claim's and a study's coded facts, without any text that could sway them."""

from __future__ import annotations

from dataclasses import dataclass

from claims.domain.vocabulary import (
    About,
    CertaintyDomain,
    ClaimType,
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

# Claims whose evidence may be a document, and to which neither background nor the case-report cap
# applies (verdict.md, "Class of each independent study").
DOCUMENTARY = frozenset({ClaimType.DEFINITIONAL, ClaimType.ABOUT_RESEARCH})


@dataclass(frozen=True)
class ClaimFacts:
    """The coded facts of a claim. `searched`: a search for evidence on it is on record.

    `exposure` is used only to phrase the plain sentence.
    """

    claim_type: ClaimType
    quantifier: Quantifier = Quantifier.SOME
    about: About = About.PEOPLE
    scope: Scope = Scope.GENERAL
    rung_claimed: Rung = Rung.NONE
    searched: bool = False
    exposure: str = ""

    @property
    def documentary(self) -> bool:
        """Whether a document can settle it: a definition, or a claim about research."""
        return self.claim_type in DOCUMENTARY


@dataclass(frozen=True)
class EffectFacts:
    """An effect estimate as its source states it: ratios as they are, not as logarithms.

    `level` is that of the interval from `low` to `high` (0.95: 95%); None: not stated.
    """

    measure: str
    estimate: float
    low: float | None = None
    high: float | None = None
    level: float = 0.95


@dataclass(frozen=True)
class JudgementFacts:
    """An editor's decision on one domain of one stream's body of evidence.

    `change` is in levels, negative for down. Who decided it, when, and what the rule suggested at that moment is
    kept with the record: the answer does not depend on it.
    """

    stream: Stream
    domain: CertaintyDomain
    change: int
    reason: str


@dataclass(frozen=True)
class StudyFacts:
    """One independent study as it bears on one claim, with the rating that stands (null: not rated).

    `excluded` and `retracted` are the reasons why its evidence may not be used ("" where it may).
    `pools` is the stream of what a review pooled, where recorded; `included_studies` are the keys
    of the studies that it lists. `rating_note` says in words why a rating is missing. `robins` is the
    overall judgement of its result by a ROBINS tool, where one was used. `industry`: its funding names a company.
    """

    key: str
    design: Design
    stream: Stream
    direction: Direction | None = None
    directness: Directness | None = None
    strength: Strength | None = None
    read: ReadDepth = ReadDepth.UNKNOWN
    excluded: str = ""
    retracted: str = ""
    comparison_made: bool | None = None
    included_studies: tuple[str, ...] = ()
    pools: Stream | None = None
    n: int | None = None
    n_unit: CountUnit | None = None
    rating_note: str = ""
    effect: EffectFacts | None = None
    robins: str = ""
    industry: bool = False

    @property
    def is_review(self) -> bool:
        """Whether it reports other people's studies."""
        return self.stream == Stream.REVIEW
