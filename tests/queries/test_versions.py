"""Versions: what stood on a day, what a list of that day holds, and two side by side."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.domain.problems import Invalid
from claims.models import PublicChange
from claims.queries import versions
from claims.queries.versions import DayFilters
from tests.queries import build

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def claim_with(*days: int, **content: Any) -> Any:
    made = build.claim()
    for number, day in enumerate(days, start=1):
        build.version(made, number, minted_at=at(day), **content)
    made.version_number = len(days)
    made.save()
    return made


def retire(claim: Any, when: datetime) -> None:
    number = PublicChange.objects.count() + 1
    PublicChange.objects.create(
        seq=number, at=when, kind="claim_retired", noun="claim", object_id=claim.pk
    )


def ids(day: int, **filters: Any) -> list[str]:
    page = versions.list_on(date(2026, 3, day), DayFilters(**filters))
    return [f"{one['id']}.{one['version']}" for one in page.results]


def test_the_last_version_of_the_day_stands_at_its_end():
    claim = claim_with(3, 5, 5)

    def stood(day: int) -> int | None:
        found = versions.standing_on(None, claim.pk, date(2026, 3, day))
        return found and found["number"]

    assert [stood(day) for day in (2, 3, 4, 5, 9)] == [None, 1, 1, 3, 3]
    first = versions.first_minted(None, claim.pk)
    assert first == at(3)


def test_a_moment_before_midnight_is_of_the_day_and_midnight_of_the_next():
    claim = build.claim()
    build.version(claim, 1, minted_at=datetime(2026, 3, 4, 23, 59, 59, 999999, tzinfo=UTC))
    build.version(claim, 2, minted_at=datetime(2026, 3, 5, tzinfo=UTC))
    assert versions.standing_on(None, claim.pk, date(2026, 3, 4))["number"] == 1
    assert versions.standing_on(None, claim.pk, date(2026, 3, 5))["number"] == 2


def test_a_list_of_a_day_holds_each_claim_once_as_it_stood():
    first, second = claim_with(3, 6), claim_with(5)
    assert ids(2) == []
    assert ids(4) == [f"{first.public_id}.1"]
    assert ids(5) == [f"{second.public_id}.1", f"{first.public_id}.1"]
    assert ids(6) == [f"{second.public_id}.1", f"{first.public_id}.2"]


def test_filters_look_at_the_version_that_stood_and_not_at_later_or_earlier_ones():
    claim = build.claim()
    build.version(claim, 1, minted_at=at(3), synthesis={"verdict": "conflicting"})
    build.version(claim, 2, minted_at=at(5), synthesis={"verdict": "supported"})
    assert ids(4, verdict=("conflicting",)) == [f"{claim.public_id}.1"]
    assert ids(4, verdict=("supported",)) == []
    assert ids(6, verdict=("conflicting",)) == []
    assert ids(6, verdict=("supported", "doubtful"), certainty=("low",)) == [f"{claim.public_id}.2"]


def test_what_was_retired_by_then_is_left_out_until_it_comes_back():
    claim = claim_with(3)
    retire(claim, at(5))
    build.version(claim, 2, minted_at=at(7))
    assert [ids(day) for day in (4, 5, 6, 7)] == [
        [f"{claim.public_id}.1"],
        [],
        [],
        [f"{claim.public_id}.2"],
    ]


def test_a_claim_loaded_as_retired_is_on_no_day_but_its_versions_stay():
    claim = build.claim(status="retired", status_reason="Split.")
    build.version(claim, 1, minted_at=at(3))
    assert ids(9) == []
    assert versions.one(None, claim.pk, 1)["claim_status"] == "retired"


def test_drafts_are_on_no_day():
    draft = build.claim(status="draft", published_at=None, version_number=0)
    build.version(draft, 1, minted_at=at(3))
    assert ids(9) == []
    assert versions.standing_on(None, draft.pk, date(2026, 3, 9)) is None


@pytest.mark.parametrize("number", [1, 20])
def test_reads_keep_their_number_of_queries(number: int):
    claim = claim_with(*range(1, number + 1))
    for _ in range(number):
        claim_with(2)
    for most, read in (
        (1, lambda: versions.list_on(date(2026, 3, 30), DayFilters())),
        (1, lambda: versions.standing_on(None, claim.pk, date(2026, 3, 30))),
        (2, lambda: versions.page(None, claim.pk)),
        (1, lambda: versions.compared(None, claim.pk, (1, number))),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert read() is not None
        assert len(queries) == most


def test_a_list_goes_on_where_its_page_ended():
    made = [claim_with(3) for _ in range(5)]
    page = versions.list_on(date(2026, 3, 9), DayFilters(), limit=2)
    seen = [one["id"] for one in page.results]
    while page.next:
        page = versions.list_on(date(2026, 3, 9), DayFilters(), page.next, limit=2)
        seen += [one["id"] for one in page.results]
    assert seen == [one.public_id for one in reversed(made)]


def test_each_version_says_what_it_changed():
    claim = build.claim()
    build.version(claim, 1, minted_at=at(3))
    build.version(claim, 2, minted_at=at(4), synthesis={"certainty": "moderate"})
    page = versions.page(None, claim.pk, limit=1)
    assert page is not None
    assert page.results[0]["line"] == "Certainty from low to moderate."
    following = versions.page(None, claim.pk, page.next)
    assert following is not None
    assert [one["line"] for one in following.results] == ["Version 1."]


def test_two_versions_side_by_side_or_none():
    claim = build.claim()
    build.version(claim, 1, minted_at=at(3), text="Old")
    build.version(claim, 2, minted_at=at(4), text="New")
    found = versions.compared(None, claim.pk, (1, 2))
    assert found is not None
    assert found["words"]["text"] == [
        {"kind": "gone", "text": "Old"},
        {"kind": "new", "text": "New"},
    ]
    assert versions.compared(None, claim.pk, (1, 3)) is None
    assert versions.pair(None, claim.pk, None, None) == (1, 2)
    assert versions.pair(None, claim.pk, 2, 1) == (2, 1)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "2026-1-1", "0001-01-01", "١"])
def test_what_is_no_day_is_refused_by_name(text: str):
    with pytest.raises(Invalid) as refused:
        versions.day(text)
    assert list(refused.value.errors) == ["as_of"]


def test_a_day_that_has_not_come_is_refused():
    tomorrow = timezone.now().astimezone(UTC).date() + timedelta(days=1)
    with pytest.raises(Invalid, match="has not come yet"):
        versions.day(tomorrow.isoformat())
    assert versions.day((tomorrow - timedelta(days=1)).isoformat()) == tomorrow - timedelta(days=1)
