"""The examples of the document are sent, and answered as it says."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model

from claims.actions import documents
from claims.api.samples import BODIES, example
from claims.models import (
    Appraisal,
    Assessment,
    Conflict,
    Delivery,
    Document,
    Follow,
    Import,
    Job,
    SavedSearch,
    Search,
    SourcePair,
    Webhook,
)
from tests import openapi
from tests.api import test_acts as acts
from tests.api.test_acts import ACTS, stage  # noqa: F401 - a fixture

EDITOR, REVIEWER, AUTHOR = "chief", "reviewer", "author"
#: Who sends what is not in the table of acts; else an editor.
ASKERS = {
    "appraisals_discard": REVIEWER, "assessments_add": REVIEWER, "assessments_discard": REVIEWER,
    "proposals_withdraw": AUTHOR, "practice_answer": REVIEWER, "evidence_conflict": "editor",
    "evidence_conflict_list": "editor",
    "evidence_pick": REVIEWER, "appraisals_read": REVIEWER, "assessments_read": REVIEWER, "desk_read": REVIEWER,
}  # fmt: skip
#: Where an example means another record than the first of its kind.
OTHERS = {
    "C2": "spare_claim", "S2": "spare_source", "T2": "spare_topic", "Y2": "spare_study", "N2": "spare_patient",
    "E2": "fresh",
}  # fmt: skip


@pytest.fixture
def closed(document):
    """The document with every object closed: a member that is not declared is drift as well."""
    found = copy.deepcopy(document)
    for schema in found["components"]["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    return found


def acted() -> dict[tuple[str, str], str]:
    """The act of the table of acts that is sent to an address."""
    found: dict[tuple[str, str], str] = {}
    for name, (method, path, *_) in ACTS.items():
        address = "/api/v1/" + re.sub(r"\{\w+\}|Q1", "{ident}", path)
        found.setdefault((method, address), name)
    return found


def furnish(world: Any, people: Any, api: Any) -> None:
    """What the examples are about, beside the stage: one of everything."""
    editor, reviewer = api(people.chief), api(people.reviewer)
    world.follow = editor.post("follows/", {"target": world.claim.public_id}).json()
    editor.post("saved-searches/", {"name": "All", "query": ""})
    editor.post("imports/", {"filename": "a.ris", "text": "TY  - JOUR\nTI  - Bark\nER  - \n"})
    made = documents.create(by=people.chief, text="Studies have shown: kratom darkens skin. Tea.")
    documents.check(document=made, by=people.chief)
    pair = sorted((world.source.pk, world.spare_source.pk))
    SourcePair.objects.create(first_id=pair[0], second_id=pair[1], score=0.9, reasons=[])
    reviewer.post(f"evidence/{world.fresh.public_id}/appraisals/", {"status": "draft"})
    reviewer.post(
        "assessments/",
        {"instrument": "naranjo_1981", "on": world.patient.public_id, "status": "draft"},
    )
    Conflict.objects.get_or_create(claim=world.claim)
    hook = editor.post("webhooks/", {"address": "https://hooks.example.org/x"}).json()["id"]
    editor.post(f"webhooks/{hook}/test/")


def records(world: Any, name: str, act: str | None) -> dict[str, Any]:
    """The record that stands for each id of the examples."""
    found = {name: getattr(world, kind) for name, kind in OTHERS.items()}
    first = {
        "C1": world.claim, "S1": world.source, "T1": world.topic, "Y1": world.study, "N1": world.patient,
        "E1": world.evidence, "P1": world.proposal, "Q1": Search.objects.first(), "A1": Appraisal.objects.last(),
        "R1": Assessment.objects.last(), "K1": Conflict.objects.first(), "B1": Import.objects.last(),
        "D1": Document.objects.last(),
    }  # fmt: skip
    if act is not None and "{spare_" in ACTS[act][1]:
        # The act is done to the second, with the first.
        found = {two: first[f"{two[0]}1"] for two in found}
    if name.startswith(("evidence_conflict", "practice")):
        first["E1"] = world.conflict
    if name == "evidence_add":
        first["S1"] = world.offered
    return {**found, **first}


def fitted(value: Any, there: dict[str, Any], people: Any) -> Any:
    """An example with the ids and the user name that there are."""
    if isinstance(value, dict):
        return {name: fitted(inner, there, people) for name, inner in value.items()}
    if isinstance(value, list):
        return [fitted(inner, there, people) for inner in value]
    if value == "rita":
        return people.reviewer.username
    if isinstance(value, str) and re.fullmatch(r"[A-Z][0-9]{1,3}", value):
        record = there.get(value) or there[f"{value[0]}1"]
        return record.public_id
    return value


def address(path: str, operation: Any, there: Any, world: Any, act: str | None) -> str:
    """The example's address; where an act needs a record in another state, that of the table of acts."""
    noun = path.split("/")[3]
    if act is not None:
        ids = acts.ids(world)
        return "/api/v1/" + ACTS[act][1].replace("Q1", there["Q1"].public_id).format(**ids)
    ones = {
        "follows": Follow.objects.last(), "saved-searches": SavedSearch.objects.last(),
        "source-pairs": SourcePair.objects.last(), "webhooks": Webhook.objects.last(),
        "webhook-deliveries": Delivery.objects.last(),
    }  # fmt: skip
    for one in operation.get("parameters", ()):
        if one["in"] == "path":
            value = ones[noun].pk if noun in ones else fitted(one["example"], there, None)
            path = path.replace("{" + one["name"] + "}", str(value))
    return path


def prepare(name: str, world: Any, people: Any, api: Any) -> None:
    """What must have been done before some examples."""
    editor = api(people.chief)
    evidence = f"evidence/{world.conflict.public_id}"
    if name.startswith("practice"):
        ruling = BODIES["evidence_adjudicate"]
        assert editor.post(f"{evidence}/adjudicate/", ruling).status_code == 200
        if name != "practice_add":
            editor.post("practice/", {"evidence": world.conflict.public_id})
    elif name == "evidence_conflict_list":
        api(people.editor).post(f"{evidence}/conflict/")
    elif name == "evidence_add":
        editor.post(f"sources/{world.offered.public_id}/accept/")
    elif name == "webhooks_test":
        Delivery.objects.all().delete()
    elif name == "webhook_deliveries_replay":
        Delivery.objects.update(status="delivered", next_try=None)
    elif name == "imports_undo":
        editor.post(f"imports/{Import.objects.get().public_id}/store/")
    elif name == "documents_unshare":
        editor.post(f"documents/{Document.objects.get().public_id}/share/")
    elif name == "imports_retry":
        batch = Import.objects.get()
        Import.objects.update(status="reading")
        Job.objects.create(
            kind="import_read", payload={"batch": batch.pk}, status="failed", attempts=5, error="x"
        )


@pytest.mark.once
def test_every_example_is_answered_as_the_document_says(
    closed,
    stage,  # noqa: F811
    people,
    api,
    settings,
    tmp_path,
):
    settings.API_READS_PER_MINUTE = settings.API_WRITES_PER_MINUTE = 10**9
    settings.DATA_DIR, settings.LOOKUP_CONTACT = tmp_path, "library@example.org"
    furnish(stage, people, api)
    table, sent, wrong = acted(), 0, []
    for path, methods in closed["paths"].items():
        for method, operation in methods.items():
            name, act = operation["operationId"], table.get((method, path))
            with transaction.atomic():
                if act is not None and len(ACTS[act]) > 4:
                    ACTS[act][4](stage, people)
                prepare(name, stage, people, api)
                there = records(stage, name, act)
                who = ASKERS.get(name, EDITOR)
                if act is not None and name not in ASKERS:
                    allowed = ACTS[act][3] - {"anonymous", "nobody"}
                    who = EDITOR if "editor" in allowed else min(allowed)
                body = fitted(example(operation), there, people)
                where = address(path, operation, there, stage, act)
                if isinstance(body, dict) and "revision" in body:
                    body["revision"] = revision(stage, there, path)
                seen = {"if-match": "*"} if needs_state(operation) else {}
                answer = send(api(getattr(people, who)), method, where, body, seen)
                problem = judged(closed, operation, answer)
                if problem:
                    wrong.append(f"{method} {where} {body}: {problem}")
                sent += 1
                transaction.set_rollback(True)
            for record in vars(stage).values():
                # What was undone in the database is undone in memory as well.
                if isinstance(record, Model) and record.pk:
                    record.refresh_from_db()
    assert not wrong, "\n".join(wrong)
    assert sent > 150


def needs_state(operation: Any) -> bool:
    return any(
        one["name"] == "If-Match" and one.get("required") for one in operation.get("parameters", ())
    )


def send(asker: Any, method: str, where: str, body: Any, seen: Any) -> Any:
    if method == "get":
        return asker.client.get(where)
    if method == "delete":
        return asker.client.delete(where, headers=seen)
    said = json.dumps(body or {})
    return asker.client.generic(method.upper(), where, said, "application/json", headers=seen)


def revision(world: Any, there: dict[str, Any], path: str) -> int:
    letter = {"claims": "C1", "sources": "S1", "studies": "Y1", "topics": "T1", "evidence": "E1",
              "searches": "Q1", "patients": "N1"}[path.split("/")[3]]  # fmt: skip
    there[letter].refresh_from_db()
    return int(there[letter].revision)


def judged(document: Any, operation: Any, answer: Any) -> str:
    """What is wrong with an answer; "" for nothing."""
    if not 200 <= answer.status_code < 300:
        return f"{answer.status_code} {answer.content[:300]!r}"
    told = operation["responses"].get(str(answer.status_code))
    if told is None:
        return f"{answer.status_code} is not in the document"
    content, media = told.get("content", {}), answer.get("Content-Type", "").partition(";")[0]
    if not content:
        return "" if answer.status_code == 204 else "an answer without a shape"
    if media not in content:
        return f"{media} is not in the document"
    if not media.endswith("json") or media.endswith("ndjson"):
        return ""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    faults = list(openapi.faults(document, content[media]["schema"], json.loads(raw)))
    return "; ".join(f"{list(one.path)}: {one.message[:150]}" for one in faults[:3])


def test_every_operation_has_an_example(document):
    """A new one: a line in claims/api/samples.py, or `examples` where the operation is declared."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            (sample,) = operation["x-codeSamples"]
            assert sample["source"].startswith("curl "), (method, path)
            if "application/json" in operation.get("requestBody", {}).get("content", {}):
                assert example(operation) is not None, (method, path)
