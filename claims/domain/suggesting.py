"""One suggested strength from all the assessments that an appraisal cites.

[project decision] Each instrument that speaks of how far the study can be trusted suggests one
(claims/domain/strength.py); where several do, the most cautious stands. The assessor's own overall judgement is what
counts, not the rule's that it departs from: the departure has its reason already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from claims.domain.instruments import evaluate, get
from claims.domain.strength import LADDER, Suggestion, suggest
from claims.domain.vocabulary import CountUnit

LONGEST_RULE = 120
NOTHING = Suggestion(None, (), "No instrument that speaks of the study's strength is cited.")


@dataclass(frozen=True)
class Answered:
    """What an assessment says, as it is stored."""

    instrument: str
    answers: Mapping[str, Any]
    domains: Mapping[str, str]
    judgement: str
    options: Mapping[str, Any] | None = None


def single_case(n: int | None, n_unit: str) -> bool:
    """Whether evidence of this size is about one patient, whatever the study calls itself."""
    return n == 1 and n_unit == CountUnit.PATIENTS


def of_several(design: str, cited: Iterable[Answered], *, one_case: bool = False) -> Suggestion:
    """The most cautious of what the cited assessments suggest for a study of this design.

    Its strength is None, with the reasons, where none of them suggests one. Raises Invalid for answers that the
    instrument cannot read.
    """
    found: list[Suggestion] = []
    silent: list[Suggestion] = []
    for one in cited:
        tool = get(one.instrument)
        if tool is None:
            continue
        result = evaluate(
            tool, one.answers, domains=dict(one.domains) or None, options=one.options or None
        )
        if one.judgement and one.judgement != result.overall:
            result = replace(result, overall=one.judgement)
        said = suggest(design, result, single_case=one_case)
        (silent if said.strength is None else found).append(said)
    if found:
        return min(found, key=_rank)
    return Suggestion(None, (), " ".join(one.reason for one in silent)) if silent else NOTHING


def _rank(one: Suggestion) -> int:
    return LADDER.index(one.strength) if one.strength else len(LADDER)


def rule_of(suggestion: Suggestion) -> str:
    """The ids of the rules that gave it, as they are stored beside it."""
    return ", ".join(suggestion.rules)[:LONGEST_RULE]
