"""The rating that stands, from raw ratings and the current requirement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.consensus import RaterRating, Rating, derive
from claims.domain.vocabulary import ConsensusState, Direction, Directness, Strength

YES = Rating(Direction.SUPPORTS, Directness.DIRECT, Strength.WEAK)
STRONGER = Rating(Direction.SUPPORTS, Directness.DIRECT, Strength.STRONG)
BARE = Rating(Direction.SUPPORTS, None, None)


def by(*ratings):
    return [RaterRating(f"r{place}", rating) for place, rating in enumerate(ratings)]


@pytest.mark.parametrize(
    ("ratings", "options", "state", "rating", "stands"),
    [
        ((), {"required": 2}, "none", None, False),
        ((YES,), {"required": 2}, "provisional", YES, False),
        ((YES,), {"required": 2, "released": True}, "provisional", YES, True),
        ((YES,), {"required": 1}, "provisional", YES, True),
        ((YES, YES), {"required": 2}, "agreed", YES, True),
        ((YES, YES), {"required": 1}, "agreed", YES, True),
        ((YES, YES), {"required": 3}, "provisional", YES, False),
        ((BARE, BARE), {"required": 2}, "agreed", BARE, True),
        ((YES, STRONGER), {"required": 2}, "none", None, False),
        ((YES, STRONGER), {"required": 2, "adjudicated": YES}, "adjudicated", YES, True),
    ],
)
def test_what_stands(ratings, options, state, rating, stands):
    result = derive(by(*ratings), **options)
    assert (result.state, result.rating, result.stands) == (state, rating, stands)
    assert result.raters == len(ratings)


def test_raters_who_differ_are_a_conflict_that_names_the_fields():
    result = derive(by(YES, STRONGER), required=2)
    assert result.in_conflict
    assert result.differ == ("strength",)
    assert derive(by(YES, BARE), required=1).differ == ("directness", "strength")


def test_no_majority():
    result = derive(by(YES, YES, STRONGER), required=2)
    assert (result.state, result.rating, result.in_conflict) == (ConsensusState.NONE, None, True)


def test_a_difference_among_blind_raters_does_not_show_before_enough_have_rated():
    result = derive(by(YES, STRONGER), required=3)
    assert (result.in_conflict, result.differ) == (False, ())
    assert derive(by(YES, STRONGER), required=3, released=True).in_conflict


def test_bad_questions_are_refused():
    with pytest.raises(ValueError, match="one current rating"):
        derive([RaterRating("a", YES), RaterRating("a", YES)], required=2)
    with pytest.raises(ValueError, match="At least one"):
        derive([], required=0)


@given(
    st.lists(st.sampled_from([YES, STRONGER, BARE]), max_size=5),
    st.integers(1, 4),
    st.booleans(),
    st.randoms(),
)
def test_order_never_matters_and_what_stands_is_a_rating(ratings, required, released, random):
    entries = by(*ratings)
    result = derive(entries, required=required, released=released)
    random.shuffle(entries)
    assert derive(entries, required=required, released=released) == result
    if result.stands:
        assert result.rating is not None
        assert not result.in_conflict
