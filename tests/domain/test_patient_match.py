"""Which case descriptions are worth a look, and which are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.patient_match import LOOK, Case, hints, pairs, years

MAN = Case("N1", "34", "male", "USA", "kratom powder daily", "gray patches on the face", "4 years")


def alike(**changes):
    return hints(MAN, Case(**{**MAN.__dict__, "key": "N2", **changes}))


@pytest.mark.parametrize(
    ("age", "span"),
    [
        ("34", (34, 34)),
        ("34 years", (34, 34)),
        ("34-year-old", (34, 34)),
        ("30s", (30, 39)),
        ("mid 30s", (30, 39)),
        ("6 months", (0.5, 0.5)),
        ("infant", None),
        ("", None),
    ],
)
def test_an_age_is_read_as_it_is_reported(age, span):
    assert years(age) == span


@pytest.mark.parametrize("changes", [{"sex": "female"}, {"age": "36"}, {"age": "50s"}])
def test_another_sex_or_age_rules_it_out(changes):
    assert alike(**changes) == ()


def test_hints_say_why_in_words_and_a_birthday_may_lie_between_two_reports():
    said = {hint.kind: hint for hint in alike(age="35", sex="M", country="Canada")}
    assert set(said) == {"age", "sex", "country", "exposure", "event", "onset"}
    assert said["age"].reason == "The ages are no more than a year apart: 34 and 35."
    assert said["country"].score < 0
    assert all(hint.reason.endswith(".") for hint in said.values())


def test_what_all_reports_on_a_claim_share_is_not_enough():
    bare = {"age": "", "sex": "male", "onset": "", "country": "USA"}
    assert (
        pairs([Case(**{**MAN.__dict__, **bare}), Case(**{**MAN.__dict__, "key": "N2", **bare})])
        == []
    )


def test_pairs_told_apart_do_not_come_again():
    cases = [MAN, Case(**{**MAN.__dict__, "key": "N2"})]
    (pair,) = pairs(cases)
    assert (pair.first, pair.second) == ("N1", "N2")
    assert pair.score >= LOOK
    assert pairs(cases, frozenset({("N2", "N1")})) == []


text = st.text("abcdefg 0123456789s", max_size=12)
case = st.builds(Case, st.sampled_from(["N1", "N2", "N3"]), text, text, text, text, text, text)


@given(case, case)
def test_who_comes_first_makes_no_difference(one, other):
    kinds = [
        sorted((h.kind, h.score) for h in hints(a, b)) for a, b in ((one, other), (other, one))
    ]
    assert kinds[0] == kinds[1]
