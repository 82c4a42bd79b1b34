"""Readings side by side: what differs, what is agreed, in whose words."""

import json

from claims.domain.comparison import Answers, Reading, judgements, side_by_side

RATING = {"direction": "supports", "directness": "direct", "strength": "weak", "read": "part"}


def reading(rating=None, answers=(), rationale="Because."):
    return Reading({**RATING, **(rating or {})}, {"rationale": rationale, "departure": ""}, answers)


def lines(found, kind):
    return {(one["part"], one["name"]): one["shown"] for one in found[kind]}


def test_only_what_differs_stands_apart():
    found = side_by_side([reading(), reading({"strength": "strong", "directness": ""})])
    assert found["readers"] == ["Reader A", "Reader B"]
    assert lines(found, "differ") == {
        ("Rating", "directness"): ["Direct", "Not rated"],
        ("Rating", "strength"): ["Weak", "Strong"],
    }
    assert lines(found, "agree")[("Rating", "direction")] == ["Supports", "Supports"]
    assert found["reasons"][1] == {"reader": "Reader B", "rationale": "Because.", "departure": ""}


def test_answers_to_one_instrument_are_compared_item_by_item_in_its_words():
    one = Answers("jbi_case_report", {"1": "yes", "2": "no"}, {}, "")
    other = Answers("jbi_case_report", {"1": "yes", "2": "yes", "9": ["a", "b"]}, {}, "")
    found = side_by_side([reading(answers=[one]), reading(answers=[other])])
    rows = {one["name"]: one for one in found["differ"]}
    assert rows["2"]["values"] == ["no", "yes"]
    assert rows["9"]["shown"] == ["–", "a, b"]
    assert "1" in {one["name"] for one in found["agree"]}
    assert "jbi" not in rows["2"]["part"]


def test_an_instrument_that_one_alone_used_is_one_line():
    own = Answers("of_their_own", {"a": "x", "b": {"p": "q"}}, {"d": "low"}, "high")
    found = side_by_side([reading(answers=[own]), reading()])
    assert lines(found, "differ") == {("of_their_own", ""): ["high", "Not used"]}


def test_domains_and_the_overall_judgement():
    pair = [
        Answers("own", {"p": {"x": "1"}}, {"d1": "low", "d2": "low"}, "low"),
        Answers("own", {"p": {"x": "1"}}, {"d1": "low", "d2": "high"}, "high"),
    ]
    found = side_by_side([reading(answers=[one]) for one in pair])
    assert lines(found, "differ") == {
        ("own", "overall"): ["low", "high"],
        ("own", "d2"): ["low", "high"],
    }
    assert lines(found, "agree")[("own", "p")] == ["x: 1", "x: 1"]
    assert json.dumps(found)


def test_the_assessors_judgement_stands_before_the_rules():
    evaluation = {"domains": {"d1": {"judgement": "low"}, "d2": {"judgement": None}, "d3": "high"}}
    assert judgements(evaluation, {"d1": "high"}) == {"d1": "high", "d3": "high"}
    assert judgements(None, None) == {}


def test_three_readers_differ_as_soon_as_one_does():
    found = side_by_side([reading(), reading(), reading({"direction": "mixed"})])
    assert found["readers"][-1] == "Reader C"
    assert [one["name"] for one in found["differ"]] == ["direction"]
