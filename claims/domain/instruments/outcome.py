"""What comes out of an instrument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from claims.domain.instruments.answers import Answer


@dataclass(frozen=True)
class DomainResult:
    """One domain's judgement; `suggested` is the algorithm's where the assessor gave another."""

    judgement: str | None
    rules: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    suggested: str | None = None
    by: str = "algorithm"
    label: str = ""
    because: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "judgement": self.judgement,
            "label": self.label,
            "by": self.by,
            "suggested": self.suggested,
            "rules": list(self.rules),
            "because": list(self.because),
            "missing": list(self.missing),
        }


@dataclass
class Outcome:
    """What one method of judging found; `missing` are the questions (or domains) that it still needs."""

    judgement: str | None = None
    rules: Sequence[str] = ()
    missing: Sequence[str] = ()
    domains: Mapping[str, DomainResult] = field(default_factory=dict)
    score: int | None = None
    scores: Mapping[str, int | str | None] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    critical_flaws: int | None = None
    noncritical_weaknesses: int | None = None
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Evaluation:
    """The whole answer. Nothing in it is stored; it is the same for the same answers and edition.

    `judgement` is the overall one, or that of the domain that was asked for; None while `missing`
    names questions that it needs, where no row of a table fits, and where the tool has none.
    `answers` are as the program would store them, NA where a question does not apply. `unanswered`
    are questions that apply and are open, needed or not; of `pending` ones it is not known yet whether
    they apply.
    """

    instrument: str
    edition: int
    judgement: str | None
    judgement_label: str
    overall: str | None
    domains: Mapping[str, DomainResult]
    score: int | None
    scores: Mapping[str, int | str | None]
    counts: Mapping[str, int]
    critical_flaws: int | None
    noncritical_weaknesses: int | None
    rules: tuple[str, ...]
    because: tuple[str, ...]
    missing: tuple[str, ...]
    unanswered: tuple[str, ...]
    not_applicable: tuple[str, ...]
    pending: tuple[str, ...]
    ignored: tuple[str, ...]
    warnings: tuple[str, ...]
    answers: Mapping[str, Answer]

    @property
    def is_complete(self) -> bool:
        """Whether nothing that the tool needs is missing."""
        return not self.missing

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, as the API answers it."""
        return {
            "instrument": self.instrument,
            "edition": self.edition,
            "judgement": self.judgement,
            "judgement_label": self.judgement_label,
            "overall": self.overall,
            "domains": {name: found.to_json() for name, found in self.domains.items()},
            "score": self.score,
            "scores": dict(self.scores),
            "counts": dict(self.counts),
            "critical_flaws": self.critical_flaws,
            "noncritical_weaknesses": self.noncritical_weaknesses,
            "rules": list(self.rules),
            "because": list(self.because),
            "missing": list(self.missing),
            "unanswered": list(self.unanswered),
            "not_applicable": list(self.not_applicable),
            "pending": list(self.pending),
            "ignored": list(self.ignored),
            "warnings": list(self.warnings),
            "complete": self.is_complete,
            "answers": dict(self.answers),
        }
