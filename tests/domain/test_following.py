"""What is news, and what is a comma."""

import copy
import random

import pytest

from claims.domain.following import changed, meaning
from claims.domain.members import pack, unpack

STATE = {
    "text": "Kratom is linked to darker skin.",
    "plain_sentence": (
        "Reported in four case reports; nobody has compared. Very low certainty; one reader, provisional."
    ),
    "synthesis": {"verdict": "reported", "certainty": "very_low", "consistency": "consistent"},
}


def state(**changes):
    made = copy.deepcopy(STATE)
    for name, value in changes.items():
        if name in made:
            made[name] = value
        else:
            made["synthesis"][name] = value
    return made


@pytest.mark.parametrize(
    "after",
    [
        STATE,
        state(text="Kratom is linked to  darker skin"),
        state(text="Kratom is linked to darker skin!"),
        state(plain_sentence=STATE["plain_sentence"].replace(";", ",")),
        state(plain_sentence=STATE["plain_sentence"].upper()),
        state(
            plain_sentence=STATE["plain_sentence"].replace(
                "one reader, provisional", "two readers, agreed"
            )
        ),
        state(
            plain_sentence=STATE["plain_sentence"].replace(
                "one reader, provisional", "at least two readers, partly provisional"
            )
        ),
        state(stale=True, raters=3),
    ],
)
def test_a_comma_or_another_reader_is_no_news(after):
    assert changed(STATE, after) == []


@pytest.mark.parametrize(
    ("after", "what"),
    [
        (state(verdict="supported"), ["verdict"]),
        (state(certainty="low"), ["certainty"]),
        (state(consistency="divided", certainty="low"), ["certainty", "consistency"]),
        (state(text="Kratom is not linked to darker skin."), ["text"]),
        (state(plain_sentence=STATE["plain_sentence"].replace("four", "five")), ["plain_sentence"]),
        (state(plain_sentence="It lowers the risk by 20%, not by 50%."), ["plain_sentence"]),
    ],
)
def test_a_conclusion_that_reads_otherwise_is_news(after, what):
    assert changed(STATE, after) == what


def test_what_lies_there_unassessed_is_no_conclusion():
    before = state(verdict="not_assessed", plain_sentence="One case report is cited. Not rated.")
    after = state(verdict="not_assessed", plain_sentence="Two case reports are cited. Not rated.")
    assert changed(before, after) == []
    assert changed(before, STATE) == ["verdict", "plain_sentence"]


def test_numbers_and_percent_are_meaning():
    assert meaning("It fell by 20%.") != meaning("It fell by 50%.")
    assert meaning("A–B, c.") == meaning("a b c")


@pytest.mark.parametrize("keys", [set(), {0}, {1, 127, 128, 129, 2**40}, set(range(5000))])
def test_a_set_comes_back_as_it_went(keys):
    assert unpack(pack(keys)) == keys


def test_neighbours_take_little_room():
    assert len(pack(range(1, 100_001))) < 1000
    some = set(random.Random(1).sample(range(10**6), 2000))  # noqa: S311
    assert unpack(pack(some)) == some
