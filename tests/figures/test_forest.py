"""Forest plots stay well-formed and inside their frame, whatever the figures."""

from __future__ import annotations

import math
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.figures.forest import WIDTH, Panel, Pooled, Row, document, inline

numbers = st.floats(-25, 25)
rows = st.lists(
    st.builds(
        lambda label, centre, half, weight: Row(
            label, centre, centre - half, centre + half, weight, "1.00 (0.50 to 2.00)"
        ),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60),
        numbers,
        st.floats(1e-6, 40),
        st.floats(0, 100),
    ),
    min_size=1,
    max_size=8,
)
PLACES = ("x", "y", "x1", "x2", "y1", "y2", "width", "height")


@settings(deadline=None, max_examples=60)
@given(rows, st.booleans(), numbers)
def test_any_figures_give_a_drawing_inside_its_frame(studies, ratio, centre):
    pooled = [
        Pooled("All <b>", centre, centre - 1, centre + 1, "x & y"),
        Pooled("Next", None, centre - 9, centre + 9, ""),
    ]
    panel = Panel("A & B", "Says <what> it shows", "axis", ratio, studies, pooled)
    root = ET.fromstring(inline(panel, "f1"))  # noqa: S314 - our own output
    for one in root.iter():
        for name in PLACES:
            if name in one.attrib:
                assert 0 <= float(one.attrib[name]) <= max(WIDTH, panel.height)
        for pair in one.attrib.get("points", "").split():
            assert -4 <= float(pair.split(",")[0]) <= WIDTH + 4
    assert len(root.findall("polygon")) >= 1
    labels = [one.text for one in root.findall("text")]
    assert "All <b>" in labels


def panel(*studies: Row, ratio: bool = False) -> Panel:
    return Panel("T", "D", "axis", ratio, studies)


def texts(drawing: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(drawing).iter("text")]  # noqa: S314


def test_ratios_have_ticks_of_their_own_scale():
    study = Row("One", math.log(0.5), math.log(0.2), math.log(1.3), 100, "")
    found = texts(inline(panel(study, ratio=True), "f"))
    assert {"0.2", "0.5", "1"} <= set(found)


def test_differences_have_round_ticks_with_zero():
    found = texts(inline(panel(Row("One", -3.0, -6.1, 0.4, 100, "")), "f"))
    assert {"0", "-2", "-4", "-6"} <= set(found)


def test_an_interval_that_runs_on_gets_an_arrow_and_others_keep_their_room():
    near = [Row(f"Near {n}", 0.1 * n, 0.1 * n - 0.3, 0.1 * n + 0.3, 30, "") for n in range(3)]
    far = Row("Far", 0.0, -20.0, 20.0, 1, "")
    root = ET.fromstring(inline(panel(*near, far), "f"))  # noqa: S314
    assert len(root.findall("polygon")) == 2
    first = root.findall("line")[1]
    assert float(first.attrib["x2"]) - float(first.attrib["x1"]) > 50


def test_long_names_are_cut_and_the_description_is_not():
    long = "A very long name of a trial that does not fit " * 2
    assert any(text.endswith("…") for text in texts(inline(panel(Row(long, 0, -1, 1, 9, "")), "f")))


def test_a_file_holds_every_panel():
    one = panel(Row("One", 0.1, -1, 1, 100, "0.10"))
    root = ET.fromstring(document([one, one], "Effects on: <x>"))  # noqa: S314
    assert root.tag.endswith("svg")
    assert sum("One" in (text.text or "") for text in root.iter() if text.tag.endswith("text")) == 2
