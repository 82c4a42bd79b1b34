"""If-Match: a write happens in the state that its writer saw, or says what has moved."""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from claims.actions import appraisals, claims, proposals, sources
from claims.models import Source
from tests.api.conftest import RATING, Api
from tests.factories import make_source, make_user

RECORDS = {
    "claims": "claim", "sources": "source", "studies": "study", "topics": "topic", "evidence": "evidence",
}  # fmt: skip


def match(tag: Any) -> dict[str, str]:
    return {"if-match": str(tag)}


def test_every_changeable_record_says_its_state(api, world, people):
    reader, stranger = api(people.author), api()
    for path, name in RECORDS.items():
        address = f"{path}/{getattr(world, name).public_id}/"
        seen = reader.get(address)
        assert seen["ETag"].startswith(f'"{seen.json()["revision"]}-'), path
        assert (seen["Cache-Control"], "Cookie" in seen["Vary"]) == ("private, no-store", True)
        again = reader.get(address, headers={"if-none-match": seen["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", seen["ETag"])
        public = stranger.get(address)
        assert public["ETag"].startswith("W/")
        assert public["Cache-Control"] == "public, no-cache"
        # What anyone may keep is not what a person sees.
        assert reader.get(address, headers={"if-none-match": public["ETag"]}).status_code == 200


def test_a_change_starts_from_a_state(api, world, people):
    author = api(people.author)
    path = f"claims/{world.draft.public_id}/"
    seen = author.get(path)
    revision, change = seen.json()["revision"], {"changes": {"text": "Better"}}
    missing = author.patch(path, change)
    assert (missing.status_code, missing["Content-Type"]) == (428, "application/problem+json")
    assert "If-Match" in missing.json()["detail"]
    for wrong in ("nonsense", '"3', "3,", '"3" "4"', "-1", '"a",'):
        refused = author.patch(path, change, headers=match(wrong))
        assert refused.status_code == 400, wrong
        assert refused.json()["errors"][0]["header"] == "If-Match"
    for number, good in enumerate(
        (
            seen["ETag"],
            f'"{revision + 1}"',
            f'"7", "{revision + 2}"',
            f'W/"{revision + 3}"',
            "*",
            revision + 5,
        )
    ):
        done = author.patch(path, {"changes": {"text": f"Better {number}"}}, headers=match(good))
        assert (done.status_code, done.json()["text"]) == (200, f"Better {number}"), good
        assert done["ETag"] == author.get(path)["ETag"]


def test_a_stale_change_says_what_has_moved(api, world, people):
    author, path = api(people.author), f"sources/{world.offered.public_id}/"
    seen = author.get(path)
    revision = seen.json()["revision"]
    sources.revise(
        source=Source.objects.get(pk=world.offered.pk), by=people.chief,
        changes={"funding": "A maker", "container_title": "Journal"},
    )  # fmt: skip
    changes = {"changes": {"funding": "Nobody", "summary": "Short."}}
    for tag in (seen["ETag"], f'"{revision}"'):
        stale = author.patch(path, changes, headers=match(tag))
        assert (stale.status_code, stale["Content-Type"]) == (412, "application/problem+json")
        told = stale.json()
        assert told["revision"] == revision + 1
        assert told["moved"] == {
            "funding": {"base": "", "current": "A maker", "proposed": "Nobody"},
            "container_title": {"base": "", "current": "Journal"},
        }
    # The revision in the body is the proposals' own rule: 409, and only where the same fields moved.
    in_body = author.patch(path, {**changes, "revision": revision})
    assert (in_body.status_code, "funding" in in_body.json()["moved"]) == (409, True)
    for odd in ('W/"5`l"', '"3x"', '"99999999999-1"'):
        assert author.patch(path, changes, headers=match(odd)).status_code == 412
    public = author.patch(path, changes, headers=match(api().get("sources/")["ETag"]))
    assert (public.status_code, public.json()["moved"]) == (412, {})
    assert Source.objects.get(pk=world.offered.pk).funding == "A maker"


def test_what_stands_around_a_record_counts_where_the_whole_tag_is_sent(api, world, people):
    editor, path = api(people.chief), f"claims/{world.claim.public_id}/"
    seen = editor.get(path)
    included = editor.get(f"{path}?include=evidence")
    assert included["ETag"].startswith(seen["ETag"][:-1] + ".")
    assert editor.get(path, headers={"if-none-match": included["ETag"]}).status_code == 200
    change = {"changes": {"wording_note": "Careful."}}
    filed = editor.patch(path, change, headers=match(included["ETag"]))
    assert filed.status_code == 202
    appraisals.submit(evidence=world.evidence, by=people.third, fields=RATING)
    after = editor.get(path)
    assert after.json()["revision"] == seen.json()["revision"]
    assert after["ETag"] != seen["ETag"]
    refused = editor.post(f"{path}confirm/", {}, headers=match(seen["ETag"]))
    assert (refused.status_code, refused.json()["moved"]) == (412, {})
    assert "around" in refused.json()["detail"]
    assert editor.post(f"{path}confirm/", {}).status_code == 428
    confirmed = editor.post(f"{path}confirm/", {}, headers=match(after["ETag"]))
    assert (confirmed.status_code, confirmed.json()["synthesis"]["status"]) == (200, "confirmed")
    assert confirmed["ETag"] == editor.get(path)["ETag"]


def test_acts_take_a_state_if_they_are_given_one(api, world, people):
    editor, path = api(people.chief), f"claims/{world.draft.public_id}/"
    seen = editor.get(path)
    claims.revise(claim=world.draft, by=people.author, changes={"text": "Other words"})
    stale = editor.post(f"{path}publish/", {}, headers=match(seen["ETag"]))
    assert (stale.status_code, set(stale.json()["moved"])) == (412, {"text"})
    assert editor.get(path).json()["status"] == "in_review"
    assert editor.post(f"{path}publish/", {}, headers=match('"1", *')).status_code == 400
    now = editor.get(path)["ETag"]
    assert editor.post(f"{path}publish/", {}, headers=match(now)).json()["status"] == "published"
    # What is refused anyway is refused as that, whatever the state.
    gone = editor.post("claims/C999/publish/", {}, headers=match("*"))
    assert gone.status_code == 404


def test_what_is_deleted_is_what_was_seen(api, world, people):
    reviewer = api(people.reviewer)
    there = f"evidence/{world.fresh.public_id}/appraisals/"
    draft = reviewer.post(there, {"status": "draft", "direction": "mixed"})
    path = f"appraisals/{draft.json()['id']}/"
    assert reviewer.delete(path).status_code == 428
    reviewer.post(there, {"status": "draft", "direction": "supports"})
    stale = reviewer.delete(path, headers=match(draft["ETag"]))
    assert (stale.status_code, stale.json()["revision"]) == (412, 2)
    assert reviewer.delete(path, headers=match('"2"')).status_code == 204
    article = api(people.author).post("documents/", {"text": "Kratom may relieve pain."}).json()
    where = f"documents/{article['id']}/"
    seen = api(people.author).get(where)["ETag"]
    api(people.author).post(f"{where}share/")
    assert api(people.author).delete(where).status_code == 428
    assert api(people.author).delete(where, headers=match(seen)).status_code == 412
    assert api(people.author).delete(where, headers=match("*")).status_code == 204


@pytest.mark.django_db(transaction=True)
def test_of_two_who_saw_the_same_state_one_writes(monkeypatch):
    """Both have compared before either has written, were the row not held meanwhile."""
    editor, source = make_user("editor"), make_source(published=False)
    clients = [Api(editor).client for _ in range(2)]
    begun, change = threading.Barrier(2), proposals.change

    def slow(**given: Any) -> Any:
        found = change(**given)
        with contextlib.suppress(threading.BrokenBarrierError):
            begun.wait(1)
        return found

    monkeypatch.setattr(proposals, "change", slow)
    revision = source.revision

    def send(place: int) -> Any:
        try:
            return clients[place].patch(
                f"/api/v1/sources/{source.public_id}/",
                {"changes": {"summary" if place else "funding": f"By {place}"}},
                "application/json",
                headers=match(f'"{revision}"'),
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(send, range(2)), key=lambda one: one.status_code)
    assert [one.status_code for one in answers] == [200, 412], [one.content for one in answers]
    assert answers[1].json()["revision"] == revision + 1
    assert len(answers[1].json()["moved"]) == 1
    stored = Source.objects.get(pk=source.pk)
    assert (stored.revision, bool(stored.summary) + bool(stored.funding)) == (revision + 1, 1)
