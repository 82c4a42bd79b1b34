"""The rating that stands on a piece of evidence, derived from the raw ratings and the current requirement.

Rules (DESIGN.md, "Consensus" and "Blindness"): never stored as truth; what was not rated stays null
and equals null, so that imported annotators who gave a direction only can agree; a single rating is
provisional, and it stands only where one reviewer is enough or an editor released it; raters who
differ never have a majority.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.domain.vocabulary import ConsensusState, Direction, Directness, Strength

FIELDS = ("direction", "directness", "strength")
AGREEING_RATERS = 2


@dataclass(frozen=True)
class Rating:
    """One judgement of one piece of evidence; null is "not rated"."""

    direction: Direction | None
    directness: Directness | None
    strength: Strength | None


@dataclass(frozen=True)
class RaterRating:
    """The current submitted rating of one rater."""

    rater: str
    rating: Rating


@dataclass(frozen=True)
class Consensus:
    """What the ratings amount to.

    `rating` is None where raters differ or nobody rated. `stands` says whether it may be shown and
    counted: a provisional rating before release must not be. `differ` lists the fields in which
    raters differ.
    """

    state: ConsensusState
    rating: Rating | None
    raters: int
    differ: tuple[str, ...]
    in_conflict: bool
    stands: bool


def derive(
    ratings: Sequence[RaterRating],
    *,
    required: int,
    adjudicated: Rating | None = None,
    released: bool = False,
) -> Consensus:
    """Return the consensus of `ratings` (one per rater) where `required` reviewers are asked for.

    Ratings that differ are reported as a conflict only once `required` raters have rated or the
    rating was released: before that every rater is still blind. Raises ValueError for two ratings
    of one rater or `required` below 1.
    """
    if required < 1:
        raise ValueError("At least one reviewer is required.")
    raters = len(ratings)
    if len({entry.rater for entry in ratings}) != raters:
        raise ValueError("Each rater has one current rating.")
    distinct = {entry.rating for entry in ratings}
    differ = tuple(
        field for field in FIELDS if len({getattr(rating, field) for rating in distinct}) > 1
    )
    if adjudicated is not None:
        return Consensus(ConsensusState.ADJUDICATED, adjudicated, raters, differ, False, True)
    if not ratings:
        return Consensus(ConsensusState.NONE, None, 0, (), False, False)
    enough = raters >= required
    if differ and (enough or released):
        return Consensus(ConsensusState.NONE, None, raters, differ, True, False)
    if differ:
        return Consensus(ConsensusState.NONE, None, raters, (), False, False)
    rating = ratings[0].rating
    if raters >= max(required, AGREEING_RATERS):
        return Consensus(ConsensusState.AGREED, rating, raters, (), False, True)
    return Consensus(ConsensusState.PROVISIONAL, rating, raters, (), False, enough or released)
