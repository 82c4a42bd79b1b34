"""The figure of the evidence map: every number in words, nothing by colour alone, no text unescaped."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from claims.domain.vocabulary import Certainty, Verdict
from claims.figures import evidence_map as figure
from claims.figures.evidence_map import Cell, Map, Topic

LABELS = figure.SAID | {w.value: w.label for scale in (Verdict, Certainty) for w in scale}
SVG = "{http://www.w3.org/2000/svg}"
ONE = Cell(
    1, 3, [("low", 1)], [("reported", 1)], "A <b>, X: 1 claim", ["3 studies"], "/claims/?a=1&b=2"
)
SEVERAL = Cell(
    3,
    12,
    [("high", 1), ("low", 2)],
    [("supported", 2), ("doubtful", 1)],
    "differ",
    ["3 claims", "12 studies"],
)
NONE = Cell(1, 0, [("not_rated", 1)], [("none_found", 1)], "nothing", ["0 studies"])


def drawn(*cells: Cell | None) -> Map:
    columns = [Topic(f"Column & {number}") for number in range(len(cells))]
    return Map("What <we> know", "One & two", [Topic("Row", 1)], columns, [cells], LABELS)


def inline(*cells: Cell | None) -> ElementTree.Element:
    return ElementTree.fromstring(figure.inline(drawn(*cells), "m"))  # noqa: S314


def test_title_description_links_and_words() -> None:
    svg = inline(ONE, SEVERAL, NONE, None)
    assert [svg[0].text, svg[1].text] == ["What <we> know", "One & two"]
    assert svg.get("aria-labelledby") == "m-title m-desc"
    (link,) = svg.iter("a")
    assert (link.get("href"), link.get("aria-label")) == ("/claims/?a=1&b=2", ONE.words)
    texts = [element.text for element in svg.iter("text")]
    assert {
        "3 studies",
        "●●○○",
        "☰",
        "3 claims",
        "12 studies",
        "●●○○–●●●●",
        "≠",
        "0 studies",
    } <= set(texts)


def test_claims_that_differ_are_a_pie_and_never_one_tone() -> None:
    svg = inline(SEVERAL)
    assert [path.get("class") for path in svg.iter("path")] == ["c-1 s-ink", "c-3 s-ink"]
    assert not [one for one in svg.iter("circle") if (one.get("class") or "").startswith("c-")]
    (disc,) = [one for one in inline(ONE).iter("circle") if one.get("class") == "c-3"]
    assert disc.get("r") == "12"


def test_no_study_is_a_ring_and_no_claim_a_dot() -> None:
    (ring,) = inline(NONE).iter("circle")
    assert (ring.get("fill"), ring.get("stroke-dasharray")) == ("none", "3 2")
    (dot,) = inline(None).iter("circle")
    assert dot.get("r") == "1.5"


@pytest.mark.parametrize(
    ("studies", "r"), [(0, 0), (1, 8), (2, 12), (4, 12), (9, 16), (24, 20), (25, 24), (999, 24)]
)
def test_sizes_are_classes(studies: int, r: int) -> None:
    assert figure.radius(studies) == r


@pytest.mark.parametrize(
    ("certainties", "said"),
    [
        (["low"], "●●○○"),
        (["high", "very_low"], "●○○○–●●●●"),
        (["low", "not_rated"], "●●○○, part"),
        (["not_rated"], "not rated"),
        (["low", "inadequate"], "two scales"),
        (["strong", "limited"], "●●○–●●●"),
    ],
)
def test_certainty_is_said_in_signs_too(certainties: list[str], said: str) -> None:
    parts = [(word, 1) for word in certainties]
    assert said in [
        text.text for text in inline(Cell(len(parts), 1, parts, [], "", [])).iter("text")
    ]


def test_a_file_of_its_own_has_the_key_and_no_links() -> None:
    svg = ElementTree.fromstring(figure.document(drawn(SEVERAL, NONE)))  # noqa: S314
    texts = {element.text for element in svg.iter(f"{SVG}text")}
    assert {"Size: independent studies", "no claim: a gap", "claims differ"} <= texts
    assert {word.label for word in Certainty if word in ("high", "not_rated")} <= texts
    assert list(svg.iter(f"{SVG}a")) == []
    key = ElementTree.fromstring(figure.legend(LABELS))  # noqa: S314
    assert key.get("aria-label") == "Key to the map"


def test_long_names_are_broken_and_cut() -> None:
    names = [Topic("Hyperpigmentation of the skin"), Topic("x" * 90)]
    made = Map("t", "d", [Topic("y" * 300, 2)], names, [[None, None]], LABELS)
    texts = [
        element.text or ""
        for element in ElementTree.fromstring(figure.inline(made, "m")).iter("text")  # noqa: S314
    ]
    assert texts[:3] == ["Hyperpigment-", "ation of the", "skin"]
    assert all(len(text) <= 23 for text in texts)
    assert any(text.endswith("…") for text in texts)
