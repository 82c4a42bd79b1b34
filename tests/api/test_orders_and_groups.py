"""Orders whose pages are stable while others write, and counts that the lists themselves add up to."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.access import listed_claims
from claims.actions import evidence
from claims.models import Claim, Evidence, Source
from claims.queries import grouping, ordering
from tests.queries import build

START = datetime(2026, 1, 1, tzinfo=UTC)


def walk(asker, path, between=lambda: None):
    seen, address = [], path
    while address:
        body = asker.get(address).json()
        seen += [row["id"] for row in body["results"]]
        address = body["next"]
        between()
    return seen


@pytest.fixture
def shelf(db):
    """Ten claims changed on three days, with sources of few years, some without."""
    made = []
    for number in range(10):
        claim = build.claim(changed_at=START + timedelta(days=number % 3, microseconds=number % 2))
        build.evidence(claim, build.source(year=None if number % 4 == 0 else 2000 + number % 3))
        made.append(claim)
    return made


@pytest.mark.parametrize("noun", list(ordering.NAMED))
def test_every_order_meets_everything_once_and_back_is_its_reverse(api, shelf, noun):
    for name in ("Alpha", "beta", "Gamma"):
        build.topic(name)
    plural = {"study": "studies", "evidence": "evidence"}.get(noun, f"{noun}s")
    reader = api()
    every = set(walk(reader, f"{plural}/?limit=200"))
    for order in ordering.choices(noun):
        paged = walk(reader, f"{plural}/?ordering={order}&limit=3")
        assert paged == walk(reader, f"{plural}/?ordering={order}&limit=200"), order
        assert len(paged) == len(every) >= 3
        assert set(paged) == every
        back = order.removeprefix("-") if order.startswith("-") else f"-{order}"
        assert walk(reader, f"{plural}/?ordering={back}&limit=200") == paged[::-1], order


@pytest.mark.parametrize("order", ["", "id", "-updated", "updated"])
def test_writes_between_pages_neither_repeat_nor_hide_untouched_rows(api, shelf, order):
    untouched = {one.public_id for one in shelf[::2]}
    busy = iter(shelf[1::2])

    def meanwhile():
        build.claim(changed_at=START + timedelta(days=1))
        if one := next(busy, None):
            Claim.objects.filter(pk=one.pk).update(changed_at=timezone.now())

    seen = walk(api(), f"claims/?limit=2{order and f'&ordering={order}'}", meanwhile)
    kept = [one for one in seen if one in untouched]
    assert sorted(kept) == sorted(untouched)


@pytest.mark.parametrize("order", ["updated", "-updated"])
@pytest.mark.parametrize(
    ("noun", "rows"),
    [
        ("claim", listed_claims),
        ("source", partial(Source.objects.filter, status="published")),
        ("evidence", Evidence.objects.all),
    ],
)
def test_what_changed_last_is_read_from_an_index(shelf, noun, rows, order):
    """The first page and every other: nothing is sorted, and a page begins where the last one ended."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Ten rows are read whole and sorted otherwise.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    cursor = None
    for part in range(2):
        with CaptureQueriesContext(connection) as captured:
            keys, cursor = ordering.ordered(rows(), noun, order, cursor, 3)
        (asked,) = captured
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        with connection.cursor() as reader:
            reader.execute(f"{explain} {asked['sql'].replace('%', '%%')}")
            plan = " ".join(str(row[-1]) for row in reader.fetchall())
        assert f"{noun}_by_change" in plan
        assert "TEMP B-TREE" not in plan
        assert "Sort" not in plan
        bound = (
            r"<expr>" if connection.vendor == "sqlite" else r"Index Cond: .*\(COALESCE\(changed_at"
        )
        assert bool(re.search(bound, plan)) is bool(part), plan
        assert (len(keys), bool(cursor)) == (3, True)


def test_claims_of_one_moment_stand_by_key_from_page_to_page(api, shelf):
    Claim.objects.update(changed_at=START)
    keys = sorted(one.pk for one in shelf)
    for order, expected in (("updated", keys), ("-updated", keys[::-1])):
        assert walk(api(), f"claims/?ordering={order}&limit=3") == [f"C{key}" for key in expected]


def _forged(*parts):
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def test_a_cursor_of_elsewhere_is_refused(api, db):
    reader = api()
    for cursor in (
        "x", "%00", "=", "a" * 2000, _forged(1, "claims", 5), _forged(1, "claim-updated", 5, 5),
        _forged(1, "claim--updated", "5", 5), _forged(1, "claim--updated", 2**63 - 1, 5),
        _forged(1, "claim--updated", 5), _forged(1, "claim--updated", 10**18, 5),
        _forged(1, "claim--updated", -1, 5), _forged(1, "claim--updated", 5.5, 5),
        _forged(1, "claim--updated", True, 5), _forged(1, "claim--updated", 5, 2**70),
        _forged(2, "claim--updated", 5, 5), _forged(1, "claim--updated", None, 5),
    ):  # fmt: skip
        response = reader.get("claims/", data={"ordering": "-updated", "cursor": cursor})
        assert response.status_code == 400, cursor
        assert response.json()["errors"][0]["parameter"] == "cursor"


def test_an_order_holds_for_what_a_search_found(api, shelf):
    made = [build.source(title=f"Kratom {year}", year=year) for year in (2003, 2001, 2002)]
    found = walk(api(), "sources/?q=kratom&ordering=year&limit=2")
    assert found == [made[place].public_id for place in (1, 2, 0)]


#: What a group's key says of a record of the list, where that is not the member of the same name.
SAID = {
    ("claim", "topic"): lambda row: [one["id"] for one in row["topics"]],
    ("claim", "exposure"): lambda row: [row["exposure"]["topic"]],
    ("claim", "outcome"): lambda row: [row["outcome"]["topic"]],
    ("claim", "stale"): lambda row: [str(row["synthesis"]["stale"]).lower()],
    ("claim", "confirmed"): lambda row: [
        str(row["synthesis"]["status"] == "confirmed").lower()
    ],
    ("claim", "verdict"): lambda row: [row["synthesis"]["verdict"]],
    ("claim", "certainty"): lambda row: [row["synthesis"]["certainty"]],
    ("claim", "consistency"): lambda row: [row["synthesis"]["consistency"]],
    ("claim", "design"): lambda row: {one["design"] for one in row["evidence"]},
    ("claim", "year"): lambda row: {str(one["source"]["year"]) for one in row["evidence"]},
    ("claim", "decade"): lambda row: {f"{one['source']['year']}"[:3] + "0" for one in row["evidence"]},
    ("claim", "direction"): lambda row: {one["consensus"]["direction"] for one in row["evidence"]} - {""},
    ("claim", "reviewed"): lambda row: ["never"],
    ("claim", "rater"): lambda row: [],
    ("evidence", "direction"): lambda row: [row["consensus"]["direction"]],
    ("evidence", "directness"): lambda row: [row["consensus"]["directness"]],
    ("evidence", "strength"): lambda row: [row["consensus"]["strength"]],
    ("evidence", "consensus"): lambda row: [row["consensus"]["state"]],
}  # fmt: skip


@pytest.mark.parametrize("who", [None, "chief"])
def test_groups_are_what_the_list_adds_up_to(api, world, people, who):
    evidence.release(evidence=world.evidence, by=people.chief)
    asker = api(getattr(people, who) if who else None)
    for noun in ("claim", "source", "evidence", "study", "topic"):
        plural = {"study": "studies", "evidence": "evidence"}.get(noun, f"{noun}s")
        include = "&include=evidence" if noun == "claim" else ""
        rows = asker.get(f"{plural}/?limit=200{include}").json()["results"]
        assert rows
        for by in grouping.choices(noun):
            body = asker.get(f"{plural}/?group_by={by}").json()
            assert (body["group_by"], body["more"]) == (by, 0)
            counts = [group["count"] for group in body["groups"]]
            assert counts == sorted(counts, reverse=True)
            said = SAID.get((noun, by)) or partial(plain, by)
            expected = Counter(key for row in rows for key in said(row) if key is not None)
            found = {group["key"]: group["count"] for group in body["groups"]}
            assert found == dict(expected), (noun, by)
            assert all(group["label"] for group in body["groups"])


def plain(by, row):
    return [str(row[by]).lower() if isinstance(row[by], bool) else str(row[by] or "")]


def test_groups_stand_under_the_filters_and_the_limit(api, shelf):
    reader = api()
    years = reader.get("sources/?group_by=year&year_from=2001").json()["groups"]
    assert {group["key"] for group in years} == {"2001", "2002"}
    cut = reader.get("sources/?group_by=year&limit=1").json()
    assert (len(cut["groups"]), cut["more"]) == (1, 3)
    assert cut["groups"][0]["label"] == "not stated" or cut["groups"][0]["key"]
    for path, parameter in (
        ("claims/?group_by=colour", "group_by"), ("claims/?group_by=verdict&status=lost", "status"),
        ("claims/?group_by=verdict&cursor=x", "cursor"), ("claims/?group_by=verdict&fields=id", "fields"),
        ("claims/?group_by=verdict&as_of=2026-01-01", "group_by"), ("appraisals/?group_by=x", "group_by"),
        ("claims/?ordering=colour", "ordering"), ("claims/?ordering=id&as_of=2026-01-01", "ordering"),
    ):  # fmt: skip
        body = reader.get(path).json()
        assert (body["status"], body["errors"][0]["parameter"]) == (400, parameter), path
