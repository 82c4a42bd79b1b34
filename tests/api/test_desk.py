"""The desk, the next piece of evidence, and holds, over the API."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from claims.actions import holds
from claims.models import Hold


def names(answer):
    return [one["name"] for one in answer.json()["lists"]]


def test_the_desk_is_for_who_is_signed_in(api, world, people):
    assert names(api().get("desk/")) == []
    assert api().get("desk/queue/").status_code == 404
    assert names(api(people.nobody).get("desk/")) == []
    assert names(api(people.editor).get("desk/"))[0] == "conflicts"
    found = api(people.reviewer).get("desk/").json()["lists"]
    queue = next(one for one in found if one["name"] == "queue")
    assert {world.fresh.public_id} <= {one["id"] for one in queue["results"]}
    assert queue["results"][0]["reason"].startswith("Second grader wanted")


def test_a_list_in_full_is_paged_and_the_queue_narrowed(api, world, people):
    asker = api(people.reviewer)
    whole = asker.get("desk/queue/").json()
    first = asker.get("desk/queue/?limit=1").json()
    second = asker.get(first["next"]).json()
    assert [first["results"][0], second["results"][0]] == whole["results"][:2]
    assert asker.get("desk/queue/?design=rct").json()["results"] == []
    assert asker.get("desk/queue/?topic=T999").json()["results"] == []
    assert asker.get("desk/queue/?colour=red").status_code == 400
    assert asker.get("desk/queue/?cursor=x").status_code == 400
    assert asker.get("desk/conflicts/").status_code == 404
    assert asker.get("desk/nonsense/").status_code == 404


def test_next_until_nothing_is_left(api, world, people):
    asker = api(people.reviewer)
    assert asker.post("desk/next/", {"design": ["rct"]}).status_code == 409
    taken = []
    while (answer := asker.post("desk/next/")).status_code == 201:
        taken.append(answer.json()["id"])
        assert answer["Location"].endswith(f"/evidence/{taken[-1]}/")
    assert sorted(taken) == sorted([world.evidence.public_id, world.fresh.public_id])
    assert answer.status_code == 409
    assert "Nothing waits" in answer.json()["detail"]


def test_pick_renew_and_give_back(api, world, people):
    asker, at = api(people.reviewer), f"evidence/{world.fresh.public_id}"
    assert asker.post(f"{at}/give-back/").status_code == 409
    assert asker.post(f"{at}/pick/").status_code == 200
    assert asker.post(f"{at}/pick/").status_code == 409
    Hold.objects.update(until=timezone.now() + timedelta(hours=1))
    assert asker.post(f"{at}/renew/").status_code == 200
    assert Hold.objects.get().until > timezone.now() + timedelta(days=10)
    assert asker.post(f"{at}/give-back/").status_code == 200
    assert asker.post(f"{at}/renew/", {"until": "2030-01-01"}).status_code == 400


def test_an_assignment_says_what_is_wrong_with_it(api, world, people):
    asker, at = api(people.editor), f"evidence/{world.fresh.public_id}/assign/"
    for wrong in ("nobody-of-that-name", "", "x" * 200, 7):
        answer = asker.post(at, {"reviewer": wrong})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "#/reviewer"
    answer = asker.post(at, {"reviewer": people.contributor.username})
    assert "only reviewers grade" in answer.json()["errors"][0]["detail"]
    good = {"reviewer": people.reviewer.pseudonym, "note": "You know it."}
    answer = asker.post(at, {**good, "until": "2001-01-01"})
    assert answer.json()["errors"][0]["pointer"] == "#/until"
    assert asker.post(at, good).status_code == 200
    held = api(people.reviewer).get("desk/held/").json()["results"]
    assert held[0]["reason"].endswith(": You know it.")


def test_who_does_not_assign_learns_of_no_account(api, world, people):
    at = f"evidence/{world.fresh.public_id}/assign/"
    for who in (people.reviewer, people.contributor, people.nobody):
        for name in (people.editor.username, "nobody-of-that-name"):
            assert api(who).post(at, {"reviewer": name}).status_code == 403


def test_nothing_of_others_shows_but_how_many(api, world, people):
    holds.pick(evidence=world.evidence, by=people.reviewer)
    for who in (people.third, people.editor, people.contributor):
        body = api(who).get("desk/").content.decode()
        assert "SECRET-RATIONALE" not in body
        assert people.reviewer.display_name not in body
        assert people.reviewer.pseudonym not in body
