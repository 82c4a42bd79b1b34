"""Who may do what over the API: every act, for nobody and for each role; and what acts answer."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from claims.actions import (
    appraisals,
    claims,
    conflicts,
    evidence,
    holds,
    independence,
    judgements,
    patients,
    sources,
)
from claims.api.acts import DEEDS
from claims.models import Claim, Conflict, Event, LookupAnswer, Proposal, Source
from tests.api.conftest import RATING

WHO = ("anonymous", "nobody", "contributor", "reviewer", "editor", "admin")
WHY = {"reason": "Because."}


def rating(world):
    return {**RATING, "evidence": world.fresh.public_id}


def linked(world):
    return {
        "claim": world.spare_claim.public_id,
        "source": world.spare_source.public_id,
        "study": world.study.public_id,
        "design": "rct",
    }


def excluded(world, people):
    evidence.exclude(evidence=world.fresh, reason="Double.", by=people.chief)


def retired(world, people):
    claims.retire(claim=world.spare_claim, reason="Twice.", by=people.chief)


def assigned(world):
    return {"reviewer": Group.objects.get(name="reviewer").user_set.latest("pk").username}


def held(world, people):
    holds.pick(evidence=world.fresh, by=people.reviewer)


def rated(world, people):
    evidence.release(evidence=world.evidence, by=people.chief)


def divided(world, people):
    """Two studies on two sides; `world.disagreement` is the record that opened by itself."""
    rated(world, people)
    appraisals.submit(
        evidence=world.fresh, by=people.third, fields={**RATING, "direction": "contradicts"}
    )
    evidence.release(evidence=world.fresh, by=people.chief)
    world.disagreement = Conflict.objects.get(claim=world.claim)


def let_stand(world, people):
    divided(world, people)
    conflicts.let_stand(conflict=world.disagreement, reason="Looked at.", by=people.chief)


BODY = {"stream": "comparative", "domain": "imprecision"}


def judged(world, people):
    rated(world, people)
    judgements.judge_domain(claim=world.claim, **BODY, change=-1, reason="Wide.", by=people.chief)


def described(world):
    return {
        "claim": world.claim.public_id,
        "evidence": [world.evidence.public_id],
        "label": "Case 1",
    }


def apart_patients(world):
    return {**WHY, "other": world.spare_patient.public_id}


def apart(world, people):
    for one, other in (
        (world.patient, world.spare_patient),
        (world.study, world.spare_study),
    ):
        independence.distinct(one=one, other=other, by=people.chief, reason="Looked.")


def joined(world, people):
    here, there = (
        world.source.evidence.filter(claim=world.spare_claim),
        world.spare_source.evidence.filter(claim=world.spare_claim),
    )
    independence.distinct(
        one=here.get().study, other=there.get().study, by=people.chief, reason="Looked."
    )
    sources.merge(
        source=world.spare_source, into=world.source, by=people.chief, reason="The same paper."
    )


def answered(world, people):
    """The services have answered today: neither has a record."""
    Source.objects.filter(pk=world.source.pk).update(doi="10.5555/asked", pmid=None, isbn=None)
    for service, path in (("crossref", "/works/"), ("datacite", "/dois/")):
        LookupAnswer.objects.create(service=service, question=f"{path}10.5555%2Fasked", status=404)


# act: (method, address, body, who may, what must be done before)
E, C = {"editor"}, {"contributor", "editor"}
ACTS = {
    "claim draft": ("post", "claims/", {"text": "X", "claim_type": "causal"}, C),
    "claim change": (
        "patch", "claims/{claim}/", {"changes": {"text": "Y"}, "revision": 1}, C,
    ),
    "claim submit": ("post", "claims/{fresh_draft}/submit/", {}, E),
    "claim publish": ("post", "claims/{draft}/publish/", {}, E),
    "claim reject": ("post", "claims/{draft}/reject/", WHY, E),
    "claim retire": ("post", "claims/{claim}/retire/", WHY, E),
    "claim restore": ("post", "claims/{spare_claim}/restore/", WHY, E, retired),
    "claim confirm": ("post", "claims/{claim}/confirm/", {}, E),
    "claim override": ("post", "claims/{claim}/override/", {**WHY, "consistency": "divided"}, E),
    "claim judge": (
        "post", "claims/{claim}/judge/", {**WHY, **BODY, "change": -2}, E, rated,
    ),
    "claim unjudge": (
        "post", "claims/{claim}/withdraw-judgement/", {**WHY, **BODY}, E, judged,
    ),
    "conflict explain": (
        "post", "conflicts/{disagreement}/explain/", {**WHY, "cause": "dose"}, E, divided,
    ),
    "conflict stand": ("post", "conflicts/{disagreement}/let-stand/", WHY, E, divided),
    "conflict resolve": ("post", "conflicts/{disagreement}/resolve/", WHY, E, divided),
    "conflict reopen": ("post", "conflicts/{disagreement}/reopen/", WHY, E, let_stand),
    "source propose": ("post", "sources/", {"title": "X"}, C),
    "source change": (
        "patch", "sources/{source}/", {"changes": {"funding": "Y"}, "revision": 1}, C,
    ),
    "source accept": ("post", "sources/{offered}/accept/", {}, E),
    "source reject": ("post", "sources/{offered}/reject/", WHY, E),
    "source retire": ("post", "sources/{source}/retire/", WHY, E),
    "source merge": ("post", "sources/{offered}/merge/", {**WHY, "into": "S1"}, E),
    "source unmerge": ("post", "sources/{spare_source}/unmerge/", WHY, E, joined),
    "source integrity": (
        "post", "sources/{source}/integrity/", {"integrity": "retracted", "note": "N"}, E,
    ),
    "source check identity": ("post", "sources/{source}/check-identity/", {}, E, answered),
    "source look up": ("post", "sources/look-up/", {"query": "10.5555/asked"}, C, answered),
    "study enter": ("post", "studies/", {"label": "X", "sources": [{"source": "S1"}]}, C),
    "study change": ("patch", "studies/{study}/", {"changes": {"note": "Y"}, "revision": 1}, C),
    "study accept": ("post", "studies/{new_study}/accept/", {}, E),
    "study merge": ("post", "studies/{spare_study}/merge/", {**WHY, "into": "Y1"}, E),
    "topic enter": ("post", "topics/", {"name": "X", "kind": "outcome"}, C),
    "topic change": (
        "patch", "topics/{topic}/", {"changes": {"aliases": {"add": ["Y"]}}, "revision": 1}, C,
    ),
    "topic accept": ("post", "topics/{hoped}/accept/", {}, E),
    "topic retire": ("post", "topics/{topic}/retire/", WHY, E),
    "topic merge": ("post", "topics/{spare_topic}/merge/", {**WHY, "into": "T1"}, E),
    "evidence propose": ("post", "evidence/", linked, C),
    "evidence change": (
        "patch", "evidence/{evidence}/", {"changes": {"finding": "Y"}, "revision": 1}, C,
    ),
    "evidence accept": ("post", "evidence/{suggested}/accept/", {}, E),
    "evidence reject": ("post", "evidence/{suggested}/reject/", WHY, E),
    "evidence exclude": ("post", "evidence/{evidence}/exclude/", WHY, E),
    "evidence include": ("post", "evidence/{fresh}/include/", WHY, E, excluded),
    "evidence release": ("post", "evidence/{evidence}/release/", {}, E),
    "evidence adjudicate": (
        "post", "evidence/{conflict}/adjudicate/",
        {**WHY, "direction": "mixed", "directness": "direct", "strength": "weak",
         "declaration": "none"}, E,
    ),
    "evidence pick": ("post", "evidence/{fresh}/pick/", {}, {"reviewer"}),
    "evidence assign": (
        "post", "evidence/{fresh}/assign/", assigned, E,
    ),
    "evidence give back": ("post", "evidence/{fresh}/give-back/", {}, {"reviewer"}, held),
    "evidence renew": ("post", "evidence/{fresh}/renew/", {}, {"reviewer"}, held),
    "next": ("post", "desk/next/", {}, {"reviewer"}),
    "appraise": ("post", "appraisals/", rating, {"reviewer"}),
    "appraise there": ("post", "evidence/{fresh}/appraisals/", RATING, {"reviewer"}),
    "appraisal draft": (
        "post", "evidence/{fresh}/appraisals/", {"status": "draft"}, {"reviewer"},
    ),
    "search record": (
        "post", "searches/",
        {"claim": "C1", "where": "PubMed", "query": "q", "searched_on": "2026-01-01"}, E,
    ),
    "search correct": ("patch", "searches/Q1/", {"changes": {"query": "Y"}, "revision": 1}, E),
    "patient record": ("post", "patients/", described, {"reviewer", "editor"}),
    "patient correct": (
        "patch", "patients/{patient}/", {"changes": {"age": "34"}, "revision": 1}, E,
    ),
    "patient withdraw": ("post", "patients/{patient}/withdraw/", WHY, E),
    "patient merge": ("post", "patients/{spare_patient}/merge/", {**WHY, "into": "N1"}, E),
    "patient distinct": ("post", "patients/{patient}/distinct/", apart_patients, E),
    "patient reconsider": ("post", "patients/{patient}/reconsider/", apart_patients, E, apart),
    "study distinct": ("post", "studies/{spare_study}/distinct/", {**WHY, "other": "Y1"}, E),
    "study reconsider": (
        "post", "studies/{spare_study}/reconsider/", {**WHY, "other": "Y1"}, E, apart,
    ),
    "proposal accept": ("post", "proposals/{proposal}/accept/", {}, E),
    "proposal reject": ("post", "proposals/{proposal}/reject/", WHY, E),
    "report": ("post", "reports/", {"record": "C1", "text": "Wrong."}, set(WHO)),
}  # fmt: skip


@pytest.fixture
def stage(world, people):
    """The world, and what some acts need beside it."""
    from claims.actions import studies

    world.fresh_draft = claims.draft(
        by=people.author, fields={"text": "Four", "claim_type": "causal"}
    )
    for name, piece in (("patient", world.evidence), ("spare_patient", world.fresh)):
        made = patients.create(
            by=people.chief, claim=world.claim, fields={"label": name}, evidence=[piece]
        )
        setattr(world, name, made)
    world.new_study = studies.create(by=people.author, fields={"label": "New"})
    return world


def ids(world):
    return {
        name: record.public_id
        for name, record in vars(world).items()
        if hasattr(record, "public_id")
    }


def request_of(act, world):
    """Method, address and body of an act."""
    method, path, body, *_ = ACTS[act]
    body = body(world) if callable(body) else body
    record = ids(world)
    body = {
        key: {"S1": record["source"], "T1": record["topic"], "Y1": record["study"],
              "N1": record.get("patient"),
              "C1": record["claim"]}.get(value, value) if isinstance(value, str) else value
        for key, value in body.items()
    }  # fmt: skip
    if act == "study enter":
        body["sources"] = [{"source": record["source"]}]
    from claims.models import Search

    path = path.replace("Q1", f"Q{Search.objects.earliest('pk').pk}")
    if "revision" in body:
        noun = path.split("/")[0]
        seen = world.claim if noun == "claims" else getattr(world, noun.rstrip("s"), None)
        seen = {
            "studies": world.study,
            "topics": world.topic,
            "searches": None,
            "patients": getattr(world, "patient", None),
        }.get(noun, seen)
        if seen is not None:
            seen.refresh_from_db()
            body["revision"] = seen.revision
    return method, path.format(**record), body


def send(api, act, world):
    method, path, body = request_of(act, world)
    headers = {"if-match": "*"} if act == "claim confirm" else {}
    return getattr(api, method)(path, body, headers=headers)


@pytest.mark.parametrize("act", ACTS)
def test_who_may_do_what(api, stage, people, act, settings):
    settings.LOOKUP_CONTACT = "library@example.org"
    if len(ACTS[act]) > 4:
        ACTS[act][4](stage, people)
    allowed = ACTS[act][3]
    for who in WHO:
        if who in allowed:
            continue
        before = Event.objects.count()
        asker = api(None if who == "anonymous" else getattr(people, who))
        response = send(asker, act, stage)
        expected = {401} if who == "anonymous" else {403, 404}
        assert response.status_code in expected, (who, response.json())
        assert response["Content-Type"] == "application/problem+json"
        assert Event.objects.count() == before
    one = min(allowed - {"anonymous"})
    response = send(api(getattr(people, one)), act, stage)
    assert response.status_code in (200, 201, 202), response.json()
    if response.status_code in (201, 202) and act != "report":
        assert response["Location"].startswith("http://testserver/api/v1/")


def test_every_deed_is_in_the_table(api):
    addresses = [entry[1] for entry in ACTS.values()]
    for deed in DEEDS:
        # A proposal is its author's to withdraw, an article its maker's: tested beside them.
        if deed.verb == "withdraw" or deed.noun == "document":
            continue
        ending = f"/{deed.verb}/"
        assert any(
            path.endswith(ending) and path.startswith(deed.noun[:4]) for path in addresses
        ), deed


def test_only_the_author_takes_a_proposal_back(api, world, people):
    path = f"proposals/{world.proposal.public_id}/withdraw/"
    assert api().post(path).status_code == 401
    assert api(people.contributor).post(path).status_code == 404
    assert api(people.editor).post(path).status_code == 403
    response = api(people.author).post(path)
    assert (response.status_code, response.json()["status"]) == (200, "withdrawn")
    assert api(people.author).post(path).status_code == 409


def test_a_change_of_what_is_published_becomes_a_proposal_and_a_moved_base_is_409(
    api, world, people
):
    author, path = api(people.author), f"claims/{world.claim.public_id}/"
    revision = author.get(path).json()["revision"]
    change = {"changes": {"text": "Better"}, "reason": "Clearer."}
    missing = author.patch(path, change)
    assert missing.status_code == 428
    filed = author.patch(path, change, headers={"if-match": f'"{revision}"'})
    assert filed.status_code == 202
    assert filed.json()["changes"][0]["value"] == "Better"
    other = author.patch(path, {"changes": {"text": "Worse"}, "revision": revision}).json()["id"]
    editor = api(people.chief)
    assert editor.post(f"proposals/{filed.json()['id']}/accept/").status_code == 200
    assert author.get(path).json()["text"] == "Better"
    moved = editor.post(f"proposals/{other}/accept/")
    assert moved.status_code == 409
    assert moved.json()["moved"]["text"] == {
        "base": "One", "current": "Better", "proposed": "Worse",
    }  # fmt: skip
    stale = author.patch(path, {"changes": {"text": "X"}, "revision": revision})
    assert stale.status_code == 409
    unlike = author.patch(
        path, {"changes": {"text": "X"}, "revision": 1}, headers={"if-match": '"2"'}
    )
    assert unlike.json()["errors"][0]["pointer"] == "#/revision"
    unknown = author.patch(path, {"changes": {"colour": "red"}, "revision": revision + 1})
    assert unknown.json()["errors"][0]["pointer"] == "#/changes/colour"


def test_an_unpublished_record_is_changed_at_once(api, world, people):
    path = f"claims/{world.draft.public_id}/"
    body = {
        "changes": {"text": "Threefold", "topics": {"remove": [world.topic.public_id]}},
        "revision": api(people.author).get(path).json()["revision"],
    }
    changed = api(people.author).patch(path, body)
    assert (changed.status_code, changed.json()["text"]) == (200, "Threefold")
    assert changed.json()["topics"] == []
    assert Claim.objects.get(pk=world.draft.pk).text == "Threefold"


def test_nobody_accepts_their_own(api, world, people):
    mine = api(people.chief).post("sources/", {"title": "Mine"}).json()["id"]
    assert api(people.chief).post(f"sources/{mine}/accept/").status_code == 403
    assert api(people.editor).post(f"sources/{mine}/accept/").status_code == 200
    assert Proposal.objects.filter(status="open", noun="source").count() == 1


def test_a_state_that_forbids_is_409(api, world, people):
    editor = api(people.chief)
    again = editor.post(f"claims/{world.claim.public_id}/publish/")
    assert again.status_code == 409
    assert editor.post(f"evidence/{world.evidence.public_id}/include/", WHY).status_code == 409


def test_a_session_needs_the_csrf_token_and_a_bearer_token_does_not(api, people, db):
    from django.test import Client

    from evidence.accounts import tokens

    body = {"title": "X"}
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.contributor)
    refused = strict.post("/api/v1/sources/", body, content_type="application/json")
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
    _, raw = tokens.make(user=people.contributor, name="t", days=1, by=people.contributor)
    plain = Client(enforce_csrf_checks=True)
    for scheme in ("Bearer", "Token"):
        made = plain.post(
            "/api/v1/sources/", body, content_type="application/json",
            headers={"authorization": f"{scheme} {raw}"},
        )  # fmt: skip
        assert made.status_code == 201, made.json()
    wrong = plain.get("/api/v1/claims/", headers={"authorization": "Bearer ts_nonsense"})
    assert wrong.status_code == 401
    assert wrong["WWW-Authenticate"].startswith("Bearer")


def test_writes_and_reports_are_limited(api, world, people, settings):
    settings.API_WRITES_PER_MINUTE = 2
    author = api(people.author)
    answers = [author.post("sources/", {"title": f"T{n}"}).status_code for n in range(6)]
    assert 429 in answers
    settings.API_WRITES_PER_MINUTE = 100
    report = {"record": world.claim.public_id, "text": "Wrong."}
    codes = [api().post("reports/", report).status_code for _ in range(6)]
    assert codes == [201] * 5 + [429]


def test_discarding_a_draft(api, world, people):
    reviewer = api(people.reviewer)
    made = reviewer.post(
        f"evidence/{world.fresh.public_id}/appraisals/", {"status": "draft", "direction": "mixed"}
    ).json()
    assert made["status"] == "draft"
    path = f"appraisals/{made['id']}/"
    assert api(people.chief).delete(path).status_code == 404
    tag = reviewer.get(path)["ETag"]
    assert reviewer.delete(path, headers={"if-match": tag}).status_code == 204
    assert reviewer.get(path).status_code == 404
