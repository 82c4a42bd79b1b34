"""What a blind appraisal says cannot be read by anyone but its author, through any address."""

from __future__ import annotations

import pytest

from claims.models import Appraisal
from tests.api.conftest import RATING

ASKERS = ("anonymous", "nobody", "contributor", "reviewer", "editor", "chief", "admin", "third")


def everything(asker, world):
    """The text of every list and detail that the asker can reach."""
    texts = {}
    root = asker.get("").json()["lists"]
    for first in root.values():
        address = first
        while address:
            response = asker.get(address)
            texts[address] = response.content.decode()
            body = response.json()
            for row in body["results"]:
                if isinstance(row.get("id"), str) and "events" not in address:
                    path = address.split("?")[0] + row["id"] + "/"
                    texts[path] = asker.get(path).content.decode()
            address = body["next"]
    for name in ("claim", "spare_claim"):
        path = f"claims/{getattr(world, name).public_id}/versions/1/"
        texts[path] = asker.get(path).content.decode()
    return texts


@pytest.mark.parametrize("who", ASKERS)
def test_a_blind_appraisal_is_read_by_nobody_else(api, world, people, who):
    asker = api(None if who == "anonymous" else getattr(people, who))
    blind = Appraisal.objects.get(evidence=world.evidence)
    texts = everything(asker, world)
    assert len(texts) > 20
    own = {f"A{pk}" for pk in Appraisal.objects.filter(
        reviewer=getattr(people, who, None)).values_list("pk", flat=True)}  # fmt: skip
    for address, text in texts.items():
        if who != "third":
            assert "SECRET-RATIONALE" not in text, address
    assert blind.public_id not in own
    assert asker.get(f"appraisals/{blind.public_id}/").status_code == 404
    for link in (world.evidence, world.conflict):
        shown = asker.get(f"evidence/{link.public_id}/").json()
        assert shown["consensus"]["direction"] == shown["consensus"]["strength"] == ""
        assert shown["consensus"]["raters"] == 0
        others = [row for row in shown["appraisals"] if row["id"] not in own]
        assert others == []
        assert shown["appraisals_hidden"] >= 1
    claim = asker.get(f"claims/{world.claim.public_id}/").json()
    assert claim["synthesis"]["verdict"] == "not_assessed"


def test_the_author_reads_it_and_everyone_after_release(api, world, people):
    blind = Appraisal.objects.get(evidence=world.evidence)
    path = f"appraisals/{blind.public_id}/"
    assert api(people.other).get(path).json()["rationale"] == "SECRET-RATIONALE"
    tag = api().get("evidence/")["ETag"]
    released = api(people.chief).post(f"evidence/{world.evidence.public_id}/release/")
    assert released.status_code == 200
    assert api().get("evidence/")["ETag"] != tag
    assert api().get(path).json()["rationale"] == "SECRET-RATIONALE"
    late = api(people.reviewer).post(f"evidence/{world.evidence.public_id}/appraisals/", RATING)
    assert late.json()["blind"] is False


def test_differing_blind_ratings_do_not_show(api, world, people):
    path = f"evidence/{world.conflict.public_id}/"
    assert api().get(path).json()["status"] == "in_appraisal"
    listed = api().get("evidence/?status=conflict").json()["results"]
    assert listed == []
    assert api(people.chief).get(path).json()["status"] == "conflict"


def test_what_anyone_can_read_changes_only_with_its_etag(api, world, people):
    """Otherwise a reader would be told 304 about something that has changed."""
    acts = (
        (people.other, "post", f"evidence/{world.fresh.public_id}/appraisals/", RATING),
        (people.third, "post", f"evidence/{world.fresh.public_id}/appraisals/", RATING),
        (people.chief, "post", "studies/", {"label": "A new one"}),
        (people.chief, "post", "topics/", {"name": "A new one", "kind": "field"}),
        (people.chief, "post", f"evidence/{world.conflict.public_id}/release/", {}),
        (people.chief, "post", f"sources/{world.offered.public_id}/accept/", {}),
        (people.chief, "post", f"claims/{world.claim.public_id}/confirm/", {}),
        (people.chief, "post", f"evidence/{world.fresh.public_id}/exclude/", {"reason": "R"}),
        (people.chief, "post", f"proposals/{world.proposal.public_id}/accept/", {}),
        (people.chief, "post", f"topics/{world.hoped.public_id}/accept/", {}),
        (people.author, "post", "sources/", {"title": "Unseen"}),
    )  # fmt: skip

    def seen():
        reader = api()
        answers = {name: reader.get(url) for name, url in reader.get("").json()["lists"].items()}
        answers["claim"] = reader.get(f"claims/{world.claim.public_id}/")
        # Not `next`: the log's cursors are sealed with a fresh nonce each time.
        return {
            name: (answer["ETag"], answer.json().get("results", answer.json()))
            for name, answer in answers.items()
        }

    # That a blind rating exists shows in evidence, but is no public change: readers may learn it late.
    existence = f"evidence/{world.fresh.public_id}/appraisals/"
    before, moved = seen(), set()
    for who, method, path, body in acts:
        response = getattr(api(who), method)(path, body, headers={"if-match": "*"})
        assert response.status_code in (200, 201), (path, response.json())
        after = seen()
        for name, (tag, content) in after.items():
            if content != before[name][1]:
                assert path == existence or tag != before[name][0], (path, name)
                moved.add(path)
        before = after
    assert len(moved) >= 8
    assert "sources/" not in moved
