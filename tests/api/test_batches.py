"""`ids=`: many records at once, in the order asked, and what became of the others."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.actions import claims, joining, topics
from tests.queries import build


def batch(asker, noun, *ids, beside=""):
    response = asker.get(f"{noun}/?ids={','.join(ids)}{beside}")
    assert response.status_code == 200, response.json()
    return response.json()


def test_records_come_in_the_order_asked_as_their_list_has_them(api, world):
    reader = api()
    for noun in ("claims", "sources", "evidence", "studies", "topics"):
        listed = reader.get(f"{noun}/?limit=200").json()["results"]
        rows = sorted(listed, key=lambda row: int(row["id"][1:]))
        ids = [row["id"] for row in rows]
        found = batch(reader, noun, *ids, ids[0])
        assert found == {"results": rows, "next": None, "missing": []}, noun


def test_what_is_missing_says_what_became_of_it(api, world, people):
    topics.merge(topic=world.spare_topic, into=world.topic, reason="Same.", by=people.chief)
    twin = build.source()
    joining.merge(source=twin, into=world.source, reason="Same.", by=people.chief)
    claims.retire(
        claim=world.claim, reason="Said twice.", by=people.chief, superseded_by=world.spare_claim
    )
    one, heir = world.claim.public_id, world.spare_claim.public_id
    found = batch(api(), "claims", one, "C99999", heir, world.draft.public_id)
    assert [row["id"] for row in found["results"]] == [heir]
    retired, *nothing = found["missing"]
    assert retired == {
        "id": one, "status": "retired", "reason": "Said twice.",
        "moved_to": {"id": heir, "url": f"/claims/{heir}/"},
    }  # fmt: skip
    assert [(row["id"], row["status"], row["moved_to"]) for row in nothing] == [
        ("C99999", "not_found", None), (world.draft.public_id, "not_found", None),
    ]  # fmt: skip
    assert nothing[0]["reason"] == nothing[1]["reason"]
    for noun, gone, kept in (
        ("topics", world.spare_topic, world.topic), ("sources", twin, world.source),
    ):  # fmt: skip
        (told,) = batch(api(), noun, gone.public_id)["missing"]
        assert (told["status"], told["moved_to"]["id"]) == ("merged", kept.public_id)


@pytest.mark.parametrize("who", [None, "author", "chief"])
def test_a_batch_shows_to_each_what_the_details_do(api, world, people, who):
    asker = api(getattr(people, who) if who else None)
    for noun, records in {
        "claims": (world.claim, world.draft), "sources": (world.source, world.offered),
        "evidence": (world.evidence, world.suggested, world.conflict), "topics": (world.topic, world.hoped),
    }.items():  # fmt: skip
        ids = [one.public_id for one in records]
        seen = {row["id"]: row for row in batch(asker, noun, *ids)["results"]}
        assert set(seen) == {one for one in ids if asker.get(f"{noun}/{one}/").status_code == 200}
        for ident, row in seen.items():
            if noun == "evidence":
                detail = asker.get(f"evidence/{ident}/").json()
                for part in ("consensus", "appraisals", "appraisals_hidden", "status"):
                    assert row[part] == detail[part]


def test_a_batch_is_told_and_chosen_like_a_list(api, world):
    ids = world.spare_claim.public_id, world.claim.public_id
    found = batch(api(), "claims", *ids, beside="&include=evidence&fields=id")
    assert [set(row) for row in found["results"]] == [
        {"id", "evidence", "excluded", "proposed"}
    ] * 2
    tag = api().get(f"claims/?ids={ids[0]}")["ETag"]
    assert api().get(f"claims/?ids={ids[0]}", headers={"if-none-match": tag}).status_code == 304
    assert api().get(f"claims/?ids={ids[1]}")["ETag"] != tag


def test_what_a_batch_cannot_be_is_refused(api, db):
    reader = api()
    for query, parameter in (
        ("ids=" + ",".join(f"C{n}" for n in range(1, 202)), "ids"), ("ids=S1", "ids"), ("ids=", "ids"),
        ("ids=C1&limit=5", "limit"), ("ids=C1&q=x", "q"), ("ids=C1&ordering=id", "ordering"),
        ("ids=C1&group_by=verdict", "group_by"), ("ids=C1&format=csv", "format"),
        ("ids=C1&cursor=x", "cursor"), ("ids=C1&as_of=2026-01-01", "ids"),
    ):  # fmt: skip
        body = reader.get(f"claims/?{query}").json()
        assert body["status"] == 400, query
        assert [error["parameter"] for error in body["errors"]] == [parameter]
    refused = reader.get("claims/?ids=C1", headers={"accept": "text/csv"})
    assert refused.status_code == 400


def test_a_batch_of_twenty_takes_as_many_queries_as_one_of_one(api, db):
    reader = api()
    reviewer = build.user("reviewer")
    made = [build.full_claim(2, reviewer=reviewer) for _ in range(20)]
    ids = [one.public_id for one in made]
    for beside, most in (("", 4), ("&include=evidence,sources,synthesis", 13)):
        counts = []
        for wanted in (ids[:1], ids):
            with CaptureQueriesContext(connection) as queries:
                found = batch(reader, "claims", *wanted, beside=beside)
            assert len(found["results"]) == len(wanted)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= most, beside
