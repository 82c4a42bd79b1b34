"""Rules of webhooks: times of tries, what is wanted, sealed secrets, names of messages."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest

from claims.domain import sealing
from claims.domain.changes import ChangeKind, event_type
from claims.domain.webhooks import (
    PATIENCE,
    PAUSES,
    TRIES,
    Choices,
    Reach,
    hold_for,
    is_wanted,
    retry_in,
)

ACTIONS = Path(__file__).resolve().parents[2] / "claims/actions"


def test_tries_spread_over_more_than_three_days():
    waits = [retry_in(attempt, 0.0) for attempt in range(1, TRIES)]
    assert [int(wait.total_seconds()) for wait in waits] == list(PAUSES)
    assert PAUSES[:6] == (5, 300, 1_800, 7_200, 18_000, 36_000)
    assert sum(waits, timedelta()) > timedelta(days=3)
    assert retry_in(TRIES, 0.0) is None


def test_a_pause_is_longer_by_chance_and_as_long_as_is_asked_for():
    assert timedelta(seconds=5) <= retry_in(1, 0.5) <= retry_in(1, 1.0) == timedelta(seconds=6)
    assert retry_in(1, 0.0, asked=120.0) == timedelta(seconds=120)
    assert retry_in(3, 0.0, asked=1.0) == timedelta(minutes=30)
    assert retry_in(1, 0.0, asked=10.0**9) == timedelta(days=1)
    assert hold_for(1, 0.0, asked=120.0) == timedelta(seconds=120)


def test_holds_grow_but_the_next_message_gets_its_chance():
    holds = [hold_for(failures, 0.0) for failures in range(1, 9)]
    assert [int(hold.total_seconds()) for hold in holds] == [5, 300, 0, 1800, 7200, 18000, 18000, 18000]  # fmt: skip
    assert not hold_for(PATIENCE, 0.9)
    assert hold_for(10_000, 1.0) == timedelta(hours=5)


ALL = Choices(frozenset(), frozenset(), frozenset(), "")


@pytest.mark.parametrize(
    ("chosen", "change", "covered", "wanted"),
    [
        (ALL, Reach("study_changed"), set(), True),
        (Choices({"claim_published"}, set(), set(), ""), Reach("claim_published"), set(), True),
        (Choices({"claim_published"}, set(), set(), ""), Reach("claim_retired"), set(), False),
        (Choices(set(), {1}, set(), ""), Reach("source_changed", frozenset({1, 2})), set(), True),
        (Choices(set(), {3}, set(), ""), Reach("source_changed", frozenset({1, 2})), set(), False),
        (Choices(set(), {3}, set(), ""), Reach("topic_changed"), set(), False),
        (Choices(set(), set(), {7}, ""), Reach("topic_changed", topics=frozenset({7})), set(), True),
        (Choices(set(), set(), {7}, ""), Reach("claim_changed", frozenset({1})), {1}, True),
        (Choices(set(), set(), set(), "q=x"), Reach("claim_changed", frozenset({1})), {2}, False),
        (Choices({"claim_retired"}, {1}, set(), ""), Reach("claim_changed", frozenset({1})), {1}, False),
    ],
)  # fmt: skip
def test_what_is_wanted(chosen, change, covered, wanted):
    assert is_wanted(chosen, change, lambda: covered) is wanted


def test_secrets_are_sealed():
    sealed = sealing.seal(b"x" * 32, "new")
    assert sealing.unseal(sealed, ["new"]) == (b"x" * 32, 0)
    assert sealing.unseal(sealed, ["newer", "new"]) == (b"x" * 32, 1)
    assert sealing.seal(b"x" * 32, "new") != sealed
    assert b"x" * 4 not in sealed.encode()
    flipped = ("A" if sealed[30] != "A" else "B").join((sealed[:30], sealed[31:]))
    for spoilt in (flipped, sealed[:-8], "", "é", "AAAA"):
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(spoilt, ["new"])
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, ["other"])
    for secret in (b"", b"x" * 33):
        with pytest.raises(ValueError, match="1 to 32"):
            sealing.seal(secret, "new")


def test_messages_are_named_after_record_and_change():
    assert event_type("claim", "claim_published") == "claim.published"
    assert event_type("claim", "synthesis_changed") == "claim.synthesis_changed"
    assert event_type("evidence", "evidence_added") == "evidence.added"
    assert event_type("source", "record_merged") == "source.merged"
    for kind in ChangeKind:
        assert re.fullmatch(r"claim\.[a-z_]+", event_type("claim", kind))


def test_every_kind_that_the_feed_can_hold_is_known():
    """What actions announce, as far as it stands there as a word; and the few that are put together."""
    said = {f"{noun}_changed" for noun in ("claim", "source", "topic", "study", "patient")}
    said.add("patient_recorded")
    for path in ACTIONS.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            places = {"announce": 0, "_tell": 2 if path.name == "evidence.py" else None}
            place = places.get(call.func.id)
            words = [] if place is None or place >= len(call.args) else [call.args[place]]
            words += [one.value for one in call.keywords if one.arg == "change"]
            said |= {
                one.value
                for word in words
                for one in ast.walk(word)
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
                if "_" in one.value and not one.value.startswith("_")
            }
    assert said == {str(kind) for kind in ChangeKind}
