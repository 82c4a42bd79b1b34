"""Quotations held against the text: letter by letter, and told where they first differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.quoting import contradiction, misquoted, stored_text

TEXT = "Thirty users were seen. Nine of them had darker skin after two years of daily use."


@pytest.mark.parametrize(
    ("exact", "told"),
    [
        ("Nine of them had darker skin", ""),
        ("Nine of them had dark skin", "darker skin"),
        ("Ten of them had darker skin", "Nine"),
        ("Nine of them had  darker", "had darker"),
        ("The moon is made of cheese", "Nothing like it"),
        ("nine of them had darker skin", "Nine"),
    ],
)
def test_the_nearest_difference_is_shown(exact, told):
    found = misquoted(TEXT, exact)
    assert (found == "") == (told == "")
    assert told in found


@given(st.text(min_size=1, max_size=60), st.integers(0, 59), st.integers(1, 60))
def test_every_substring_is_exact_and_odd_text_hinders_nobody(text, start, length):
    part = text[start : start + length]
    assert misquoted(text, part) == ""
    assert misquoted("something else", part + "\u2603")


def test_what_is_stored_is_the_abstract_and_only_quotes_from_it_are_held_against_it():
    csl = {"abstract": "<jats:p>Nine had it.</jats:p>"}
    assert stored_text(csl, "Abstract, line 2") == "Nine had it."
    assert (
        stored_text(csl, "p. 4")
        == stored_text({}, "abstract")
        == stored_text(None, "abstract")
        == ""
    )


def test_offsets_fit_those_of_the_other_quotes():
    held = [{"exact": "Thirty users", "start": 0}, {"exact": "no offsets", "start": None}]
    assert contradiction({"exact": "users were", "start": 7}, held) == ""
    assert "other" in contradiction({"exact": "people were", "start": 7}, held)
    assert contradiction({"exact": "anything", "start": 12}, held) == ""
    assert contradiction({"exact": "anything"}, held) == ""
    assert "prefix" in contradiction({"exact": "x", "start": 3, "prefix": "four"}, [])
