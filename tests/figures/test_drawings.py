"""The figures of claims, topics and sources: well-formed, escaped, inside their frame, told in words."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.figures import matrix, rulers, studies, timeline, verdicts, years
from claims.figures.drawing import DARK, LIGHT, Drawing, document, inline, shortened

EDGES = ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy")
strengths = st.sampled_from([*studies.HEIGHTS, ""])
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40
)


def root(drawing: Drawing, theme: str = "") -> ET.Element:
    told = document(drawing, theme) if theme else inline(drawing, "f")
    return ET.fromstring(told)  # noqa: S314 - our own output


def check(drawing: Drawing) -> None:
    """Inside its frame in both forms, and told in words."""
    for found in (root(drawing), root(drawing, "light"), root(drawing, "dark")):
        height = float(found.attrib["viewBox"].split()[3])
        for one in found.iter():
            for name in EDGES:
                if name in one.attrib and not one.attrib[name].endswith("%"):
                    value = float(one.attrib[name])
                    assert -1 <= value <= (drawing.width if "x" in name else height) + 1, one.attrib
            if one.tag.endswith("rect") and "x" in one.attrib:
                assert float(one.attrib["y"]) + float(one.attrib["height"]) <= height + 1
        assert found.find("{*}title").text == drawing.title  # type: ignore[union-attr]
        assert found.find("{*}desc").text == drawing.description  # type: ignore[union-attr]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.lists(st.builds(studies.Study, strengths, st.booleans()), max_size=250),
        min_size=1,
        max_size=3,
    ),
    words,
)
def test_any_number_of_studies_fits(rows: list[list[studies.Study]], title: str):
    drawing = studies.columns(
        [studies.Row(f"<{n}>", "good", "up", row) for n, row in enumerate(rows)], title
    )
    check(drawing)
    boxes = list(root(drawing).iter("rect"))
    assert len(boxes) == sum(map(len, rows))


def test_the_tallest_column_is_the_strongest_and_what_is_not_rated_is_an_outline():
    row = studies.Row("For", "good", "up", [studies.Study(one) for one in ("weak", "", "strong")])
    boxes = list(root(studies.columns([row], "t")).iter("rect"))
    assert [one.attrib["class"] for one in boxes] == ["f-good", "f-good", "h-good"]
    heights = [float(one.attrib["height"]) for one in boxes]
    assert heights[0] > heights[1]


def test_what_does_not_count_is_outlined_and_told_apart():
    row = studies.Row("For", "good", "up", [studies.Study("weak"), studies.Study("strong", False)])
    drawing = studies.columns([row], "t")
    assert drawing.description == "For: 1 study (1 weak), 1 more not counted."
    assert [one.attrib["class"] for one in root(drawing).iter("rect")] == ["f-good", "h-good"]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.lists(st.builds(timeline.Mark, st.integers(1850, 2040), strengths), max_size=80),
        min_size=1,
        max_size=3,
    )
)
def test_any_years_fit(lanes: list[list[timeline.Mark]]):
    drawing = timeline.timeline(
        [timeline.Lane(f"L{n}", "bad", "down", marks) for n, marks in enumerate(lanes)], "t"
    )
    if not any(lanes):
        assert drawing is None
        return
    assert drawing is not None
    check(drawing)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (2000, 2000, [2000]),
        (2001, 2004, [2001, 2002, 2003, 2004]),
        (1998, 2022, [2000, 2010, 2020]),
        (1850, 2020, [1850, 1900, 1950, 2000]),
    ],
)
def test_ticks_are_round_years(first: int, last: int, expected: list[int]):
    assert timeline.ticks(first, last) == expected


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.integers(1500, 2100), st.integers(1, 9_999), max_size=60))
def test_years_are_binned_without_losing_any(counts: dict[int, int]):
    wide, found = years.bins(counts)
    assert sum(found.values()) == sum(counts.values())
    assert len(found) <= years.MOST + 1
    assert all(year % wide == 0 for year in found)
    drawing = years.years(counts, "t")
    assert (drawing is None) == (not counts)
    if drawing is not None:
        check(drawing)


def test_rulers_say_what_is_not_on_the_scale():
    axes = [
        rulers.Ruler("Certainty", ["Low", "High"], 1, "High"),
        rulers.Ruler("Verdict", ["No", "Yes"], None, "Not assessed <yet>"),
    ]
    drawing = rulers.rulers(axes, "Where it stands")
    check(drawing)
    assert "Not assessed <yet>, which is not on the scale" in drawing.description
    rings = [one.attrib["class"] for one in root(drawing).iter("circle")]
    assert rings == ["f-mark", "h-none"]


@given(st.integers(1, 40))
@settings(deadline=None, max_examples=20)
def test_a_long_line_of_versions_is_cut_and_told_whole(number: int):
    stretches = [
        verdicts.Stretch(
            f"{n} May 2026", f"version {n}", "Supported", "good", "up", "Low", "1 study"
        )
        for n in range(number)
    ]
    drawing = verdicts.verdicts(stretches, "t")
    check(drawing)
    assert drawing.description.count("Supported") == number
    texts = [one.text for one in root(drawing).iter("text")]
    assert texts.count("Supported") == min(number, verdicts.MOST)


def test_a_matrix_shows_gaps_and_numbers():
    drawing = matrix.matrix(
        [("a", "Supported"), ("b", "Reported, not tested")],
        [("x", "High"), ("y", "Very low"), ("z", "Strong (mechanism)")],
        {("a", "x"): 1, ("b", "y"): 12_345},
        "t",
    )
    check(drawing)
    found = root(drawing)
    assert [one.attrib["class"] for one in found.iter("circle")].count("h-edge") == 4
    assert "12345" in [one.text for one in found.iter("text")]
    assert drawing.description == "Supported, high: 1; Reported, not tested, very low: 12345."


def test_a_file_has_its_colours_and_a_page_has_none():
    drawing = studies.columns([studies.Row("For", "good", "up", [studies.Study("weak")])], "A & B")
    assert LIGHT["good"] in document(drawing)
    assert DARK["good"] in document(drawing, "dark")
    assert "#" not in inline(drawing, "f")
    assert set(LIGHT) == set(DARK)


def test_words_are_cut_to_their_room():
    assert shortened("short", 100) == "short"
    cut = shortened("a very long name of a study", 60)
    assert cut.endswith("…")
    assert len(cut) <= 10
