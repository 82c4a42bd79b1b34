"""How well articles are matched, measured against what people decided.

Precision: of what was offered and decided on, the share that people let stand. Recall: of what people say is there, the
share that was offered. Both speak only of what was looked at, and people rather add what they notice.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from claims.domain.articles import Band, MatchState, Wording

RIGHT = (MatchState.CONFIRMED, MatchState.CORRECTED)


@dataclass(frozen=True)
class Decision:
    """One decision in the order in which they were taken. `band` is "" where the machine had not found the match."""

    match: Hashable
    group: str
    band: str
    state: str
    wording: str
    suggested_wording: str


@dataclass(frozen=True)
class Measures:
    """Counts of one group; shares of 1, None where nothing was decided."""

    group: str
    decided: int
    right: dict[str, int]
    wrong: dict[str, int]
    added: int
    wordings: int
    wordings_kept: int

    @property
    def precision(self) -> float | None:
        """Of the band "match"."""
        return _share(self.right[Band.MATCH], self.wrong[Band.MATCH])

    @property
    def precision_possible(self) -> float | None:
        """Of the band "possible"."""
        return _share(self.right[Band.POSSIBLE], self.wrong[Band.POSSIBLE])

    @property
    def recall(self) -> float | None:
        """Of either band."""
        return _share(sum(self.right.values()), self.added)

    @property
    def wording(self) -> float | None:
        """Of the wordings that the machine ventured on right matches, the share that people kept."""
        return _share(self.wordings_kept, self.wordings - self.wordings_kept)


def measure(decisions: Iterable[Decision]) -> list[Measures]:
    """By group in their order; of one match only the last decision counts, and one taken back not at all."""
    last: dict[Hashable, Decision] = {}
    for one in decisions:
        last.pop(one.match, None)
        if one.state != MatchState.SUGGESTED:
            last[one.match] = one
    groups: dict[str, list[Decision]] = {}
    for one in last.values():
        groups.setdefault(one.group, []).append(one)
    return [_group(name, groups[name]) for name in sorted(groups)]


def _group(name: str, found: list[Decision]) -> Measures:
    bands = [band for band, _ in Band.choices()]
    right = [one for one in found if one.state in RIGHT]
    ventured = [one for one in right if one.band and one.suggested_wording != Wording.UNCLEAR]
    return Measures(
        group=name,
        decided=len(found),
        right={band: sum(one.band == band for one in right) for band in bands},
        wrong={
            band: sum(one.band == band and one.state == MatchState.REJECTED for one in found)
            for band in bands
        },
        added=sum(not one.band for one in right),
        wordings=len(ventured),
        wordings_kept=sum(one.wording == one.suggested_wording for one in ventured),
    )


def _share(part: int, rest: int) -> float | None:
    return round(part / (part + rest), 4) if part + rest else None
