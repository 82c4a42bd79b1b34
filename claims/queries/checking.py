"""A text looked at whole: its passages as rows that are not stored, each with the matches that it seems to have."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from claims.domain.passages import ranking, reading
from claims.models import Match, Passage
from claims.queries import matching


def _quiet(_: int) -> None:
    return None


@dataclass(frozen=True)
class Looked:
    """A passage and its matches, none of them stored yet."""

    passage: Passage
    matches: list[Match] = field(default_factory=list)


def look(
    text: str,
    title: str = "",
    *,
    started: Callable[[int], None] = _quiet,
    progress: Callable[[int], None] = _quiet,
    leave_out: Collection[int] = (),
) -> list[Looked]:
    """Everything that is found in `text`, in its order; queries as in `matching.suggest`, nothing is written.

    `started` is told how many passages there are, `progress` how many are looked at; either may raise to stop.
    """
    passages = reading.read(text)
    started(len(passages))
    found = matching.suggest(text, passages, title, progress=progress, leave_out=leave_out)
    ranks = ranking.ranks([text[one.start : one.end] for one in passages], passages)
    return [
        Looked(_row(one, position, rank), [_match(said) for said in many])
        for position, (one, rank, many) in enumerate(
            zip(passages, ranks, found, strict=True), start=1
        )
    ]


def _row(one: reading.Passage, position: int, rank: float) -> Passage:
    return Passage(
        position=position,
        start=one.start,
        end=one.end,
        block=one.block,
        heading=one.heading,
        kind=one.kind,
        rank=rank,
        appeals=one.appeals,
        uncited=one.uncited,
        marks=[{"kind": mark.kind, "start": mark.start, "end": mark.end} for mark in one.marks],
        references=[
            {
                "kind": ref.kind,
                "value": ref.value,
                "start": ref.start,
                "end": ref.end,
                "entry": ref.entry,
                "problem": ref.problem,
            }
            for ref in one.references
        ],
    )


def _match(one: matching.Suggestion) -> Match:
    return Match(
        claim_id=one.claim,
        band=one.band,
        score=one.score,
        wording=one.wording,
        suggested_wording=one.wording,
        reasons=list(one.reasons),
        cosine=one.cosine,
    )
