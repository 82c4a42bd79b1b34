"""`include=` embeds what the embedded records' own addresses say, at a constant number of queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.actions import integrity
from tests.queries import build

PARTS = ("evidence", "excluded", "proposed", "synthesis")


def claims_of(asker, query):
    response = asker.get(f"claims/?{query}")
    assert response.status_code == 200, response.json()
    return {row["id"]: row for row in response.json()["results"]}


@pytest.mark.parametrize("who", [None, "author", "third", "chief"])
def test_a_claim_of_a_list_holds_what_its_detail_does_for_everyone(api, world, people, who):
    asker = api(getattr(people, who) if who else None)
    integrity.mark(
        sources=[world.spare_source], integrity="retracted", note="Made up.", by=people.chief
    )
    found = claims_of(asker, "include=evidence,synthesis,sources")
    assert len(found) == 2
    for ident, row in found.items():
        detail = asker.get(f"claims/{ident}/?include=sources").json()
        for part in (*PARTS, "sources"):
            assert row[part] == detail[part], (ident, part)
        for one in row["evidence"]:
            own = asker.get(f"evidence/{one['id']}/").json()
            said = {name for name in one if one[name] != own.get(name)}
            assert said == {"claim", "standing", "standing_reason"}, said
    first = found[world.claim.public_id]
    assert [one["id"] for one in first["evidence"]] == [world.evidence.public_id]
    assert [one["id"] for one in first["excluded"]] == [world.fresh.public_id]
    assert [one["id"] for one in first["sources"]] == [
        world.source.public_id,
        world.spare_source.public_id,
    ]
    assert "SECRET" not in str(found) or who == "third"
    sees = world.suggested.public_id in str(found)
    assert sees is (who in ("author", "chief"))


def test_each_part_comes_only_where_it_was_asked_for(api, world):
    plain = claims_of(api(), "")
    for query, parts in (
        ("include=evidence", {"evidence", "excluded", "proposed"}),
        ("include=sources", {"sources"}),
        ("include=sources&include=evidence", {"evidence", "excluded", "proposed", "sources"}),
    ):
        for ident, row in claims_of(api(), query).items():
            assert set(row) - set(plain[ident]) == parts
            assert {name: row[name] for name in plain[ident]} == plain[ident]
    alone = claims_of(api(), "include=sources")
    beside = claims_of(api(), "include=sources,evidence")
    assert {ident: row["sources"] for ident, row in alone.items()} == {
        ident: row["sources"] for ident, row in beside.items()
    }


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("claims/?include=friends", "include"), ("claims/?include=", "include"),
        ("claims/?include=evidence&as_of=2026-01-01", "include"), ("topics/?include=evidence", "include"),
        ("claims/C1/?include=x", "include"), ("claims/C1/?include=sources&as_of=2026-01-01", "include"),
    ],
)  # fmt: skip
def test_what_cannot_be_embedded_is_refused(api, db, path, parameter):
    body = api().get(path).json()
    assert body["status"] == 400
    assert [error["parameter"] for error in body["errors"]] == [parameter]


@pytest.mark.parametrize("who", [None, "editor"])
def test_twenty_claims_take_as_many_queries_as_one(api, db, who):
    reader = api(build.user(who) if who else None)

    def counted(query):
        with CaptureQueriesContext(connection) as queries:
            rows = claims_of(reader, query)
        return len(queries), rows

    asked = ("include=evidence", "include=sources", "include=synthesis",
             "include=evidence,sources,synthesis")  # fmt: skip
    reviewer = build.user("reviewer")
    build.full_claim(1, reviewer=reviewer)
    few = {query: counted(query)[0] for query in asked}
    for number in range(19):
        build.full_claim(1 + number % 3, reviewer=reviewer)
    for query in asked:
        many, rows = counted(query)
        assert len(rows) == 20
        assert many == few[query] <= 14, query
