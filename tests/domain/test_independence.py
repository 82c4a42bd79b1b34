"""Hints that two studies may be one, who speaks for a study, and what its reports say differently."""

from dataclasses import replace

import pytest

from claims.domain.independence import (
    LOOK,
    Facts,
    Report,
    author_keys,
    blocks,
    differences,
    hints,
    pairs,
    register_numbers,
    speaker,
    why_speaker,
)

TRIAL = Facts(
    "Y1",
    "Lee 2020",
    frozenset({"NCT01234567"}),
    ("lee k", "roe j"),
    (2020,),
    120,
    "patients",
    "students in Oslo",
    ("Lavender oil for sleep in students",),
)


def test_register_numbers_are_found_in_running_text():
    found = register_numbers(
        "Registered (NCT 01234567) and as isrctn12345678.", "2015-001234-56", ""
    )
    assert found == {"NCT01234567", "ISRCTN12345678", "2015-001234-56"}
    assert register_numbers("NCT123, page 2015-2016") == frozenset()


@pytest.mark.parametrize(
    ("authors", "keys"),
    [
        ("Patel S; Phelan N", ("patel s", "phelan n")),
        ("Müller, Anna B.; MULLER AB", ("muller a",)),
        ("van der Berg JK", ("van der berg j",)),
        ("Powell", ("powell",)),
        ("World Health Organization", ("world health organization",)),
        ("", ()),
    ],
)
def test_authors_are_known_by_family_name_and_initial(authors, keys):
    assert author_keys(authors) == keys


@pytest.mark.parametrize(
    ("other", "kinds"),
    [
        ({"authors": ("x y",), "titles": ("Another",), "n": 7}, {"register"}),
        ({"registers": frozenset()}, {"authors", "title", "size"}),
        ({"registers": frozenset({"NCT07654321"}), "n": 60}, None),
        ({"is_review": True}, None),
        ({"included": frozenset({"Y1"})}, None),
    ],
)
def test_which_pairs_are_worth_a_look(other, kinds):
    found = pairs([TRIAL, replace(TRIAL, key="Y2", **other)])
    if kinds is None:
        assert found == []
        return
    (pair,) = found
    assert kinds <= {hint.kind for hint in pair.hints}
    assert pair.score >= LOOK
    assert all(hint.reason.endswith(".") for hint in pair.hints)


def test_a_different_register_number_speaks_against_it_in_words():
    said = hints(TRIAL, replace(TRIAL, key="Y2", registers=frozenset({"NCT07654321"})))
    (against,) = [hint for hint in said if hint.score < 0]
    assert "NCT01234567 and NCT07654321" in against.reason


def test_a_common_patient_is_a_strong_hint():
    one = Facts("Y1", patients=frozenset({"N3"}))
    (pair,) = pairs([one, replace(one, key="Y2")])
    assert [hint.kind for hint in pair.hints] == ["patient"]


def test_nothing_known_gives_no_hint_and_no_block():
    assert hints(Facts("Y1"), Facts("Y2")) == ()
    assert blocks(Facts("Y1")) == []
    assert ("register", "NCT01234567") in blocks(TRIAL)


PREPRINT, ARTICLE = Report(1, 2020, is_preprint=True), Report(2, 2021)


@pytest.mark.parametrize(
    ("reports", "now", "speaks"),
    [
        ((PREPRINT, ARTICLE), 1, 2),
        ((PREPRINT, ARTICLE), None, 2),
        ((PREPRINT, ARTICLE, Report(3, 2023)), 1, 3),
        ((PREPRINT, ARTICLE, Report(3, 2023)), 2, 2),
        ((PREPRINT, Report(2, 2021, usable=False)), 1, 1),
        ((PREPRINT, Report(2, 2021, usable=False)), 2, 1),
        ((Report(1, None), Report(2, None)), None, 2),
        ((), None, None),
    ],
)
def test_the_newest_article_speaks_where_no_article_was_chosen(reports, now, speaks):
    assert speaker(reports, now) == speaks
    assert why_speaker(reports, speaks).endswith(".")


def test_differences_between_reports_are_told_and_gaps_are_not():
    told = {"n": 100, "design": "rct", "direction": "supports", "effect": None}
    effect = {"measure": "RR", "estimate": 0.8, "low": 0.6, "high": 1.1}
    assert differences(told, told) == []
    assert differences(told, {**told, "n": None, "effect": effect, "direction": ""}) == []
    other = {"n": 90, "design": "rct", "direction": "no_effect", "effect": effect}
    assert differences({**told, "effect": {**effect, "estimate": 0.7}}, other) == [
        "n is 100 here and 90 there",
        "the direction is supports here and no effect there",
        "the effect is RR 0.7 (0.6 to 1.1) here and RR 0.8 (0.6 to 1.1) there",
    ]
