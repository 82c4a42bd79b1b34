"""The numbers and dates of a search, in words and against each other."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.searching import currency, faults, flow, months_between, months_later

TODAY = date(2026, 3, 3)
GOOD = {
    "searched_on": date(2026, 3, 3),
    "results": 512,
    "screened": 480,
    "included": 12,
    "exclusions": [{"reason": "wrong population", "n": 300}, {"reason": "no comparison", "n": 100}],
}


def test_the_flow_reads_like_a_sentence_and_names_what_has_no_reason():
    assert faults(GOOD, today=TODAY) == {}
    assert flow(GOOD) == (
        "512 records found, 480 screened, 12 included. 400 excluded: wrong population (300);"
        " no comparison (100). No reason is recorded for the other 68 left out."
    )
    assert flow({"results": 1}) == "1 record found."
    assert flow({}) == ""


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"screened": 513}, "screened"),
        ({"included": 481}, "included"),
        ({"exclusions": [{"reason": "x", "n": 469}]}, "exclusions"),
        ({"exclusions": [{"reason": "x", "n": 0}]}, "exclusions"),
        ({"exclusions": [{"reason": "x", "n": True}]}, "exclusions"),
        ({"exclusions": [{"reason": "", "n": 1}]}, "exclusions"),
        ({"exclusions": [{"reason": "x", "n": 1}, {"reason": "X ", "n": 1}]}, "exclusions"),
        ({"exclusions": [{"why": "x"}]}, "exclusions"),
        ({"exclusions": "x"}, "exclusions"),
        ({"searched_on": date(2026, 3, 5)}, "searched_on"),
        ({"covers_to": date(2026, 3, 4)}, "covers_to"),
        ({"covers_from": date(2026, 2, 2), "covers_to": date(2026, 1, 1)}, "covers_from"),
    ],
)
def test_what_does_not_fit_is_named(changes, named):
    assert list(faults(GOOD | changes, today=TODAY)) == [named]


def test_what_is_not_stated_is_not_compared():
    assert faults({"screened": 5, "included": None, "exclusions": []}, today=TODAY) == {}


def look(on, to=None, where="PubMed"):
    return {"searched_on": on, "covers_to": to, "where": where}


def test_the_latest_day_covered_counts_and_all_that_reach_it_are_named():
    found = currency(
        [
            look(date(2026, 5, 1), date(2025, 1, 1), "Scopus"),
            look(date(2026, 3, 4), date(2026, 3, 3), "PubMed"),
            look(date(2026, 3, 3), None, "Embase"),
        ],
        old_after=12,
    )
    assert found.sentence == "Evidence current to 3 March 2026: PubMed; Embase"
    assert (found.searched_on, found.old_from) == (date(2026, 3, 4), date(2027, 3, 4))
    assert currency([], old_after=12) is None


days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(days, st.integers(0, 600))
def test_months_later_and_months_between_agree(day, months):
    later = months_later(day, months)
    assert months - 1 <= months_between(day, later) <= months
    assert months_between(later, day) == 0


def test_the_last_day_of_a_month_stays_one():
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date.max, 1) == date.max
