"""Many writes in one request: each judged as it would be alone, and all of them taken back on request."""

from __future__ import annotations

from typing import Any

import orjson

from claims.models import Claim, Event, Evidence, IdempotencyKey, Job, Source
from tests.api.conftest import RATING
from tests.api.test_scopes import bearer


def create(title: Any, **more: Any) -> dict[str, Any]:
    return {"op": "create", "noun": "source", "body": {"title": title}, **more}


def lines(world: Any) -> list[dict[str, Any]]:
    """A record, two that need it, an act, and three that are refused."""
    return [
        create("A paper", name="paper"),
        {
            "op": "create", "noun": "evidence",
            "body": {"claim": world.claim.public_id, "source": "@paper", "design": "cohort"},
        },
        {"op": "change", "id": "@paper", "revision": 1, "body": {"changes": {"funding": "None."}}},
        {"op": "act", "id": world.offered.public_id, "act": "accept"},
        create(7),
        {"op": "change", "id": world.draft.public_id, "revision": 99, "body": {"changes": {"text": "X"}}},
        {"op": "act", "id": world.claim.public_id, "act": "publish"},
    ]  # fmt: skip


STATUSES = [201, 201, 200, 200, 400, 412, 409]


def test_each_line_is_answered_as_the_single_write_would_be(api, world, people):
    answer = api(people.chief).post("bulk/", {"operations": lines(world)})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["carried_out"], told["refused"], told["all_or_nothing"]) == (4, 3, False)
    results = told["results"]
    assert [one["status"] for one in results] == STATUSES
    assert [one["index"] for one in results] == list(range(7))
    made = Source.objects.get(title="A paper")
    assert (results[0]["id"], results[0]["revision"]) == (made.public_id, 1)
    assert (results[2]["id"], results[2]["revision"], made.funding) == (made.public_id, 2, "None.")
    assert Evidence.objects.filter(source=made).count() == 1
    assert results[4]["problem"]["errors"][0]["pointer"] == "#/body/title"
    alone = api(people.chief).post("sources/", {"title": 7}).json()
    assert results[4]["problem"]["detail"] == alone["detail"]
    assert results[5]["problem"]["revision"] == 1
    assert Event.objects.filter(noun="source").values("act").distinct().count() >= 3


def test_all_or_nothing_takes_everything_back_and_says_why(api, world, people):
    before = Event.objects.count(), Source.objects.count(), Job.objects.count()
    body = {"operations": lines(world), "all_or_nothing": True}
    answer = api(people.chief).post("bulk/", body)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    told = answer.json()
    assert told["index"] == 4
    assert told["errors"][0]["pointer"] == "#/operations/4/body/title"
    assert "Nothing was stored" in told["detail"]
    assert [one["status"] for one in told["results"]] == [424, 424, 424, 424, 400, 412, 409]
    assert all(one["id"] is None for one in told["results"][:4])
    assert (Event.objects.count(), Source.objects.count(), Job.objects.count()) == before
    good = {"operations": lines(world)[:4], "all_or_nothing": True}
    done = api(people.chief).post("bulk/", good)
    assert (done.status_code, done.json()["carried_out"]) == (200, 4)
    assert Event.objects.count() > before[0]


def test_a_trial_of_many_leaves_nothing(api, world, people):
    before = Event.objects.count(), Source.objects.count(), Evidence.objects.count()
    for bound in (False, True):
        body = {"operations": lines(world)[:4], "all_or_nothing": bound}
        answer = api(people.chief).post("bulk/?dry_run=true", body)
        told = answer.json()
        assert (answer["Dry-Run"], told["dry_run"], told["carried_out"]) == ("true", True, 4)
        assert [one["status"] for one in told["results"]] == STATUSES[:4]
        assert [one["id"] for one in told["results"]] == [
            None, None, None, world.offered.public_id,
        ]  # fmt: skip
    assert (Event.objects.count(), Source.objects.count(), Evidence.objects.count()) == before


#: Lines that say nothing usable, and where the fault is.
UNUSABLE = [
    (5, "#"),
    ({}, "#/op"),
    ({"op": "fly"}, "#/op"),
    ({"op": "create"}, "#/noun"),
    ({"op": "create", "noun": "import"}, "#/noun"),
    ({"op": "delete"}, "#/id"),
    ({"op": "change", "id": "C1"}, "#/body"),
    ({"op": "delete", "id": "paper"}, "#/id"),
    ({"op": "act", "id": "S1", "act": "fly"}, "#/act"),
    ({"op": "act", "id": "S1"}, "#/act"),
    ({"op": "delete", "id": "S1", "body": {}}, "#/body"),
    ({"op": "delete", "id": "@no"}, "#/id"),
    ({"op": "create", "noun": "source", "body": []}, "#/body"),
    ({"op": "act", "id": "S1", "act": "check-identity"}, "#/body"),
    ({"op": "create", "noun": "source", "body": {"title": "A"}, "colour": 1}, "#/colour"),
]


def test_a_line_that_says_nothing_usable_is_one_refusal(api, world, people):
    body = {"operations": [*(line for line, _ in UNUSABLE), create("Good")]}
    *wrong, good = api(people.chief).post("bulk/", body).json()["results"]
    assert good["status"] == 201
    for (line, pointer), told in zip(UNUSABLE, wrong, strict=True):
        assert told["status"] == 400, line
        assert told["problem"]["errors"][0]["pointer"] == pointer, line


def test_the_request_itself(api, people, settings):
    author = api(people.author)
    for body in ({}, {"operations": []}, {"operations": [create("A")] * 501}, {"operations": {}}):
        answer = author.post("bulk/", body)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"].startswith("#/operations")
    assert api().post("bulk/", {"operations": [create("A")]}).status_code == 401
    raw = b"\n".join(orjson.dumps(create(title)) for title in ("One", "Two")) + b"\n\n"
    found = author.client.post("/api/v1/bulk/", raw, "application/x-ndjson")
    assert (found.status_code, found.json()["carried_out"]) == (200, 2)
    broken = author.client.post("/api/v1/bulk/", raw + b"{", "application/x-ndjson")
    assert (broken.status_code, broken.json()["position"]["line"]) == (400, 4)
    assert Source.objects.count() == 2


def test_what_nobody_foresaw_is_one_lines_matter(api, people, monkeypatch):
    from claims.actions import sources

    propose = sources.propose

    def breaking(**given: Any) -> Any:
        found = propose(**given)
        if found.title == "Bad":
            raise RuntimeError("broken")
        return found

    monkeypatch.setattr(sources, "propose", breaking)
    body = {"operations": [create("One"), create("Bad", name="bad"), create("Two"),
                           {"op": "delete", "id": "@bad"}]}  # fmt: skip
    author = api(people.author)
    told = author.post("bulk/", body).json()["results"]
    assert [one["status"] for one in told] == [201, 500, 201, 424]
    assert sorted(Source.objects.values_list("title", flat=True)) == ["One", "Two"]
    # In one transaction nothing may be half known.
    assert author.post("bulk/", {**body, "all_or_nothing": True}).status_code == 500
    assert author.post("bulk/", body, headers={"idempotency-key": "k"}).status_code == 500
    assert (Source.objects.count(), IdempotencyKey.objects.count()) == (2, 0)


def test_lines_are_done_once_for_a_key(api, world, people):
    body, key = {"operations": lines(world)}, {"idempotency-key": "many"}
    first = api(people.chief).post("bulk/", body, headers=key)
    assert [one["status"] for one in first.json()["results"]] == STATUSES
    events = Event.objects.count()
    again = api(people.chief).post("bulk/", body, headers=key)
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")
    assert Event.objects.count() == events
    assert Source.objects.filter(title="A paper").count() == 1


def test_lines_have_a_limit_of_their_own(api, people, settings):
    settings.API_BULK_LINES_PER_MINUTE, settings.API_WRITES_PER_MINUTE = 5, 100
    author = api(people.author)
    answer = author.post("bulk/", {"operations": [create(f"A{n}") for n in range(4)]})
    assert answer.status_code == 200
    assert '"bulk-lines";q=5;w=60' in answer["RateLimit-Policy"]
    assert '"bulk-lines";r=1' in answer["RateLimit"]
    refused = author.post("bulk/", {"operations": [create("B")] * 2})
    assert (refused.status_code, refused.json()["limit"]["name"]) == (429, "bulk-lines")
    assert author.post("bulk/", {"operations": [create("C")]}).status_code == 200
    assert Source.objects.count() == 5


def test_a_token_needs_the_scope_of_each_line(api, world, people):
    key = bearer(people.chief, "sources:write")
    told = api().post("bulk/", {"operations": lines(world)[:4]}, headers=key).json()["results"]
    assert [one["status"] for one in told] == [201, 403, 200, 403]
    assert told[1]["problem"]["scope"] == "evidence:write"


def test_closed_ratings_are_not_betrayed_by_what_is_taken_back(api, world, people):
    """One rating is in and closed. Whether a second agrees shows to nobody who can take it back."""
    reviewer, seen = api(people.reviewer), []
    for direction in ("supports", "contradicts"):
        rating = {**RATING, "direction": direction, "evidence": world.evidence.public_id}
        tried = reviewer.post("appraisals/?dry_run=true", rating)
        assert tried.status_code == 201
        assert b"SECRET" not in tried.content.replace(b"SECRET-RATIONALE", b"", 1)
        line = {"op": "create", "noun": "appraisal", "body": rating}
        many = reviewer.post("bulk/?dry_run=true", {"operations": [line]})
        bound = reviewer.post(
            "bulk/", {"operations": [line, create(1)], "all_or_nothing": True}
        ).json()
        text = tried.content.replace(direction.encode(), b"-")
        seen.append((_without_times(text), many.content, bound["results"][0]))
    assert seen[0] == seen[1]
    assert seen[0][2]["status"] == 409
    world.evidence.refresh_from_db()
    assert world.evidence.consensus == "none"
    editor = api(people.chief)
    tried = editor.patch(
        f"claims/{world.claim.public_id}/?dry_run=true",
        {"changes": {"reviewers_required": 1}, "revision": world.claim.revision},
    )
    assert (tried.status_code, tried.json()["id"]) == (202, None)
    release = {"op": "act", "id": world.evidence.public_id, "act": "release"}
    body = {"operations": [release, create(1)], "all_or_nothing": True}
    assert editor.post("bulk/", body).json()["results"][0]["status"] == 400
    assert Claim.objects.get(pk=world.claim.pk).reviewers_required is None


def _without_times(text: bytes) -> dict[str, Any]:
    found = orjson.loads(text)
    return {
        name: value
        for name, value in found.items()
        if not name.endswith("_at") and name != "direction_label"
    }
