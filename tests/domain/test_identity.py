"""Is an identifier's record this work?"""

from __future__ import annotations

import pytest

from claims.domain.identity import compare

OURS = {
    "title": "Ileal findings and a disorder of development in twelve children",
    "authors": "Wake AJ; Murch SH",
    "year": 1998,
}


@pytest.mark.parametrize(
    ("theirs", "result", "fields"),
    [
        ({}, "confirmed", []),
        (
            {
                "title": "RETRACTED: Ileal findings &amp; a disorder of development in twelve children"
            },
            "confirmed",
            [],
        ),
        ({"title": OURS["title"] + ": a series from one clinic"}, "confirmed", []),
        ({"year": 1999}, "confirmed", ["year"]),
        ({"year": 2004}, "confirmed", ["year"]),
        ({"authors": "Murch SH; Wake AJ"}, "confirmed", []),
        ({"authors": "Other B"}, "confirmed", ["first author"]),
        ({"authors": "Other B", "year": 2004}, "mismatch", ["first author", "year"]),
        ({"authors": "", "year": None}, "confirmed", []),
        ({"title": "The rust of bridges over one river in the north"}, "mismatch", ["title"]),
        ({"title": ""}, "", []),
        (
            {"title": "Ileal findings and developmental disorders: a series of twelve"},
            "confirmed",
            ["title"],
        ),
    ],
)
def test_title_first_author_and_year(theirs, result, fields):
    compared = compare(OURS, {**OURS, **theirs})
    assert (compared.result.value, [one["field"] for one in compared.differences]) == (
        result,
        fields,
    )


def test_names_without_latin_letters_or_with_two_of_them():
    ours = {**OURS, "authors": "Xu X"}
    assert not compare(ours, {**ours, "authors": "Xu Xin"}).differences
    assert compare(ours, {**ours, "authors": "Li X"}).differences
