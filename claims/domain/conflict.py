"""Whether independent studies of a claim disagree, and which stand on which side; raters who differ are not meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from claims.domain.counting import Side
from claims.domain.verdict import Finding
from claims.domain.vocabulary import Consistency

Sides = dict[str, list[str]]


def sides(finding: Finding) -> Sides:
    """The keys of counted studies by side, where they disagree; empty where they do not.

    They disagree where counted studies stand both for and against, whatever their weight, and where the verdict
    rule calls the body divided (studies that are mixed within themselves included).
    """
    found = {
        side.value: sorted(
            (item.study.key for item in finding.counted if item.side == side), key=_number
        )
        for side in Side
    }
    both = bool(found[Side.FOR.value] and found[Side.AGAINST.value])
    if not both and finding.consistency != Consistency.DIVIDED:
        return {}
    return {side: keys for side, keys in found.items() if keys}


def adds(known: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> bool:
    """Whether a study stands on a side where it did not stand: new evidence, by which a settled conflict re-opens.

    A study that leaves a side re-opens nothing: what was looked at was more, not less.
    """
    return any(set(keys) - set(known.get(side, ())) for side, keys in now.items())


def _number(key: str) -> tuple[int, str]:
    """Y9 before Y10."""
    return len(key), key
