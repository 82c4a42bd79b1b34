"""Counts of claims under `status` and `mine`: for each role what its own lists add up to, and nothing else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from claims.domain.vocabulary import ClaimStatus
from claims.queries import grouping
from tests.queries import build

#: The filter that a group's key goes into, where it is not the one of the same name.
YEAR = "year_from={0}&year_to={0}"
WHO = ("anonymous", "nobody", "author", "contributor", "reviewer", "editor", "admin")


@pytest.fixture(autouse=True)
def _no_limit(settings: Any) -> None:
    settings.API_READS_PER_MINUTE = 100_000


@pytest.fixture
def shelves(people: Any) -> Any:
    """Claims of two authors in every state, with topics that not everyone sees, and evidence."""
    known = build.topic("kratom", status="published")
    narrow = build.topic("mitragynine", status="published")
    narrow.broader.add(known)
    hoped = build.topic("skin", kind="outcome", status="proposed", created_by=people.author)
    made = []
    for by in (people.author, people.contributor):
        for status in ("draft", "in_review", "published", "retired"):
            for number in range(2):
                claim = build.claim(
                    f"Kratom {status} {number}", topics=(narrow if number else known,),
                    exposure=known, outcome=hoped if number else None, status=status, created_by=by,
                    status_reason="Old." if status == "retired" else "", claim_type=("association", "causal")[number],
                    design_mask=0,
                )  # fmt: skip
                build.evidence(
                    claim, build.source(year=2001 + number), standing_direction="supports"
                )
                made.append(claim)
    return SimpleNamespace(claims=made, hoped=hoped, known=known)


def asker(api: Any, people: Any, who: str) -> Any:
    return api(None if who == "anonymous" else getattr(people, who))


def listed(reader: Any, query: str) -> list[str]:
    body = reader.get(f"claims/?limit=200&{query}")
    assert body.status_code == 200, (query, body.content)
    assert body.json()["next"] is None
    return [row["id"] for row in body.json()["results"]]


def counted(reader: Any, by: str, query: str) -> dict[str, int]:
    answer = reader.get(f"claims/?group_by={by}&{query}")
    assert answer.status_code == 200, (query, answer.content)
    return {group["key"]: group["count"] for group in answer.json()["groups"]}


@pytest.mark.parametrize("who", WHO)
def test_counts_are_the_lengths_of_the_lists_under_the_same_filters(api, people, shelves, who):
    reader = asker(api, people, who)
    shown = 0
    for status in ("", *(one.value for one in ClaimStatus)):
        for mine in ("", "mine=true"):
            if mine and who == "anonymous":
                continue
            under = "&".join(filter(None, (status and f"status={status}", mine)))
            whole = listed(reader, under)
            shown += len(whole)
            # Each claim has one verdict: the groups make up the whole list.
            assert sum(counted(reader, "verdict", under).values()) == len(whole), under
            for by in ("claim_type", "topic", "outcome", "year", "direction", "stale"):
                for key, count in counted(reader, by, under).items():
                    chosen = YEAR.format(key) if by == "year" else f"{by}={key}"
                    assert count == len(listed(reader, f"{under}&{chosen}")), (under, by, key)
    assert shown >= 4


#: Who sees how many of the sixteen claims under which status; four of each, half of them the author's.
SEEN = {
    "anonymous": {"draft": 0, "in_review": 0},
    "nobody": {"draft": 0, "in_review": 0},
    "author": {"draft": 2, "in_review": 4},
    "contributor": {"draft": 2, "in_review": 4},
    "reviewer": {"draft": 0, "in_review": 4},
    "editor": {"draft": 4, "in_review": 4},
    "admin": {"draft": 0, "in_review": 4},
}


@pytest.mark.parametrize("who", WHO)
def test_each_role_counts_what_it_may_see(api, people, shelves, who):
    reader = asker(api, people, who)
    for status, number in {**SEEN[who], "published": 4, "retired": 4}.items():
        assert sum(counted(reader, "verdict", f"status={status}").values()) == number, status
        own = number and (2 if who in ("author", "contributor") else 0)
        if who == "anonymous":
            assert (
                reader.get(f"claims/?group_by=verdict&mine=true&status={status}").status_code == 401
            )
        else:
            assert sum(counted(reader, "verdict", f"status={status}&mine=true").values()) == own
    # A topic that is proposed has a name for its author and for editors alone.
    named = counted(reader, "outcome", "status=in_review")
    expected = {shelves.hoped.public_id: 2} if who in ("author", "editor") else {}
    assert named == expected


def test_every_property_can_be_counted_of_drafts(api, people, shelves):
    reader = api(people.editor)
    for by in grouping.choices("claim"):
        for key, count in counted(reader, by, "status=draft&q=kratom").items():
            chosen = YEAR.format(key) if by == "year" else f"{by}={key}"
            assert count == len(listed(reader, f"status=draft&q=kratom&{chosen}")), (by, key)
    assert counted(reader, "topic", "status=draft") == {shelves.known.public_id: 4, **{
        key: 2 for key in counted(reader, "topic", "status=draft") if key != shelves.known.public_id
    }}  # fmt: skip
    assert counted(reader, "claim_type", "status=draft&claim_type=causal") == {"causal": 2}


def test_counting_what_is_not_published_costs_no_more_for_many(people, shelves):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from claims.queries.claim_filters import ClaimFilters

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            grouping.groups(people.editor, "claim", ClaimFilters(status="draft"), "topic", 200)
        return len(captured)

    people.editor.groups.all()
    queries()
    few = queries()
    for number in range(20):
        build.claim(status="draft", topics=(build.topic(f"More {number}"),))
    assert queries() == few <= 9
