"""How practice ratings compare with the key."""

import pytest

from claims.domain.practice import Pair, same, score

KEY = ("supports", "direct", "strong")


def test_each_axis_by_itself():
    assert same(Pair(("supports", "indirect", "strong"), KEY)) == {
        "direction": True,
        "directness": False,
        "strength": True,
    }


def test_the_score_of_a_few():
    pairs = [
        Pair(KEY, KEY),
        Pair(("supports", "direct", "weak"), ("supports", "direct", "weak")),
        Pair(("mixed", "direct", "moderate"), KEY),
        Pair(("mentions", "", ""), ("mentions", "", "")),
    ]
    found = score(pairs)
    assert (found["answered"], found["same_in_all"], found["percent"]) == (4, 3, 75.0)
    assert found["by_axis"] == {"direction": 75.0, "directness": 100.0, "strength": 75.0}
    # By hand, three pairs: 1 step apart in all, 1/3 on average; each answer against each key 9 steps in 9, so 1.
    assert found["kappa"] == pytest.approx(1 - 1 / 3)


def test_what_is_not_defined_is_said():
    assert score([])["percent"] is None
    assert "No unit" in score([])["kappa_reason"]
    found = score([Pair(KEY, KEY)])
    assert found["kappa"] is None
    assert "one and the same category" in found["kappa_reason"]
