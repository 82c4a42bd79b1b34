"""Bad bodies: each is refused with a pointer to the fault, and nothing is written."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group

from claims.actions import documents
from claims.models import (
    CalibrationItem,
    Claim,
    Conflict,
    Document,
    Event,
    Import,
    ImportRecord,
    Patient,
    Source,
    SourcePair,
)
from tests import openapi
from tests.factories import make_patient

DOCUMENT = openapi.stored()
WRONG: dict[str, list[Any]] = {
    "string": [5, True, ["x"], {"a": 1}, 1.5, "a\u0000b", "bell\u0007"],
    "integer": ["5", True, 1.5, [1], {}, -1, 10**30, 2**40],
    "number": ["5", True, [1], {}],
    "boolean": ["true", 1, [True], {}],
    "array": ["x", 5, True],
    "object": ["x", 5, [1], True],
}


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def body_of(operation: dict[str, Any]) -> dict[str, Any]:
    media = operation["requestBody"]["content"]["application/json"]
    return resolved(media["schema"])


def fields() -> list[tuple[str, str, str, dict[str, Any]]]:
    """(method, path, field, schema) of every field of every body."""
    found = []
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            if "requestBody" in operation:
                for name, schema in body_of(operation).get("properties", {}).items():
                    found.append((method, path, name, resolved(schema)))
    return found


def kinds(schema: dict[str, Any]) -> list[str]:
    either = [resolved(one).get("type", "object") for one in schema.get("oneOf", ())]
    kind = schema.get("type", either or "object")
    return [one for one in ([kind] if isinstance(kind, str) else kind) if one != "null"]


def unfit(schema: dict[str, Any]) -> list[Any]:
    """Values that no kind of the field can hold."""
    first, *others = (WRONG[kind] for kind in kinds(schema))
    return [
        value
        for value in first
        if all(any(type(value) is type(one) and value == one for one in list_) for list_ in others)
    ]


def address(path: str, world: Any) -> str:
    noun = path.removeprefix("/api/v1/").split("/")[0]
    record = {
        "claims": world.claim, "sources": world.source, "studies": world.study,
        "topics": world.topic, "evidence": world.evidence, "proposals": world.proposal,
    }.get(noun)  # fmt: skip
    ident = record.public_id if record else "Q1"
    if noun == "instruments":
        ident = "rob2_assignment_2019"
    if noun == "searches":
        from claims.models import Search

        ident = Search.objects.get().public_id
    if noun == "patients":
        patient = Patient.objects.first() or make_patient(world.evidence)
        ident = patient.public_id
    if noun == "practice":
        CalibrationItem.objects.get_or_create(evidence=world.evidence, direction="supports")
        ident = world.evidence.public_id
    if noun == "source-pairs":
        first, second = sorted((world.source.pk, world.spare_source.pk))
        pair = SourcePair.objects.get_or_create(first_id=first, second_id=second, score=0.9)[0]
        ident = str(pair.pk)
    if noun == "conflicts":
        ident = Conflict.objects.get_or_create(claim=world.claim)[0].public_id
    if noun == "documents":
        chief = Group.objects.get(name="editor").user_set.latest("pk")
        ident = (Document.objects.first() or documents.create(by=chief, text="Tea.")).public_id
    if noun == "imports":
        batch = Import.objects.get_or_create(status="preview", filename="x.ris")[0]
        ImportRecord.objects.get_or_create(batch=batch, position=1, outcome="new")
        ident = batch.public_id
    return path.replace("{ident}", ident).replace("{position}", "1")


def test_every_field_of_every_body_refuses_what_it_cannot_hold(api, world, people, settings):
    settings.API_WRITES_PER_MINUTE = 10**6
    asker, tried = api(people.chief), 0
    for _, path, _, _ in fields():
        address(path, world)  # makes what it needs before the events are counted
    before = Event.objects.count()
    for method, path, name, schema in fields():
        wrong = unfit(schema)
        if schema.get("minimum", 0) < 0:
            wrong = [value for value in wrong if value != -1]
        for value in wrong:
            response = getattr(asker, method)(address(path, world), {name: value})
            assert response.status_code == 400, (method, path, name, value, response.content)
            pointers = [error["pointer"] for error in response.json()["errors"]]
            assert any(p == f"#/{name}" or p.startswith(f"#/{name}/") for p in pointers), (
                path, name, value, pointers,
            )  # fmt: skip
            tried += 1
    assert tried > 500
    assert Event.objects.count() == before


def test_unknown_fields_are_named_everywhere(api, world, people, settings):
    settings.API_WRITES_PER_MINUTE = 10**6
    asker = api(people.chief)
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            if "requestBody" not in operation:
                continue
            response = getattr(asker, method)(address(path, world), {"colo/ur": 1})
            assert response.status_code == 400, (path, response.content)
            pointers = [error["pointer"] for error in response.json()["errors"]]
            assert "#/colo~1ur" in pointers, (path, pointers)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400), (b"[]", 400), (b'"x"', 400), (b"nonsense", 400), (b"\xff\xfe", 400),
        (b'{"title": NaN}', 400), (b'{"title": "\\ud800"}', 400), (b"[" * 100_000, 400),
        (b'{"csl":' + b'{"a":' * 50 + b"1" + b"}" * 50 + b', "title": "x"}', 400),
        (b'{"a":' * 2000 + b"1" + b"}" * 2000, 400), (b"null", 400), (b"5", 400),
        (b'{"title": "x", "csl": {"a": "b\\u0000"}}', 400),
        (b'{"title": "x", "csl": {"a\\u0000": "b"}}', 400),
        (b'{"title": "x", "year": 1e400}', 400), (b'{"title": "' + b"x" * 2**20 + b'"}', 400),
        (b'{"title": "' + b"x" * 10 * 2**20 + b'"}', 413),
    ],
    ids=range(17),
)  # fmt: skip
def test_bodies_that_are_no_use(api, people, raw, status):
    client = api(people.contributor).client
    response = client.post("/api/v1/sources/", raw, content_type="application/json")
    assert response.status_code == status, response.content[:300]
    assert response["Content-Type"] == "application/problem+json"
    assert not Source.objects.exists()


def test_json_that_breaks_off_says_where(api, people):
    client = api(people.contributor).client
    response = client.post("/api/v1/sources/", b'{"title":\n x}', content_type="application/json")
    assert response.json()["position"]["line"] == 2


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_other_media_types_are_415(api, people, media):
    client = api(people.contributor).client
    response = client.post("/api/v1/sources/", b"title=x", content_type=media)
    assert response.status_code == 415
    assert response["Content-Type"] == "application/problem+json"


def test_html_is_kept_as_text_and_served_as_json(api, people):
    text = "<script>alert(1)</script><b>x</b>"
    made = api(people.contributor).post("sources/", {"title": text})
    assert made.json()["title"] == text
    assert made["Content-Type"] == "application/json"
    assert made["X-Content-Type-Options"] == "nosniff"


def test_a_doi_that_another_source_has_is_refused(api, world, people):
    asker = api(people.author)
    first = asker.post("sources/", {"title": "A", "doi": "https://doi.org/10.5555/ABC"})
    assert first.json()["doi"] == "10.5555/abc"
    again = asker.post("sources/", {"title": "B", "doi": "10.5555/abc"})
    assert again.status_code == 400
    assert again.json()["errors"][0]["pointer"] == "#/doi"
    assert first.json()["id"] in again.json()["errors"][0]["detail"]


def test_records_that_the_writer_cannot_see_do_not_exist_for_them(api, world, people):
    asker = api(people.contributor)
    for claim, source in (
        (world.claim.public_id, world.offered.public_id), (world.claim.public_id, "S999"),
        ("C999", world.source.public_id), (world.source.public_id, world.claim.public_id),
    ):  # fmt: skip
        body = {"claim": claim, "source": source, "design": "rct"}
        response = asker.post("evidence/", body)
        assert response.status_code == 400
        assert response.json()["errors"][0]["pointer"] in ("#/claim", "#/source")
    hidden = asker.post(
        "claims/", {"text": "X", "claim_type": "causal", "topics": [world.hoped.public_id]}
    )
    assert hidden.json()["errors"][0]["pointer"] == "#/topics/0"
    assert not Claim.objects.filter(text="X").exists()
    report = api().post("reports/", {"record": world.draft.public_id, "text": "I see it."})
    assert report.status_code == 400
