"""Field-level differences and the three-way merge of proposals."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claims.domain.diff import apply_list_change, changes, list_change, three_way

ITEMS = st.lists(st.sampled_from(["a", "b", "c", "d", 1, True, None]), max_size=6)
RECORDS = st.dictionaries(
    st.sampled_from(["x", "y", "z"]), st.integers(0, 3) | st.text("ab", max_size=2)
)


def test_plain_fields_and_lists():
    before = {"text": "old", "topics": ["T1", "T2"], "same": 1, "gone": "x"}
    after = {"text": "new", "topics": ["T2", "T3"], "same": 1}
    assert changes(before, after) == [
        {"field": "gone", "before": "x", "after": None},
        {"field": "text", "before": "old", "after": "new"},
        {"field": "topics", "add": ["T3"], "remove": ["T1"]},
    ]


def test_one_and_true_differ():
    assert changes({"n": 1}, {"n": True}) == [{"field": "n", "before": 1, "after": True}]


def test_two_people_who_each_add_a_topic_do_not_collide():
    merged, moved = three_way(
        {"topics": ["T1"]}, {"topics": ["T1", "T2"]}, {"topics": {"add": ["T3"]}}
    )
    assert (merged, moved) == ({"topics": ["T1", "T2", "T3"]}, {})
    merged, moved = three_way({"topics": ["T1"]}, {"topics": ["T1", "T2"]}, {"topics": ["T3"]})
    assert (merged, moved) == ({"topics": ["T2", "T3"]}, {})


def test_a_moved_base_is_shown_and_not_merged():
    merged, moved = three_way({"text": "a", "n": 1}, {"text": "b", "n": 1}, {"text": "c", "n": 2})
    assert merged == {"n": 2}
    assert moved == {"text": {"base": "a", "current": "b", "proposed": "c"}}


def test_the_same_change_made_twice_is_no_conflict():
    assert three_way({"text": "a"}, {"text": "b"}, {"text": "b"}) == ({"text": "b"}, {})


@given(ITEMS, ITEMS)
def test_a_list_change_leads_from_before_to_after(before, after):
    result = apply_list_change(before, list_change(before, after))
    assert {repr(item) for item in result} == {repr(item) for item in after}
    assert list_change(before, before) == {"add": [], "remove": []}


@given(RECORDS, RECORDS)
def test_an_unmoved_base_takes_every_proposal(base, proposed):
    merged, moved = three_way(base, base, proposed)
    assert (merged, moved) == (proposed, {})


@given(RECORDS, RECORDS, RECORDS)
def test_each_touched_field_is_merged_or_moved(base, current, proposed):
    merged, moved = three_way(base, current, proposed)
    assert set(merged) | set(moved) == set(proposed)
    assert not set(merged) & set(moved)
