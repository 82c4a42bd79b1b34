"""Where a publication stands after all that was published about it, and when two titles are one work's."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain import titles
from claims.domain.integrity import MEANS, Announcement, said, standing
from claims.domain.vocabulary import Integrity, NoticeNature, NoticeOrigin


def notice(nature: str, year: int | None = None, **more) -> Announcement:
    on = date(year, 6, 1) if year else None
    return Announcement(NoticeNature(nature), NoticeOrigin.RETRACTION_WATCH, on=on, **more)


@pytest.mark.parametrize(
    ("notices", "stands"),
    [
        ([], "clear"),
        ([("correction", 2004), ("retraction", 2010)], "retracted"),
        ([("retraction", 2010), ("correction", 2012)], "retracted"),
        ([("concern", 2010), ("withdrawal", 2009)], "withdrawn"),
        ([("retraction", 2010), ("reinstatement", 2011)], "clear"),
        ([("retraction", 2010), ("reinstatement", 2011), ("retraction", 2012)], "retracted"),
        ([("retraction", 2010), ("reinstatement", 2010)], "retracted"),
        ([("concern", 2010), ("correction", 2011), ("reinstatement", 2012)], "corrected"),
        ([("retraction", None), ("reinstatement", 2011)], "clear"),
        ([("retraction", 2010), ("reinstatement", None)], "retracted"),
        ([("reinstatement", 2011)], "clear"),
    ],
)
def test_the_worst_that_no_reinstatement_lifts(notices, stands):
    for order in itertools.permutations(notices):
        assert standing([notice(*one) for one in order]).integrity == stands


def test_the_notice_that_says_so_is_named_with_its_reasons():
    found = standing([notice("retraction", 2011), notice("retraction", 2010, reasons="Made up")])
    assert found.notice is not None
    assert said(found.notice) == "Retraction of 1 June 2010, by Retraction Watch: Made up"


@given(
    st.lists(st.tuples(st.sampled_from(sorted(NoticeNature)), st.integers(2000, 2010)), max_size=6)
)
def test_more_notices_never_make_it_better_but_by_a_reinstatement(given_):
    known = [notice(nature, year) for nature, year in given_]
    order = [Integrity.CLEAR, *MEANS.values()]
    for added in (NoticeNature.CORRECTION, NoticeNature.CONCERN, NoticeNature.RETRACTION):
        after = standing([*known, notice(added, 2011)]).integrity
        assert order.index(after) >= order.index(standing(known).integrity)
        assert order.index(after) >= order.index(MEANS[added])
    lifted = standing([*known, notice("reinstatement", 2012)]).integrity
    assert lifted in (Integrity.CLEAR, Integrity.CORRECTED)


def _common(a: str, b: str) -> int:
    row = [0] * (len(b) + 1)
    for one in a:
        before = 0
        for place, two in enumerate(b, 1):
            here = row[place]
            row[place] = before + 1 if one == two else max(row[place], row[place - 1])
            before = here
    return row[-1]


@given(st.text("abc ", max_size=30), st.text("abc ", max_size=30))
def test_the_ratio_is_the_longest_common_subsequence_by_the_textbook(one, two):
    both = len(one) + len(two)
    expected = 200.0 * _common(one, two) / both if one and two else 0.0
    assert titles.ratio(one, two) == pytest.approx(expected)
    assert titles.ratio(one, two) == titles.ratio(two, one)


LONG = (
    "Ileal findings and a pervasive disorder of development in twelve children seen at one clinic"
)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (LONG, "RETRACTED: " + LONG.upper(), True),
        (LONG, f"<i>{LONG}</i>.", True),
        (LONG, LONG[:70], True),
        (LONG, LONG.replace("twelve ", "").replace("a ", ""), True),
        (LONG, "Kratom and the liver: a case report", False),
        ("Alkaloids of a tree, part 1", "Alkaloids of a tree, part 2", False),
        ("Alkaloids of a tree II", "Alkaloids of a tree III", False),
    ],
)
def test_titles_of_one_work(one, two, same):
    assert (titles.alike(one, two) >= titles.SAME) is same
