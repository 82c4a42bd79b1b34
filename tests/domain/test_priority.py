"""What is looked at first, and why."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.priority import Task, Waiting, rank
from claims.domain.vocabulary import Stream

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


def ago(days):
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("waiting", "points", "reason"),
    [
        (
            Waiting(Task.STALE, ago(12), published=True, studies=8),
            4 + 2 + 1,
            "Stale for 12 days; published; 8 studies",
        ),
        (
            Waiting(Task.STALE, ago(0), published=True, retracted=True, studies=1),
            4 + 4,
            "Stale since 15 March; published; a source of it was retracted; 1 study",
        ),
        (
            Waiting(Task.SECOND, ago(12), published=True, studies=0, stream=Stream.RANDOMISED),
            1 + 4 + 2 + 3 + 2,
            (
                "Second grader wanted since 3 March; of a published claim;"
                " no study of the claim is counted yet; a randomised trial"
            ),
        ),
        (
            Waiting(Task.APPRAISE, ago(400), studies=1, stream=Stream.CASE_REPORT),
            3 + 2,
            "Waiting since 8 February 2025; only 1 study of the claim counted so far",
        ),
        (Waiting(Task.APPRAISE, ago(1), studies=9), 0, "Waiting since 14 March"),
        (
            Waiting(Task.SETTLE, ago(31), published=True, studies=4),
            2 + 4 + 1,
            (
                "Raters differ since 12 February; of a published claim;"
                " only 4 studies of the claim counted so far"
            ),
        ),
        (Waiting(Task.PUBLISH, ago(2), studies=0), 0, "In review since 13 March; no study yet"),
        (
            Waiting(Task.PROPOSAL, ago(1), published=True),
            4,
            "Filed 1 day ago; changes what readers see",
        ),
        (Waiting(Task.REPORT, ago(0)), 0, "Reported today"),
    ],
)
def test_the_sum_and_its_reason(waiting, points, reason):
    found = rank(waiting, NOW)
    assert (found.points, found.reason) == (points, reason)


@given(
    task=st.sampled_from(Task),
    days=st.integers(0, 5000),
    published=st.booleans(),
    retracted=st.booleans(),
    studies=st.none() | st.integers(0, 50),
    stream=st.none() | st.sampled_from(Stream),
)
def test_waiting_longer_or_mattering_more_never_loses_a_place(
    task, days, published, retracted, studies, stream
):
    one = Waiting(task, ago(days), published, retracted, studies, stream)
    here = rank(one, NOW).points
    assert 0 <= here <= 20
    assert rank(one, NOW + timedelta(days=1)).points >= here
    if not published:
        assert rank(Waiting(task, one.since, True, retracted, studies, stream), NOW).points > here
    assert rank(one, NOW).reason
