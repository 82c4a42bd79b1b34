"""The figure of two ratings: every number in it, nothing that rests on colour, no text unescaped."""

from __future__ import annotations

from xml.etree import ElementTree

from claims.figures.confusion import confusion

CELLS = [[12, 3, 0], [1, 48, 0], [0, 0, 0]]


def drawn(labels=("Supports", "No effect shown", "Mixed"), cells=CELLS, **more):
    return ElementTree.fromstring(  # noqa: S314
        confusion(labels, cells, title="Ratings <that> met", about="60 & 4", **more)
    )


def test_title_description_and_every_number():
    svg = drawn(rows="Rows: A", columns="Columns: B")
    assert svg.get("role") == "img"
    assert [svg[0].tag, svg[0].text] == ["title", "Ratings <that> met"]
    assert [svg[1].tag, svg[1].text] == ["desc", "60 & 4"]
    texts = [element.text for element in svg.iter("text")]
    assert {"12", "3", "1", "48", "Rows: A", "Columns: B", "Supports"} <= set(texts)
    assert texts.count("·") == 5


def test_areas_follow_the_counts():
    squares = [rect for rect in drawn().iter("rect") if rect.get("class", "").startswith("f-")]
    assert [square.get("class") for square in squares] == ["f-good", "f-bad", "f-bad", "f-good"]
    sides = [float(square.get("width", "0")) for square in squares]
    assert sides[3] == 50
    assert abs(sides[0] ** 2 / sides[3] ** 2 - 12 / 48) < 0.01


def test_nothing_counted_and_long_labels():
    svg = drawn(labels=("x" * 40,) * 3, cells=[[0] * 3] * 3)
    assert len([rect for rect in svg.iter("rect") if rect.get("class") == "axis"]) == 9
    assert all(len(element.text or "") <= 16 for element in svg.iter("text"))
    assert "style" not in ElementTree.tostring(svg, encoding="unicode")
