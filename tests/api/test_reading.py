"""Lists, details, redirects, caching and refusals, as anybody meets them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.actions import claims, topics
from tests.queries import build

LISTS = (
    "claims", "topics", "sources", "studies", "evidence", "appraisals", "events", "changes",
    "searches", "proposals",
)  # fmt: skip


def errors(response):
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    return body


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_paged_and_refuses_what_it_does_not_know(api, world, name):
    reader = api()
    body = reader.get(f"{name}/").json()
    more = {"knowledge_base", "last"} if name == "changes" else set()
    assert set(body) == {"results", "next", *more}
    unknown = errors(reader.get(f"{name}/?colour=red"))
    assert unknown["status"] == 400
    assert unknown["errors"][0]["parameter"] == "colour"
    assert "limit" in unknown["detail"]
    for limit in ("0", "201", "-1", "ten", "1e2", "", "9" * 400):
        refused = errors(reader.get(f"{name}/", data={"limit": limit}))
        assert refused["errors"][0]["parameter"] == "limit"
    for cursor in ("x", "%00", "WzEsImNsYWltcyIsMV0", "a" * 700, "é"):
        assert reader.get(f"{name}/", data={"cursor": cursor}).status_code in (200, 400)


@pytest.mark.parametrize("name", ["claims", "topics", "sources", "studies", "evidence", "events"])
def test_walking_through_the_pages_meets_everything_once(api, world, name):
    reader, seen = api(), []
    whole = [row["id"] for row in reader.get(f"{name}/?limit=200").json()["results"]]
    address = f"/api/v1/{name}/?limit=1"
    while address:
        body = reader.get(address).json()
        assert body["next"] is None or body["next"].startswith("http://testserver/api/v1/")
        seen += [row["id"] for row in body["results"]]
        address = body["next"]
    assert seen == whole
    assert len(seen) >= 2


def test_following_changes_in_order(api, world):
    reader, seen = api(), []
    address = "/api/v1/changes/?since=0&limit=3"
    while address:
        body = reader.get(address).json()
        seen += [row["seq"] for row in body["results"]]
        address = body["next"]
    assert seen == list(range(1, len(seen) + 1))
    assert reader.get("").json()["public_changes"] == len(seen)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("topic=T{topic}", {"One", "Two"}),
        ("exposure=T{topic}&design=cohort,rct", {"One", "Two"}),
        ("design=rct", set()),
        ("year_from=2021", set()),
        ("year_to=2020", {"One", "Two"}),
        ("q=two", {"Two"}),
        ("q=two%00%0A" + "and+a+pasted+passage+" * 100, {"Two"}),
        ("verdict=supported", set()),
        ("stale=false&confirmed=false", {"One", "Two"}),
        ("status=in_review", set()),
    ],
)
def test_filters_of_claims(api, world, query, found):
    body = api().get(f"claims/?{query.format(topic=world.topic.pk)}").json()
    assert {row["text"] for row in body["results"]} == found


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("verdict=maybe", "verdict"), ("topic=C1", "topic"), ("topic=1", "topic"),
        ("year_from=-1", "year_from"), ("year_from=99999", "year_from"), ("stale=yes", "stale"),
        ("q=" + "x" * 10_001, "q"), ("q=a&q=b", "q"), ("format=xml", "format"),
        ("topic=T" + "9" * 30, "topic"), ("design=", "design"),
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_used_is_named(api, db, query, parameter):
    body = errors(api().get(f"claims/?{query}"))
    assert body["status"] == 400
    assert [error["parameter"] for error in body["errors"]] == [parameter]


@pytest.mark.parametrize(
    "ident", ["C999999", "S1", "42", "c1", "C0", "C-1", "C1.1", "C" + "9" * 30]
)
def test_what_is_not_there_is_404(api, world, ident):
    assert errors(api().get(f"claims/{ident}/"))["status"] == 404


def test_what_may_not_be_seen_is_404_too(api, world, people):
    hidden = (
        f"claims/{world.draft.public_id}/", f"sources/{world.offered.public_id}/",
        f"evidence/{world.suggested.public_id}/", f"topics/{world.hoped.public_id}/",
        f"proposals/{world.proposal.public_id}/",
    )  # fmt: skip
    for path in hidden:
        assert api().get(path).status_code == 404, path
        assert api(people.nobody).get(path).status_code == 404, path
        assert api(people.chief).get(path).status_code == 200, path
        assert api(people.author).get(path).status_code == 200, path


def test_a_merged_record_redirects_for_good_and_a_retired_one_says_why(api, world, people):
    topics.merge(topic=world.spare_topic, into=world.topic, reason="Same.", by=people.chief)
    moved = api().get(f"topics/{world.spare_topic.public_id}/")
    assert moved.status_code == 308
    assert moved["Location"] == f"http://testserver/api/v1/topics/{world.topic.public_id}/"
    claims.retire(
        claim=world.claim, reason="Said twice.", by=people.chief, superseded_by=world.spare_claim
    )
    gone = api().get(f"claims/{world.claim.public_id}/").json()
    assert gone["status"] == "retired"
    assert gone["reason"] == "Said twice."
    assert gone["superseded_by"]["id"] == world.spare_claim.public_id


def test_a_reader_who_has_it_gets_304_after_one_query(api, world, people):
    reader = api()
    for path in [*(f"{name}/" for name in LISTS), f"claims/{world.claim.public_id}/"]:
        first = reader.get(path)
        assert "Cookie" in first["Vary"]
        assert first["Cache-Control"] == "public, no-cache"
        with CaptureQueriesContext(
            connection,
        ) as queries:
            again = reader.get(path, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content, len(queries)) == (304, b"", 1)
        signed_in = api(people.nobody).get(path, headers={"if-none-match": first["ETag"]})
        assert signed_in.status_code == 200
        assert signed_in["Cache-Control"] == "private, no-store"
        assert signed_in.get("ETag") != first["ETag"]


def test_private_drafts_do_not_move_a_public_etag_and_publication_does(api, world, people):
    tag = api().get("claims/")["ETag"]
    made = claims.draft(by=people.author, fields={"text": "New", "claim_type": "causal"})
    assert api().get("claims/")["ETag"] == tag
    claims.submit(claim=made, by=people.author)
    claims.publish(claim=made, by=people.chief)
    assert api().get("claims/")["ETag"] != tag


def test_methods_and_media_types(api, world):
    reader = api()
    assert errors(reader.delete("claims/"))["status"] in (401, 405)
    assert errors(reader.client.put("/api/v1/claims/"))["status"] == 405
    assert errors(reader.client.options("/api/v1/claims/"))["status"] == 405
    refused = errors(reader.get("topics/", headers={"accept": "text/csv"}))
    assert refused["status"] == 406
    assert "application/json, application/x-ndjson" in refused["detail"]
    assert errors(reader.get("nothing/"))["status"] == 404
    assert errors(reader.get("/api/v2/"))["status"] == 404
    assert reader.client.head("/api/v1/claims/").status_code == 200


def test_too_many_reads_are_told_when_to_go_on(api, db, settings):
    settings.API_READS_PER_MINUTE = 3
    answers = [api().get("") for _ in range(9)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert 1 <= int(refused[0]["Retry-After"]) <= 60
    assert errors(refused[0])["status"] == 429


def test_the_reference_page_loads_nothing_from_elsewhere(api, db):
    page = api().get("docs/")
    assert page.status_code == 200
    assert "script-src 'self';" in page["Content-Security-Policy"] + ";"
    assert b"https://" not in page.content
    assert api().get("docs/?script=").status_code == 200
    assert b"openapi: 3.1" in api().get("schema/").content
    assert api().get("schema/", headers={"accept": "application/json"}).json()["openapi"] == "3.1.0"


@pytest.mark.parametrize("who", [None, "editor"])
def test_lists_and_details_take_as_many_queries_for_twenty_as_for_one(api, db, who):
    reader = api(build.user(who) if who else None)

    def counted(path):
        with CaptureQueriesContext(connection) as queries:
            response = reader.get(path)
        assert response.status_code == 200
        return len(queries), response.json()

    small = build.full_claim(1)
    few = {name: counted(f"{name}/?limit=200") for name in LISTS}
    for _ in range(4):
        build.full_claim(5)
    large = build.full_claim(20)
    for name in LISTS:
        queries, body = counted(f"{name}/?limit=200")
        assert queries == few[name][0] <= 9, name
        if name not in ("changes", "proposals"):
            assert len(body["results"]) > 1, name
    for path in ("claims/C{}/", "claims/C{}/versions/"):
        one, _ = counted(path.format(small.pk))
        twenty, _ = counted(path.format(large.pk))
        assert one == twenty <= 16


@pytest.mark.django_db
def test_a_number_may_be_the_greatest_that_is_allowed_and_no_greater(api):
    ahead = api().get(f"changes/?since={2**63 - 1}")
    assert ahead.status_code == 400
    assert "The last change is 0" in str(ahead.json())
    assert api().get(f"changes/?since={2**63}").status_code == 400
    assert api().get(f"changes/?since={'9' * 5000}").status_code == 400
