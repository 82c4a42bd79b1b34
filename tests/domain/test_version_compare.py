"""What two versions differ in, and the line that says it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.version_brief import brief, read
from claims.domain.version_compare import MOST_WORDS, compare, words


def evidence(key: str, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "finding": "They had it.",
        "design": "cohort",
        "source": {"id": "S1", "title": "T", "authors": "A", "year": 2020, "integrity": "clear"},
        "study": {"id": "Y1", "label": "One"},
        "consensus": {"direction": "supports", "strength": "weak", "directness": "direct"},
        "quotes": [],
        "excluded_reason": None,
        **more,
    }


def snapshot(**more: Any) -> dict[str, Any]:
    synthesis = {
        "verdict": "limited_support",
        "certainty": "low",
        "consistency": "consistent",
        "plain_sentence": "Two studies point this way.",
        "suggestion": {"streams": [], "steps": []},
    }
    return {
        "id": "C1",
        "text": "X causes Y",
        "evidence": [evidence("E1")],
        "searches": [],
        "topics": [],
        "synthesis": synthesis | more.pop("synthesis", {}),
        **more,
    }


def test_a_version_is_the_same_as_itself():
    found = compare(snapshot(), snapshot())
    assert found["same"]
    assert found["line"] == "Nothing that a reader sees."
    assert not any(found[name] for name in ("words", "fields", "certainty", "steps"))


def test_the_line_says_what_moved():
    after = snapshot(
        text="X may cause Y",
        synthesis={"verdict": "conflicting", "certainty": "very_low"},
        evidence=[
            evidence("E1", consensus={"direction": "contradicts", "strength": "weak"}),
            evidence("E2"),
        ],
        searches=[{"id": "Q1", "where": "PubMed", "searched_on": "2026-01-01"}],
    )
    found = compare(snapshot(), after)
    assert not found["same"]
    assert found["line"] == (
        "Verdict from limited support to conflicting; certainty from low to very low; reworded;"
        " 1 piece of evidence added; 1 re-rated; a search recorded."
    )
    assert [one["id"] for one in found["evidence"]["added"]] == ["E2"]
    (changed,) = found["evidence"]["changed"]
    assert {one["field"] for one in changed["rated"]} == {"direction", "directness"}
    assert changed["other"] == []


def test_an_editors_word_is_a_difference():
    after = snapshot(synthesis={"status": "confirmed"})
    found = compare(snapshot(), after)
    assert not found["same"]
    assert found["line"] == "Confirmed by an editor."
    assert compare(after, snapshot())["line"] == "No longer confirmed by an editor."


def test_what_went_is_told_as_well():
    found = compare(snapshot(evidence=[evidence("E1"), evidence("E2")]), snapshot(evidence=[]))
    assert [one["id"] for one in found["evidence"]["removed"]] == ["E1", "E2"]
    assert "2 pieces of evidence taken out" in found["line"]


def test_a_correction_is_no_rating():
    after = snapshot(evidence=[evidence("E1", excluded_reason="Retracted.")])
    found = compare(snapshot(), after)
    (changed,) = found["evidence"]["changed"]
    assert changed["rated"] == []
    assert [one["field"] for one in changed["other"]] == ["left out"]
    assert found["line"] == "1 newly left out."
    assert compare(after, snapshot())["line"] == "1 counted among the evidence again."
    after = snapshot(evidence=[evidence("E1", n=12)], synthesis={"stale_since": "2026-01-01"})
    found = compare(snapshot(), after)
    assert found["line"] == "1 corrected; marked as out of date."
    assert not compare(snapshot(), snapshot(synthesis={"stale_since": "2026-01-01"}))["same"]


def test_certainty_is_compared_domain_by_domain():
    def body(change: int, start: int = 4) -> dict[str, Any]:
        step = {"domain": "imprecision", "change": change, "reason": "Few.", "decided": False}
        return {"stream": "randomised", "start": start, "studies": 2, "steps": [step]}

    before = snapshot(synthesis={"suggestion": {"streams": [body(0)]}})
    after = snapshot(synthesis={"suggestion": {"streams": [body(-1)]}})
    found = compare(before, after)
    (step,) = found["certainty"]
    assert (step["stream"], step["domain"]) == ("randomised", "imprecision")
    assert (step["from"]["change"], step["to"]["change"]) == (0, -1)
    assert found["line"] == "Certainty steps changed, its level did not."
    new = compare(snapshot(), after)["certainty"]
    assert [(one["domain"], one["from"]) for one in new] == [("", None), ("imprecision", None)]


def test_other_fields_are_told_before_and_after():
    found = compare(
        snapshot(magnitude="small"), snapshot(magnitude="large", topics=[{"name": "K"}])
    )
    assert found["fields"] == [
        {"field": "magnitude", "before": "small", "after": "large"},
        {"field": "topics", "add": ["K"], "remove": []},
    ]


texts = st.text(st.sampled_from("ab  \n"), max_size=40)


@given(texts, texts)
def test_the_pieces_of_a_text_give_back_both_sides(before: str, after: str):
    pieces = words(before, after)
    assert "".join(one["text"] for one in pieces if one["kind"] != "new") == before
    assert "".join(one["text"] for one in pieces if one["kind"] != "gone") == after


def test_words_that_stay_are_not_marked():
    assert words("X causes Y", "X may cause Y") == [
        {"kind": "same", "text": "X "},
        {"kind": "gone", "text": "causes"},
        {"kind": "new", "text": "may cause"},
        {"kind": "same", "text": " Y"},
    ]


def test_long_texts_are_shown_whole():
    long = "word " * MOST_WORDS
    assert [one["kind"] for one in words(long, long + "end")] == ["gone", "new"]


def test_the_brief_holds_what_a_verdict_must_not_travel_without():
    told = brief(snapshot(synthesis={"status": "overridden", "stale_since": "2026-01-01"}))
    synthesis = told["synthesis"]
    assert synthesis["status"] == "confirmed"
    assert synthesis["stale"] is True
    assert synthesis["basis"]["evidence"] == 1
    assert set(synthesis) >= {"verdict", "certainty", "consistency", "basis", "raters", "status"}
    bare = brief({})
    assert (bare["synthesis"]["verdict"], bare["synthesis"]["certainty"]) == (
        "not_assessed",
        "not_rated",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "is not a JSON object"),
        ('{"synthesis": []}', "has something else than it should in synthesis"),
        ('{"evidence": {}}', "has something else than it should in evidence"),
        ('{"synthesis": {"verdict": "true"}}', "has no verdict that is known here"),
    ],
)
def test_what_is_no_snapshot_is_refused_in_words(text: str, said: str):
    with pytest.raises(ValueError, match=said):
        read(text)


def test_a_snapshot_is_read_from_its_text():
    assert read(json.dumps(snapshot())) == brief(snapshot())
